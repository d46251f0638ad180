"""What organizations hold, read from their accounts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast
from zlib import crc32

from django.db import connection
from django.db.models import Subquery, Sum
from django.utils import timezone
from django.utils.formats import date_format

from customers.meters import CREDITS as CREDITS_READ
from customers.meters import USE, meters, today_of
from customers.models import Customer, Organization
from customers.scope import Scope
from reseller_portal.lib.meters import Meter
from reseller_portal.lib.runway import Runway

from .models import Account, AccountKind, Transfer, TransferKind
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


def pool_left(scope: Scope) -> Runway | None:
    """What is left in the asker's pool, and how long that lasts, in one query; None for whoever has none to see."""
    if scope.organization is None or not scope.may("credits.view"):
        return None
    today = today_of(scope.organization)
    pools = Account.objects.visible_to(scope).filter(organization=scope.organization, kind=AccountKind.POOL)
    own = Organization.objects.visible_to(scope).filter(pk=scope.organization.pk).with_use(today)
    left, went, first = own.values_list(Subquery(pools.values("balance")), "used_lately", "first_used_on").get()
    return Runway(left or 0, went, first, today, of_pool=True)


def seen(meters: Mapping[int, Meter]) -> str:
    """A mark that changes whenever one of these meters does."""
    return f"{crc32(repr(sorted(meters.items())).encode()):08x}"


def meters_of(scope: Scope, ids: Iterable[int]) -> dict[int, Meter]:
    """The meters of these customers, as far as the asker reaches them, in one query."""
    today = today_of(cast(Organization, scope.organization))
    rows = Customer.objects.visible_to(scope).filter(pk__in=list(ids)).with_credits().with_use(today)
    meter = meters(today)
    return {row["id"]: meter(row) for row in rows.values("id", *CREDITS_READ, *USE)}


def pool_meter(scope: Scope) -> Meter:
    """The asker's pool, counting since the platform issued credits last. Four queries."""
    left, own = pool_left(scope), Account.objects.visible_to(scope)
    account = own.filter(organization=scope.organization, kind=AccountKind.POOL).first()
    seen = Transfer.objects.visible_to(scope)
    issued = seen.filter(credit=account, kind=TransferKind.ISSUE).order_by("-credit_version").first()
    if left is None or account is None or issued is None:
        return Meter()
    later = seen.filter(debit=account, debit_version__gt=issued.credit_version, kind=TransferKind.WITHDRAWAL)
    withdrawn = later.aggregate(sum=Sum("amount"))["sum"] or 0
    handed_out = max(0, issued.credit_after - withdrawn - account.balance)
    since = date_format(timezone.localtime(issued.at), "DATE_FORMAT")
    return Meter(account.balance, 0, handed_out, note=left.words, since=since)


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
