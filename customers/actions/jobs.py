"""Writes of the scheduler: who is at work, and when each job ran. Nobody's deeds, so they say no `by` and leave no activity."""

from datetime import timedelta

from django.db import transaction

from reseller_portal.lib import clock

from ..models import Lease, TimedJob


@transaction.atomic
def take_lease(name: str, *, holder: str, lasts: timedelta) -> bool:
    """Take a lease, or go on holding it, for so long from now. False while somebody else has it."""
    now = clock.now()
    lease, _ = Lease.objects.select_for_update().get_or_create(
        name=name, defaults={"holder": holder, "expires_at": now + lasts}
    )
    if lease.holder != holder and lease.expires_at > now:
        return False
    lease.holder, lease.expires_at = holder, now + lasts
    lease.save(update_fields=["holder", "expires_at"])
    return True


@transaction.atomic
def give_back_lease(name: str, *, holder: str) -> None:
    """End a lease before its time, so that the next one need not wait. One of somebody else stays."""
    Lease.objects.filter(name=name, holder=holder).delete()


@transaction.atomic
def begin_job(name: str, *, every: timedelta) -> bool:
    """Write down that a job begins now. False when it was begun by another process less than `every` ago."""
    now = clock.now()
    TimedJob.objects.get_or_create(name=name, defaults={"started_at": now - every})
    waiting = TimedJob.objects.filter(name=name, started_at__lte=now - every)
    return bool(waiting.update(started_at=now, finished_at=None, failed=False))


@transaction.atomic
def end_job(name: str, *, failed: bool) -> None:
    """Write down how it ended."""
    TimedJob.objects.filter(name=name).update(finished_at=clock.now(), failed=failed)
