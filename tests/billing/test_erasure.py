"""What a deletion leaves of a customer's usage."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F

from billing.actions.transcriptions import complete_transcription, start_transcription
from billing.models import LatestUse, TenantUsage, Transcription, TranscriptionStep, UsageDay, UsageEvent, UsageTotal
from customers.models import Organization
from reseller_portal.deletion import delete_customer
from reseller_portal.doctor.tombstones import tombstones
from reseller_portal.lib import clock
from tests.billing.using import differences, event, fund, key, report


def tenant_sums(root: Organization) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for row in TenantUsage.objects.filter(tenant=root).values("day", "metric", "events", "quantity", "charge"):
        for name in ("events", "quantity", "charge"):
            found[row["day"], row["metric"], name] += row[name]
    return found


@pytest.fixture
def used(cast: SimpleNamespace) -> SimpleNamespace:
    """Harbour and a neighbour of its shard used something, one of them by a transcription."""
    for customer in (fund(cast.harbour, 10), fund(cast.island, 10)):
        report(customer, event(60), event(1, metric="transcriptions", language="nl"))
    work = start_transcription(cast.harbour, key=key(), name="A.mp3", expected_seconds=60, token=None, by=None)
    complete_transcription(work, seconds=30, by=None)
    return cast


def test_nothing_that_is_a_deleted_customer_s_own_stays(used: SimpleNamespace) -> None:
    delete_customer(used.harbour, by=used.olive)
    own = [Transcription, UsageDay, UsageEvent, UsageTotal, LatestUse]
    assert [model.objects.filter(organization=used.harbour).count() for model in own] == [0] * len(own)
    assert (TranscriptionStep.objects.count(), [one.said for one in tombstones()]) == (0, [])


def test_the_reseller_s_sums_stay(used: SimpleNamespace) -> None:
    before = tenant_sums(used.acme)
    delete_customer(used.harbour, by=used.olive)
    assert tenant_sums(used.acme) == before


def test_the_sums_of_the_others_are_theirs_alone(used: SimpleNamespace) -> None:
    delete_customer(used.harbour, by=used.olive)
    TenantUsage.objects.filter(shard=8).delete()
    assert differences(used.island) == []


def test_a_deletion_while_days_are_moved_to_another_time_zone_goes_through(used: SimpleNamespace) -> None:
    """The customer's days were rebuilt already, its tenant's were not: the rebuild that goes on makes them right."""
    report(used.harbour, event(1, language="de", at=clock.now() - timedelta(days=1)))
    before = sum(tenant_sums(used.acme).values())
    UsageDay.objects.filter(organization=used.harbour).update(day=F("day") - timedelta(days=1))
    delete_customer(used.harbour, by=used.olive)
    call_command("rebuild_rollups")
    call_command("rebuild_rollups", check=True)
    assert sum(tenant_sums(used.acme).values()) == before
