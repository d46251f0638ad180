"""What the product reports is charged and counted once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actions.usage import Report, report_for_all
from billing.metrics import metric_of
from billing.models import Metric, TenantUsage, UsageDay, UsageEvent
from credits.models import LedgerRequest
from customers.actions.erasure import make_tombstone
from customers.errors import Refused
from customers.models import Activity, Organization
from reseller_portal.lib import clock
from tests.billing.using import differences, event, fund, left, report


@pytest.fixture
def harbour(cast: SimpleNamespace) -> Organization:
    return fund(cast.harbour, 10)


def test_an_hour_costs_sixty_credits(cast: SimpleNamespace) -> None:
    [answer] = report(fund(cast.harbour, 100), event(3_600))
    assert (answer.outcome, answer.event.charge, left(cast.harbour)) == ("posted", 6_000, "4000 | 0 | 6000")


def test_the_same_event_gets_its_first_answer(harbour: Organization) -> None:
    one = event(60)
    [first], [again] = report(harbour, one), report(harbour, one)
    assert (again.outcome, again.event, left(harbour)) == ("repeated", first.event, "900 | 0 | 100")


def test_a_repeat_within_a_batch_counts_once(harbour: Organization) -> None:
    one = event(60)
    outcomes = [answer.outcome for answer in report(harbour, one, event(60), one, replace(one, quantity=61))]
    assert outcomes == ["posted", "posted", "repeated", "conflict"]
    assert UsageEvent.objects.count() == 2


def test_the_same_id_with_another_body_changes_nothing(harbour: Organization) -> None:
    one = event(60)
    report(harbour, one)
    [answer] = report(harbour, replace(one, language="nl"))
    assert (answer.outcome, answer.event, left(harbour)) == ("conflict", None, "900 | 0 | 100")


def test_two_customers_may_use_the_same_id(cast: SimpleNamespace, harbour: Organization) -> None:
    answers = [report(one, event(60, name="e-1"))[0].outcome for one in (harbour, fund(cast.island, 1))]
    assert answers == ["posted", "posted"]


def test_what_cannot_be_paid_is_refused_for_ever_and_counts_nowhere(harbour: Organization) -> None:
    too_much = event(601)
    [first, fits] = report(harbour, too_much, event(600))
    fund(harbour, 100)
    [again] = report(harbour, too_much)
    assert (first.outcome, first.event.refused, first.event.charge, fits.outcome) == ("refused", True, 0, "posted")
    assert (again.outcome, again.event, again.reason) == ("repeated", first.event, "There are not enough credits left.")
    assert differences(harbour) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"metric": "miles"}, "metric"), ({"quantity": 0}, "quantity"), ({"quantity": 10**9 + 1}, "quantity"),
        ({"event_id": "a b"}, "event_id"), ({"event_id": "x" * 65}, "event_id"), ({"event_id": ""}, "event_id"),
        ({"event_id": "transcription:1:hours_processed"}, "event_id"), ({"language": "Dutch!"}, "language"),
        ({"occurred_at": datetime(2026, 11, 1)}, "occurred_at"),  # noqa: DTZ001
        ({"occurred_at": clock.now() + timedelta(hours=2)}, "occurred_at"),
        ({"occurred_at": clock.now() - timedelta(days=91)}, "occurred_at"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_answers_for_itself(harbour: Organization, wrong: dict, field: str) -> None:
    bad, good = report(harbour, replace(event(60), **wrong), event(60))
    assert (bad.outcome, bad.event, bad.field, good.outcome) == ("refused", None, field, "posted")
    assert LedgerRequest.objects.filter(organization=harbour, action="spend").count() == 1


def test_a_known_event_is_known_however_long_ago_it_was(harbour: Organization) -> None:
    one = event(60)
    report(harbour, one)
    with clock.moved_to(clock.now() + timedelta(days=100)):
        assert report(harbour, one)[0].outcome == "repeated"


def test_a_free_metric_is_counted_without_credits(cast: SimpleNamespace) -> None:
    [answer] = report(cast.harbour, event(1, metric="transcriptions"))
    assert (answer.outcome, UsageDay.objects.get().quantity, left(cast.harbour)) == ("posted", 1, "0 | 0 | 0")


def test_days_are_those_of_the_root(harbour: Organization) -> None:
    """Amsterdam put its clocks back on 25 October 2026: that day had 25 hours."""
    moments = ["2026-10-24T21:59:59", "2026-10-24T22:00:00", "2026-10-25T22:59:59", "2026-10-25T23:00:00"]
    report(harbour, *(event(1, at=datetime.fromisoformat(one).replace(tzinfo=UTC)) for one in moments))
    days = dict(TenantUsage.objects.order_by("day").values_list("day", "events"))
    assert days == {date(2026, 10, 24): 1, date(2026, 10, 25): 2, date(2026, 10, 26): 1}


def test_languages_are_counted_apart_whatever_their_case(harbour: Organization) -> None:
    report(harbour, *(event(1, language=one) for one in ("pt-BR", "PT-br", "", "zh-hant-tw")))
    assert dict(UsageDay.objects.values_list("language", "events")) == {"pt-BR": 2, "": 1, "zh-Hant-TW": 1}


def test_a_new_price_is_for_what_comes(harbour: Organization) -> None:
    report(harbour, event(30))
    Metric.objects.filter(pk=metric_of("hours_processed").pk).update(price=200)
    [answer] = report(harbour, event(30))
    assert (answer.event.charge, left(harbour)) == (100, "850 | 0 | 150")


def test_usage_writes_no_activity(harbour: Organization) -> None:
    before = Activity.objects.count()
    report(harbour, event())
    assert Activity.objects.count() == before


def test_a_batch_takes_as_many_queries_as_one_event(harbour: Organization) -> None:
    report(harbour, event())
    counts = []
    for batch in ([event(1)], [event(1, language=("nl", "de", "fr")[n % 3]) for n in range(50)]):
        with CaptureQueriesContext(connection) as queries:
            report(harbour, *batch)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_too_many_at_once_are_refused_altogether(harbour: Organization) -> None:
    with pytest.raises(Refused, match="1,000"):
        report(harbour, *[event(1)] * 1_001)


def test_a_reseller_uses_nothing_itself(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused, match="reseller"):
        report(cast.acme, event())


def test_a_deleted_customer_uses_nothing_more(cast: SimpleNamespace) -> None:
    make_tombstone(cast.harbour, by=cast.olive)
    with pytest.raises(Refused, match="deleted"):
        report(cast.harbour, event())


# --- Several customers at once ----------------------------------------------------------------------------------------
def test_several_customers_are_charged_each_for_its_own(cast: SimpleNamespace, harbour: Organization) -> None:
    island, one = fund(cast.island, 1), event(60, name="e-1")
    reports = [Report(island, [one, event(60)]), Report(harbour, [one, event(0)])]
    outcomes = [[answer.outcome for answer in answers] for answers in report_for_all(reports, by=None)]
    assert outcomes == [["posted", "refused"], ["posted", "refused"]]
    assert (left(island), left(harbour)) == ("0 | 0 | 100", "900 | 0 | 100")
    rows = TenantUsage.objects.filter(tenant=cast.acme).values_list("shard", "quantity")
    assert dict(rows) == {island.pk % 8: 60, harbour.pk % 8: 60}


def test_several_customers_share_the_limit_of_a_batch(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused, match="1,000"):
        report_for_all([Report(one, [event()] * 501) for one in (cast.harbour, cast.island)], by=None)
