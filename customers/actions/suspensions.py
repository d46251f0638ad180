"""Writes about what surrounds Disable: a date for it, and the hold, the notice and the waiting of a deletion."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from reseller_portal.lib import clock

from .. import facts, tasks
from ..countdown import ANNOUNCED, NOTICE, deletes_at
from ..errors import Refused
from ..models import Organization, Suspension, User
from ..roles import Kind
from .activity import record_activity
from .locks import lock_organization
from .organizations import disable_organization, lock_living

FURTHEST = timedelta(days=2 * 366)


@transaction.atomic
def schedule_disabling(
    customer: Organization, *, at: datetime, reason: str = "", block_api: bool = False, by: User | None
) -> Suspension:
    """Disable a customer at a moment to come; until then it stays active. A date that was set before is replaced."""
    reason = facts.reason(reason)
    lock_living(customer)
    if not customer.is_active:
        raise Refused("This customer is disabled already.")
    if not clock.now() < at <= clock.now() + FURTHEST:
        raise Refused("Choose a day after today, within two years.", field="on")
    told = {"starts_at": at, "reason": reason, "block_api": block_api}
    planned, _ = Suspension.objects.update_or_create(organization=customer, defaults={"tenant": customer.root, **told})
    day = at.astimezone(ZoneInfo(customer.root.time_zone)).date().isoformat()
    after = {"disabled_on": day} | ({"reason": reason} if reason else {}) | ({"api_blocked": True} if block_api else {})
    record_activity("organization.disabling_scheduled", customer, organization=customer, by=by, after=after)
    return planned


@transaction.atomic
def call_off_disabling(customer: Organization, *, by: User | None) -> Organization:
    """Forget the date at which a customer was to be disabled. Nothing to do for one that has none."""
    lock_living(customer)
    planned = Suspension.objects.filter(organization=customer).first()
    if planned and customer.is_active:
        planned.delete()
        record_activity("organization.disabling_called_off", customer, organization=customer, by=by)
    return customer


@transaction.atomic
def disable_scheduled(pk: int, *, by: User | None) -> Organization | None:
    """Disable a customer whose date has come. None when it was called off, put off or done meanwhile."""
    customer = lock_organization(pk)
    planned = Suspension.objects.filter(organization=pk).first()
    if customer is None or planned is None or not customer.is_active or planned.starts_at > clock.now():
        return None
    return disable_organization(customer, reason=planned.reason, block_api=planned.block_api, by=by)


def _of_disabled(customer: Organization) -> Suspension:
    """The row of a customer that is locked and disabled; made now for one that was disabled before there were any."""
    if customer.disabled_at is None:
        raise Refused("This customer is active. Only the deletion of a disabled one can be held.")
    if customer.kind == Kind.RESELLER:
        raise Refused("A reseller is never deleted.")
    found, _ = Suspension.objects.get_or_create(
        organization=customer, defaults={"tenant": customer.root, "starts_at": customer.disabled_at}
    )
    return found


@transaction.atomic
def hold_deletion(customer: Organization, *, reason: str, by: User | None) -> Suspension:
    """Stop the clock of a disabled customer's deletion. Holding what is held changes the reason only."""
    reason = facts.reason(reason, required=True)
    lock_living(customer)
    suspension = _of_disabled(customer)
    if suspension.hold_reason != reason:
        suspension.held_at, suspension.hold_reason = suspension.held_at or clock.now(), reason
        suspension.save(update_fields=["held_at", "hold_reason"])
        record_activity("deletion.held", customer, organization=customer, by=by, after={"reason": reason})
    return suspension


@transaction.atomic
def release_hold(customer: Organization, *, by: User | None) -> Suspension:
    """Let the clock go on, from the day the customer was disabled; at least 14 days' notice are left."""
    lock_living(customer)
    suspension = _of_disabled(customer)
    if suspension.held_at:
        suspension.held_at, suspension.hold_reason = None, ""
        suspension.save(update_fields=["held_at", "hold_reason"])
        _leave_notice(customer, suspension)
        record_activity("deletion.released", customer, organization=customer, by=by)
    return suspension


def _leave_notice(customer: Organization, suspension: Suspension) -> None:
    """Put a deletion that is less than 14 days off to 14 days from now, to be announced anew."""
    now = clock.now()
    assert customer.disabled_at is not None  # noqa: S101
    if deletes_at(customer.disabled_at, suspension.not_before) < now + NOTICE:
        suspension.not_before, suspension.announced_days = now + NOTICE, None
        suspension.waits_for, suspension.waiting_told_at = "", None
        suspension.save(update_fields=["not_before", "announced_days", "waits_for", "waiting_told_at"])


@transaction.atomic
def announce_deletion(pk: int, *, by: User | None) -> int:
    """Mail whoever manages a customer that it is deleted in 14 days, or in one, each once. Returns which; 0 for neither.

    A deletion that is due and was never announced, since nobody was there to do it, is put off to give its notice.
    """
    customer = lock_organization(pk)
    if customer is None or customer.deleted_at or customer.disabled_at is None or customer.kind == Kind.RESELLER:
        return 0
    suspension, now = _of_disabled(customer), clock.now()
    if suspension.held_at:
        return 0
    if suspension.announced_days is None and deletes_at(customer.disabled_at, suspension.not_before) <= now:
        _leave_notice(customer, suspension)
    left = deletes_at(customer.disabled_at, suspension.not_before) - now
    days = min((days for days in ANNOUNCED if timedelta() < left <= timedelta(days=days)), default=0)
    if not days or (suspension.announced_days is not None and suspension.announced_days <= days):
        return 0
    suspension.announced_days = days
    suspension.save(update_fields=["announced_days"])
    record_activity("deletion.announced", customer, organization=customer, by=by, after={"days": days})
    for user in _managers(customer):
        tasks.announce_deletion.enqueue(customer.pk, days, user)
    return days


@transaction.atomic
def note_waiting(customer: Organization, *, waits_for: str, by: User | None) -> Suspension:
    """Write down why a disabled customer could not be deleted yet, and mail its reseller and staff the first time."""
    suspension = _of_disabled(customer)
    first = suspension.waiting_told_at is None
    suspension.waits_for, suspension.waiting_told_at = waits_for[:300], suspension.waiting_told_at or clock.now()
    suspension.save(update_fields=["waits_for", "waiting_told_at"])
    if first:
        for user in {*_managers(customer), *_staff()}:
            tasks.report_waiting.enqueue(customer.pk, user)
    return suspension


def _staff() -> list[int | None]:
    return list(User.objects.existing().filter(is_staff=True, is_active=True).values_list("pk", flat=True))


def _managers(customer: Organization) -> list[int | None]:
    """Who is mailed about a customer: its reseller, as None, since who that is shows when the mail leaves; or staff."""
    return [None] if customer.tenant_id else _staff()
