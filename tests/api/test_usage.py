"""Usage over HTTP: reported once, answered one by one, read by day, week and month."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from billing.models import Metric, UsageEvent
from reseller_portal.lib import clock
from reseller_portal.lib.representations import moment


@pytest.fixture
def funded(funded: SimpleNamespace) -> SimpleNamespace:
    told = {"name": "Hours", "unit": "hours", "base_unit": "seconds", "base_per_unit": 3600}
    Metric.objects.create(code="hours_processed", **told, price=100, per=3600)
    return funded


def event(name: str, quantity: Any = 3600, **more: Any) -> dict[str, Any]:
    at = moment(clock.now() - timedelta(minutes=5))
    return {"event_id": name, "metric": "hours_processed", "quantity": quantity, "occurred_at": at, **more}


def test_an_event_is_posted_then_repeated_then_in_conflict(funded: SimpleNamespace, harbour: Any) -> None:
    one = event("e1")
    answers = [harbour.post("/usage", one), harbour.post("/usage", one), harbour.post("/usage", {**one, "quantity": 1})]
    assert [a.status_code for a in answers] == [201, 200, 409]
    assert (answers[0].body["outcome"], answers[0].body["charge"]) == ("posted", "1.00")
    assert (answers[1].body["outcome"], answers[1].body["charge"]) == ("repeated", "1.00")
    assert answers[2].body["detail"] == "This ID was reported before with other facts. The first report stands."
    assert harbour.get("/credits").body["used"] == "1.00"


def test_out_of_credits_is_a_402_that_stays_one(funded: SimpleNamespace, harbour: Any, acme: Any) -> None:
    large = event("large", 3600 * 101)
    assert [harbour.post("/usage", large).status_code for _ in range(2)] == [402, 402]
    acme.post(f"/customers/{funded.harbour.pk}/credits/recharge", {"amount": "100"}, key="k")
    again = harbour.post("/usage", large)
    assert (again.status_code, again.body["type"]) == (402, "/api/problems/insufficient-credits")
    assert harbour.get("/credits").body["used"] == "0.00"


def test_a_batch_answers_each_event(funded: SimpleNamespace, harbour: Any) -> None:
    old = moment(clock.now() - timedelta(days=200))
    first = event("e1")
    sent = [
        first,
        first,
        {**first, "quantity": 5},
        event("e2", metric="no_such"),
        event("e3", 3600 * 1000),
        event("e4", occurred_at=old),
    ]
    answer = harbour.post("/usage/batch", {"events": sent}, key="batch")
    got = [(one["outcome"], one["refused"], one["field"]) for one in answer.body["answers"]]
    assert got == [
        ("posted", False, ""), ("repeated", False, ""), ("conflict", True, "event_id"), ("refused", True, "metric"),
        ("refused", True, ""), ("refused", True, "occurred_at"),
    ]  # fmt: skip
    again = harbour.post("/usage/batch", {"events": sent}, key="batch")
    assert (again.content, again["Idempotency-Replayed"]) == (answer.content, "true")


CANNOT_BE: list[dict[str, Any]] = [
    {"quantity": 0}, {"quantity": 1.5}, {"quantity": "60"}, {"quantity": 10**30}, {"quantity": True}, {"occurred_at": 5},
    {"occurred_at": "2026-11-28"}, {"occurred_at": "2026-11-28T09:30:00"}, {"occurred_at": "0001-01-01T00:00:00+14:00"},
    {"event_id": "a b"}, {"event_id": ""}, {"language": "é"}, {"metric": "x" * 41}, {"other": 1},
]  # fmt: skip


def test_an_event_that_cannot_be_is_refused_by_its_field(funded: SimpleNamespace, harbour: Any) -> None:
    answers = [harbour.post("/usage", {**event("e1", 60), **more}) for more in CANNOT_BE]
    got = [(answer.status_code, [error["field"] for error in answer.body["errors"]]) for answer in answers]
    assert got == [(422, list(more)) for more in CANNOT_BE]


def test_nothing_of_a_batch_with_a_wrong_shape_is_kept(funded: SimpleNamespace, harbour: Any) -> None:
    answer = harbour.post("/usage/batch", {"events": [event("e1"), event("e2", "many")]})
    assert [error["field"] for error in answer.body["errors"]] == ["events.1.quantity"]
    assert harbour.post("/usage/batch", {"events": [event(f"e{n}") for n in range(1001)]}).status_code == 422
    assert not UsageEvent.objects.exists()


def test_usage_is_read_by_customer_and_reseller(funded: SimpleNamespace, harbour: Any, acme: Any) -> None:
    harbour.post("/usage/batch", {"events": [event("e1", language="nl"), event("e2", 1800, language="en")]})
    own = harbour.get("/usage?group=month").body["data"]
    assert [(row["metric"], row["unit"], row["quantity"], row["events"], row["charge"]) for row in own] == [
        ("hours_processed", "seconds", 5400, 2, "1.50")
    ]
    assert acme.get("/usage?group=month").body["data"] == own
    of_it = f"/customers/{funded.harbour.pk}/usage"
    split = acme.get(f"{of_it}?split=language&group=week").body["data"]
    assert [(row["language"], row["quantity"]) for row in split] == [("en", 1800), ("nl", 3600)]
    assert {row["token_id"] for row in acme.get(f"{of_it}?split=token").body["data"]} == {harbour.token.pk}
    assert acme.get(f"{of_it}?metric=transcriptions").body["data"] == []
    assert acme.get(f"/customers/{funded.island.pk}/usage").body["data"] == []


def test_days_that_make_no_sense_are_refused(funded: SimpleNamespace, harbour: Any) -> None:
    odd = ("since=2026-02-30", "since=2025-01-01&until=2026-06-01", "since=2026-02-02&until=2026-02-01", "group=year",
           "split=token", "days=7", "until=0001-01-01")  # fmt: skip
    assert [harbour.get(f"/usage?{query}").status_code for query in odd] == [422] * 6 + [200]


def test_a_transcription_holds_charges_and_is_read_by_both(funded: SimpleNamespace, harbour: Any, acme: Any) -> None:
    sent = {"name": "call.wav", "expected_seconds": 7200, "reference": "r1", "language": "nl"}
    made = harbour.post("/transcriptions", sent, key="t1")
    assert (made.status_code, made.body["status"]) == (201, "queued")
    assert made["Location"] == f"/api/v1/transcriptions/{made.body['id']}"
    assert harbour.post("/transcriptions", sent, key="t1").content == made.content
    assert harbour.get("/credits").body["held"] == "2.00"
    one = f"/transcriptions/{made.body['id']}"
    assert harbour.ask("PATCH", one, {"status": "processing", "step": "Upload done"}).body["status"] == "processing"
    done = harbour.ask("PATCH", one, {"status": "completed", "seconds": 3600}).body
    assert (done["status"], done["charge"], done["seconds"]) == ("completed", "1.00", 3600)
    assert [step["name"] for step in done["steps"]] == ["Queued", "Upload done", "Processing", "Completed"]
    assert harbour.get("/credits").body == harbour.get("/credits").body | {"held": "0.00", "used": "1.00"}
    assert acme.get(one).body == done
    assert [row["id"] for row in acme.get("/transcriptions?status=completed&reference=r1").body["data"]] == [done["id"]]
    assert acme.get(f"/customers/{funded.island.pk}/transcriptions").body["data"] == []
    assert acme.ask("PATCH", one, {"step": "x"}).status_code == 403


def test_a_transcription_that_fails_costs_nothing(funded: SimpleNamespace, harbour: Any) -> None:
    made = harbour.post("/transcriptions", {"name": "a", "expected_seconds": 3600}, key="t1").body
    one = f"/transcriptions/{made['id']}"
    failed = harbour.ask("PATCH", one, {"status": "failed", "reason": "no sound"})
    assert (failed.body["status"], failed.body["failure"], failed.body["charge"]) == ("failed", "no sound", "0.00")
    late = harbour.ask("PATCH", one, {"status": "completed", "seconds": 5})
    assert (late.status_code, late.body["errors"][0]["field"]) == (422, "status")


def test_a_transcription_that_cannot_be_paid_is_not_started(funded: SimpleNamespace, harbour: Any, acme: Any) -> None:
    sent = {"name": "a", "expected_seconds": 3600 * 101}
    answer = harbour.post("/transcriptions", sent, key="t1")
    assert (answer.status_code, answer.body["type"]) == (402, "/api/problems/insufficient-credits")
    assert harbour.get("/transcriptions").body["data"] == []
    acme.post(f"/customers/{funded.harbour.pk}/credits/recharge", {"amount": "1"}, key="k")
    assert [harbour.post("/transcriptions", sent, key=key).status_code for key in ("t1", "t2")] == [402, 201]


def test_a_change_that_does_not_fit_together_is_refused(funded: SimpleNamespace, harbour: Any) -> None:
    one = f"/transcriptions/{harbour.post('/transcriptions', {'name': 'a'}, key='t1').body['id']}"
    odd: list[dict[str, Any]] = [
        {}, {"status": "completed"}, {"status": "failed"}, {"status": "processing", "seconds": 5}, {"status": "queued"},
        {"step": "x", "reason": "y"}, {"status": "completed", "seconds": -1}, {"step": ""},
    ]  # fmt: skip
    assert [harbour.ask("PATCH", one, sent).status_code for sent in odd] == [422] * len(odd)
    assert harbour.get(one).body["status"] == "queued"
