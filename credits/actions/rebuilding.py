"""Putting use by day right again: after a root's time zone was changed its days begin at other moments."""

from typing import Any

from django.db import transaction

from customers.models import User

from ..models import Account, DailyUse
from ..verification.use import days_of


@transaction.atomic
def rebuild_daily_use(kind: str, account: dict[str, Any], *, by: User | None) -> bool:
    """Make the daily use of an account's organization what its transfers say. Returns whether it was something else.

    `account` is a row of `verification.use.accounts_of_use`. Nobody spends meanwhile: the account is locked.
    """
    row = Account.objects.select_for_update(no_key=True).get(pk=account["id"])
    expected, stored = days_of("default", kind, account)
    if expected == stored:
        return False
    whose = {"tenant_id": row.tenant_id, "organization_id": row.organization_id}
    DailyUse.objects.filter(organization=row.organization_id).delete()
    DailyUse.objects.bulk_create(DailyUse(**whose, day=day, amount=amount) for day, amount in sorted(expected.items()))
    return True
