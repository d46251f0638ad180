"""Credits and balances over HTTP: moved once, whatever is sent how often."""

from types import SimpleNamespace
from typing import Any

from credits.models import LedgerRequest
from customers.models import ApiAnswer


def moves(funded: SimpleNamespace) -> str:
    return f"/customers/{funded.harbour.pk}"


def test_credits_are_recharged_set_and_returned(funded: SimpleNamespace, acme: Any, harbour: Any) -> None:
    path = moves(funded)
    got = acme.post(f"{path}/credits/recharge", {"amount": "12.50", "note": "Order 7"}, key="a")
    assert (got.status_code, got.body["available"], got.body["assigned"]) == (200, "112.50", "112.50")
    assert acme.post(f"{path}/credits/set", {"available": "40"}, key="b").body["available"] == "40.00"
    assert acme.post(f"{path}/credits/return", {"amount": "0.01"}, key="c").body["available"] == "39.99"
    assert acme.get("/pool").body["left"] == "1060.01"
    assert harbour.get("/credits").body["available"] == "39.99"


def test_money_is_refilled_and_deducted(funded: SimpleNamespace, acme: Any) -> None:
    path = moves(funded)
    got = acme.post(f"{path}/balance/refill", {"amount": "99", "note": "Bank"}, key="a").body
    assert (got["balance"], got["currency"]) == ("99.00", "EUR")
    assert acme.post(f"{path}/balance/deduct", {"amount": "9.5", "note": "Back"}, key="b").body["balance"] == "89.50"
    short = acme.post(f"{path}/balance/deduct", {"amount": "90", "note": "Back"}, key="c")
    assert (short.status_code, short.body["type"]) == (402, "/api/problems/insufficient-balance")


def test_movements_are_read_newest_first_with_what_they_left(funded: SimpleNamespace, acme: Any) -> None:
    acme.post(f"{moves(funded)}/credits/return", {"amount": "10", "note": "Too many"}, key="a")
    page = acme.get(f"{moves(funded)}/credits/movements?limit=1").body
    line = page["data"][0]
    assert (line["kind"], line["amount"], line["balance_after"]) == ("return", "-10.00", "90.00")
    assert (line["note"], line["who"]) == ("Too many", "A program")
    older = acme.get(f"{moves(funded)}/credits/movements?limit=1&cursor={page['next_cursor']}").body
    assert ([one["kind"] for one in older["data"]], older["next_cursor"]) == (["recharge"], None)
    assert len(acme.get("/pool/movements?kind=return").body["data"]) == 1


def test_the_same_key_moves_once_and_answers_the_same(funded: SimpleNamespace, acme: Any) -> None:
    path = f"{moves(funded)}/credits/recharge"
    first, second = (acme.post(path, {"amount": "5"}, key="k") for _ in range(2))
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert (first.headers.get("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (None, "true")
    assert acme.get("/pool").body["left"] == "995.00"
    other = acme.post(path, {"amount": "6"}, key="k")
    assert (other.status_code, other.body["type"]) == (409, "/api/problems/key-conflict")


def test_a_refusal_is_kept_too(funded: SimpleNamespace, acme: Any) -> None:
    path = f"{moves(funded)}/credits/recharge"
    short = acme.post(path, {"amount": "1000.01"}, key="k")
    assert (short.status_code, short.body["type"]) == (402, "/api/problems/insufficient-credits")
    acme.post(f"{moves(funded)}/credits/return", {"amount": "100"}, key="back")
    again = acme.post(path, {"amount": "1000.01"}, key="k")
    assert (again.status_code, again.content, again["Content-Type"]) == (402, short.content, "application/problem+json")
    assert acme.post(path, {"amount": "1000.01"}, key="new").status_code == 200


def test_money_moves_once_even_when_the_answer_was_forgotten(funded: SimpleNamespace, acme: Any) -> None:
    path = f"{moves(funded)}/credits/recharge"
    acme.post(path, {"amount": "5"}, key="k")
    ApiAnswer.objects.all().delete()
    assert acme.post(path, {"amount": "5"}, key="k").body["available"] == "105.00"
    ApiAnswer.objects.all().delete()
    assert acme.post(path, {"amount": "6"}, key="k").status_code == 409


def test_keys_of_programs_meet_nobody_elses(funded: SimpleNamespace, acme: Any) -> None:
    got = acme.post(f"{moves(funded)}/credits/recharge", {"amount": "5"}, key="start")  # the key of the first recharge
    assert got.status_code == 200
    assert LedgerRequest.objects.filter(key=f"api:{funded.acme.pk}:start").exists()


def test_where_money_moves_a_good_key_is_required(funded: SimpleNamespace, acme: Any) -> None:
    path = f"{moves(funded)}/credits/recharge"
    answers = [acme.post(path, {"amount": "5"}, key=key) for key in ("", "x" * 65, "ü")]
    assert [(answer.status_code, answer.body["type"]) for answer in answers] == [
        (400, "/api/problems/idempotency-key")
    ] * 3


AMOUNTS = ("0", "-1", "1.005", "1e3", "1_0", "٣", "99999999999999", "9999999999999", "", 5, None, [], "NaN")


def test_an_amount_that_cannot_be_is_refused(funded: SimpleNamespace, acme: Any) -> None:
    path = f"{moves(funded)}/credits/recharge"
    answers = [acme.post(path, {"amount": amount}, key=f"k{n}") for n, amount in enumerate(AMOUNTS)]
    got = [(answer.status_code, answer.body["errors"][0]["field"]) for answer in answers]
    assert got == [(422, "amount")] * len(AMOUNTS)
