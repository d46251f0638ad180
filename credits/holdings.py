"""What organizations hold, read from their accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

from django.db import connection
from django.db.models import Sum

from customers.models import Organization
from customers.scope import Scope
from reseller_portal.lib.meters import Meter

from .models import Account, AccountKind
from .models.accounts import CREDITS


def balances(organization: Organization) -> dict[str, int]:
    """The balances of an organization's accounts for credits, by kind, in hundredths."""
    with connection.cursor() as cursor:  # asked all the time; half of what it costs otherwise is the ORM
        cursor.execute(
            "SELECT kind, balance FROM credits_account WHERE organization_id = %s AND unit = %s",
            [organization.pk, CREDITS],
        )
        return dict(cursor.fetchall())


def meter(organization: Organization) -> Meter:
    return Meter.of(balances(organization))


def money(customer: Organization) -> int:
    """A customer's balance, in minor units of its root's currency."""
    balances = Account.objects.filter(organization=customer, kind=AccountKind.BALANCE)
    return balances.values_list("balance", flat=True).first() or 0


def pool_of(scope: Scope) -> int | None:
    """What is left in the asker's pool, in hundredths of a credit; None for whoever has none to see."""
    if scope.organization is None or not scope.may("credits.view"):
        return None
    pools = Account.objects.visible_to(scope).filter(organization=scope.organization, kind=AccountKind.POOL)
    return pools.values_list("balance", flat=True).first() or 0


def seen(meters: Mapping[int, Meter]) -> str:
    """A mark that changes whenever one of these meters does."""
    return f"{crc32(repr(sorted(meters.items())).encode()):08x}"


def meters_of(scope: Scope, ids: Iterable[int]) -> dict[int, Meter]:
    """The meters of these customers, as far as the asker reaches them, in one query."""
    rows = Account.objects.visible_to(scope).filter(organization__in=list(ids), unit=CREDITS)
    found: dict[int, dict[str, int]] = {}
    for pk, kind, balance in rows.values_list("organization", "kind", "balance"):
        found.setdefault(pk, {})[kind] = balance
    return {pk: Meter.of(kinds) for pk, kinds in found.items()}


@dataclass(frozen=True)
class Pool:
    """A reseller's credits, in hundredths: all that was issued, what is left, and what its customers have and used."""

    left: int
    available: int
    held: int
    used: int

    @property
    def total(self) -> int:
        return self.left + self.assigned

    @property
    def assigned(self) -> int:
        return self.available + self.held + self.used


def pool(scope: Scope) -> Pool:
    """The asker's pool, and the sums over its customers, in one query."""
    kinds = Account.objects.visible_to(scope).filter(unit=CREDITS).values_list("kind")
    sums = dict(kinds.annotate(sum=Sum("balance")))
    return Pool(
        left=sums.get(AccountKind.POOL, 0),
        available=sums.get(AccountKind.AVAILABLE, 0),
        held=sums.get(AccountKind.RESERVED, 0),
        used=sums.get(AccountKind.USED, 0) + sums.get(AccountKind.SPENT, 0),
    )
