"""Which columns of the customer list somebody sees, in which order, and what a query has to bring for them."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.http import HttpRequest

from .models import User
from .models.organizations import CustomerQuerySet
from .rows import OF_SUSPENSION
from .tables import CustomerTable

Customers = TypeVar("Customers", bound=CustomerQuerySet)

ALWAYS = "name"
OFFERED = {name: column.verbose_name for name, column in CustomerTable.base_columns.items() if column.orderable}
DEFAULT = ("id", "name", "email", "phone", "registered", "status", "credits", "seats")


def valid(names: Iterable[object]) -> tuple[str, ...]:
    """Those of `names` that there are, each once, in their order. The name is always among them, first if it was not."""
    known = dict.fromkeys(name for name in names if isinstance(name, str) and name in OFFERED)
    return tuple(known) if ALWAYS in known else (ALWAYS, *known)


def chosen(user: User | None) -> tuple[str, ...]:
    """The columns that this user wants to see, or the default ones. Names that no longer exist are passed over."""
    kept = user.customer_columns if user else []
    return valid(kept) if isinstance(kept, list) and kept else DEFAULT


def in_order(shown: Sequence[str]) -> list[str]:
    """Every column there is: the shown ones first, then the others as they are offered."""
    return [*shown, *(name for name in OFFERED if name not in shown)]


def with_columns(customers: Customers, shown: Iterable[str], request: HttpRequest) -> Customers:
    """The customers with what the shown columns, the order and the filters of the request ask for, and no more."""
    names = {*shown, request.GET.get("sort", "").removeprefix("-")}
    names |= {name for name in ("credits",) if request.GET.get(name)}  # the filter of this name
    wanted = {column.needs for name, column in CustomerTable.base_columns.items() if name in names}
    for method in sorted(wanted - {""}):
        customers = getattr(customers, method)()
    return customers


def reads(shown: Iterable[str]) -> tuple[str, ...]:
    """The values of a row that its frame and the shown columns are drawn from."""
    own = (name for column in shown for name in CustomerTable.base_columns[column].reads)
    return ("id", "name", "email", "disabled_at", *(f"suspension__{name}" for name in OF_SUSPENSION), *own)
