"""Transcriptions: credits are held at the start, and charged once at the end."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from billing.actions.transcriptions import (
    begin_processing,
    complete_transcription,
    fail_transcription,
    start_transcription,
    take_step,
)
from billing.models import Transcription, UsageEvent
from credits.actions.spending import expire_reservation, spend_credits
from credits.errors import KeyConflict
from credits.models import Reservation
from credits.verification import verify
from customers.errors import Refused
from customers.models import Activity, Organization
from reseller_portal.lib import clock
from tests.billing.using import differences, fund, key, left


@pytest.fixture
def harbour(cast: SimpleNamespace) -> Organization:
    return fund(cast.harbour, 10)


def start(customer: Organization, seconds: int = 300, **facts: Any) -> Transcription:
    asked = {"key": key(), "name": "Meeting.mp3", "token": None, "by": None, "expected_seconds": seconds}
    return start_transcription(customer, **{**asked, **facts})


def complete(transcription: Transcription, seconds: int, **facts: Any) -> Transcription:
    return complete_transcription(transcription, seconds=seconds, by=None, **facts)


def steps(transcription: Transcription) -> str:
    return ", ".join(transcription.steps.order_by("id").values_list("name", flat=True))


def test_what_is_expected_is_held(harbour: Organization) -> None:
    start(harbour, 300)
    assert left(harbour) == "500 | 500 | 0"


def test_a_repeat_of_the_key_starts_nothing_again(harbour: Organization) -> None:
    asked = {"key": "k", "reference": "r-1", "name": "A"}
    first = start(harbour, **asked)
    assert start(harbour, **asked) == first
    with pytest.raises(KeyConflict):
        start(harbour, **asked | {"name": "B"})
    assert left(harbour) == "500 | 500 | 0"


def test_a_repeat_is_known_without_credits_held(cast: SimpleNamespace) -> None:
    assert start(cast.harbour, 0, key="k") == start(cast.harbour, 0, key="k")


def test_short_credits_start_nothing_and_leave_the_key_good(harbour: Organization) -> None:
    with pytest.raises(Refused) as refusal:
        start(harbour, 601, key="k")
    assert (refusal.value.field, Transcription.objects.count()) == ("credits", 0)
    fund(harbour, 1)
    assert start(harbour, 601, key="k").is_running


def test_a_reference_is_used_once_by_a_customer(cast: SimpleNamespace, harbour: Organization) -> None:
    start(harbour, 0, reference="r-1")
    start(cast.island, 0, reference="r-1")
    with pytest.raises(Refused) as refusal:
        start(harbour, 60, reference="r-1")
    assert (refusal.value.field, left(harbour)) == ("reference", "1000 | 0 | 0")


@pytest.mark.parametrize(
    ("expected", "took", "found"),
    [(300, 300, "500 | 0 | 500"), (300, 61, "899 | 0 | 101"), (300, 420, "300 | 0 | 700"), (0, 60, "900 | 0 | 100")],
)
def test_what_it_took_is_charged(harbour: Organization, expected: int, took: int, found: str) -> None:
    done = complete(start(harbour, expected), took)
    assert (done.status, left(harbour)) == ("completed", found)


def test_completing_counts_both_metrics_and_says_what_paid(harbour: Organization) -> None:
    done = complete(begin_processing(start(harbour, language="en"), by=None), 120, language="nl")
    events = dict(UsageEvent.objects.filter(transcription=done).values_list("metric__code", "quantity"))
    assert (events, done.charge, done.language) == ({"hours_processed": 120, "transcriptions": 1}, 200, "nl")
    assert sum(done.request.transfers.filter(kind="spending").values_list("amount", flat=True)) == 200
    assert steps(done) == "Queued, Processing, Completed"
    assert differences(harbour) == []


def test_completing_twice_charges_once(harbour: Organization) -> None:
    work = start(harbour)
    first = complete(work, 120)
    assert complete(work, 120) == first
    with pytest.raises(Refused, match="completed already"):
        complete(work, 121)
    with pytest.raises(Refused, match="completed already"):
        fail_transcription(work, reason="no", by=None)
    assert left(harbour) == "800 | 0 | 200"


def test_what_cannot_be_paid_goes_on_and_may_be_tried_again(harbour: Organization) -> None:
    work = start(harbour, 300)
    with pytest.raises(Refused) as refusal:
        complete(work, 601)
    work.refresh_from_db()
    assert (refusal.value.field, work.status, left(harbour)) == ("credits", "queued", "500 | 500 | 0")
    fund(harbour, 1)
    assert (complete(work, 601).charge, left(harbour)) == (1_001, "99 | 0 | 1001")


def test_failing_gives_back_what_is_held(harbour: Organization) -> None:
    failed = fail_transcription(start(harbour), reason="No\nspeech\0", by=None)
    assert (failed.failure, failed.charge, steps(failed)) == ("No speech", 0, "Queued, Failed")
    assert (left(harbour), Reservation.objects.get().state) == ("1000 | 0 | 0", "released")
    assert fail_transcription(failed, reason="No speech", by=None) == failed


@pytest.mark.parametrize("end", ["complete", "fail"])
def test_work_outlives_its_reservation(harbour: Organization, end: str) -> None:
    work = start(harbour)
    with clock.moved_to(clock.now() + timedelta(hours=25)):
        expire_reservation(work.reservation, by=None)
        assert (work.is_running, left(harbour)) == (True, "1000 | 0 | 0")
        ends: dict[str, Callable[[], Any]] = {
            "complete": lambda: complete(work, 60), "fail": lambda: fail_transcription(work, reason="x", by=None)
        }  # fmt: skip
        ends[end]()
    assert (left(harbour), Reservation.objects.get().state) == (
        "900 | 0 | 100" if end == "complete" else "1000 | 0 | 0", "expired",
    )  # fmt: skip


def test_what_is_expected_can_always_be_paid(harbour: Organization) -> None:
    """Whatever fraction was used before, the charge for what was expected is never more than what was held."""
    complete(start(harbour, 0), 1)
    work = start(harbour, 1)
    spend_credits(harbour, amount=int(left(harbour).split()[0]), key=key(), by=None)
    assert complete(work, 1).status == "completed"


def test_the_books_are_right_after_all_of_it(harbour: Organization) -> None:
    complete(start(harbour, 60), 200)
    complete(start(harbour, 200), 60)
    fail_transcription(start(harbour), reason="x", by=None)
    start(harbour, 30)
    assert [str(finding) for finding in verify()] == []


def test_steps_are_the_products_until_it_ends(harbour: Organization) -> None:
    work = start(harbour)
    take_step(work, name="Diarization", by=None)
    complete(work, 60)
    with pytest.raises(Refused, match="completed already"):
        take_step(work, name="Late", by=None)
    assert steps(work) == "Queued, Diarization, Completed"


def test_transcriptions_write_no_activity(harbour: Organization) -> None:
    before = Activity.objects.count()
    complete(start(harbour), 60)
    assert Activity.objects.count() == before
