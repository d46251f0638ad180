"""Proving the ledger: every balance again from its transfers, and every invariant that a row can break.

The invariants are those of the design (I1 to I12) and one about what is kept beside the ledger (I13). Two of them are the
writer's alone and leave no trace to look for: the order of locks (I8), and that nothing reads on from an ID (I7). Writers may
go on meanwhile: what belongs together is read in one statement, and an account's transfers only up to the version that the
account had before.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db.models import Sum

from reseller_portal.lib import append_only
from reseller_portal.lib.keyset import keyset_pages

from ..models import Account, AccountKind, Reservation, Transfer
from .chains import broken_chains
from .findings import Finding, Progress
from .holding import broken_holds
from .rules import OF_ACCOUNTS, OF_RESERVATIONS, OF_TRANSFERS, broken_rules
from .use import broken_allocations, broken_use

__all__ = ["Finding", "checkpoint", "counts", "rows_to_read", "verify"]


def counts(using: str = "default") -> dict[str, int]:
    """How many accounts, transfers and reservations the books hold."""
    models = {"accounts": Account, "transfers": Transfer, "reservations": Reservation}
    return {name: model._base_manager.using(using).count() for name, model in models.items()}


def rows_to_read(using: str = "default") -> int:
    """How many rows `verify` tells its `progress` about: a transfer is read by itself and once for each account."""
    found = counts(using)
    return 2 * found["accounts"] + _kept_beside(using) + 3 * found["transfers"] + found["reservations"]


def _kept_beside(using: str) -> int:
    kinds = (AccountKind.USED, AccountKind.POOL, AccountKind.AVAILABLE)
    return Account.objects.using(using).filter(kind__in=kinds, version__gt=0).count()


def checkpoint(using: str = "default") -> str:
    """SHA-256 of every account's ID, version and balance: two books with the same one say the same."""
    digest = hashlib.sha256()
    for page in keyset_pages(Account.objects.using(using).all(), ["id", "version", "balance"]):
        digest.update("".join(f"{one['id']} {one['version']} {one['balance']}\n" for one in page).encode())
    return digest.hexdigest()


def _missing_guards(using: str) -> Iterator[Finding]:
    for name in append_only.missing(using):
        yield Finding("I4", f"guard {name}", "it does not stand, so rows could be changed")


def _unbalanced(using: str) -> Iterator[Finding]:
    sums = Account.objects.using(using).values("tenant", "unit").annotate(total=Sum("balance")).exclude(total=0)
    for row in sums.order_by("tenant", "unit"):
        about = f"tenant {row['tenant']} in {row['unit']}"
        yield Finding("I1", about, f"its balances make {row['total']} together, not 0")


def _nothing(rows: int) -> Any:
    """The progress of whoever shows none."""


def verify(using: str = "default", *, progress: Progress = _nothing) -> Iterator[Finding]:
    """Everything in the books that is not as it should be, in constant memory. `progress` gets numbers of rows read."""
    yield from _missing_guards(using)
    yield from _unbalanced(using)
    yield from broken_rules(Account.objects.using(using).all(), OF_ACCOUNTS, progress)
    yield from broken_chains(using, progress)
    yield from broken_rules(Transfer.objects.using(using).all(), OF_TRANSFERS, progress)
    yield from broken_rules(Reservation.objects.using(using).all(), OF_RESERVATIONS, progress)
    yield from broken_holds(using)
    yield from broken_use(using, progress)
    yield from broken_allocations(using, progress)
