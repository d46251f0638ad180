"""What every operation keeps to: problems, keys, limits, tags, and the page that shows them."""

import json
from datetime import timedelta
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from credits.models import LedgerRequest
from customers.models import ApiAnswer, Organization
from reseller_portal.lib import buckets, clock
from reseller_portal.lib.buckets import Buckets, take_shared
from reseller_portal.lib.problems import KINDS
from tests.api.conftest import Program

NEW = {"name": "Blue Harbour", "email": "desk@blue.example"}


# --- Problems ---------------------------------------------------------------------------------------------------------
def test_a_body_that_is_no_object_is_refused(cast: SimpleNamespace, acme: Any) -> None:
    bodies = [b"{", b"\xff", b'{"name": NaN}', b"[" * 100_000, b"9" * 5_000, b"", b"[1]", b'"x"']
    answers = [acme.ask("POST", "/customers", body) for body in bodies]
    assert [answer.body["type"].rpartition("/")[2] for answer in answers] == ["unreadable"] * 5 + ["invalid"] * 3


def test_a_body_is_json_of_a_mebibyte_at_most(cast: SimpleNamespace, acme: Any) -> None:
    large = json.dumps({**NEW, "phone": "1" * 1024 * 1024}).encode()
    huge = json.dumps({**NEW, "phone": "1" * 4 * 1024 * 1024}).encode()
    assert [acme.ask("POST", "/customers", body).status_code for body in (large, huge)] == [413, 413]
    assert acme.ask("POST", "/customers", NEW, transfer_encoding="chunked").status_code == 411
    answer = acme.ask("POST", "/customers", NEW, content_type="text/plain")
    assert (answer.status_code, answer.body["type"]) == (415, "/api/problems/media-type")


def test_what_is_nowhere_is_a_problem_too(cast: SimpleNamespace, acme: Any) -> None:
    for path in ("/nowhere", "/customers/", "/customers/x", "/customers/-1", f"/customers/{10**30}", "/customers/0"):
        answer = acme.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), path
        assert set(answer.body) == {"type", "title", "status", "detail", "instance"}


def test_so_is_what_is_sent_to_where_nothing_is(cast: SimpleNamespace, acme: Any) -> None:
    acme.client = Client(enforce_csrf_checks=True)
    answers = [acme.ask(method, "/customers/", NEW) for method in ("POST", "PUT", "DELETE")]
    assert {(one.status_code, one["Content-Type"]) for one in answers} == {(404, "application/problem+json")}


def test_the_type_of_a_problem_leads_to_what_it_means(cast: SimpleNamespace, acme: Any, client: Any) -> None:
    address = acme.get("/customers/0").body["type"]
    assert client.get(address).json() == {
        "type": address, "title": "Not found", "status": 404, "advice": "There is nothing here for this token.",
    }  # fmt: skip
    assert client.get("/api/problems/unheard-of").status_code == 404


def test_another_method_is_told_which_there_are(cast: SimpleNamespace, acme: Any) -> None:
    answer = acme.ask("PUT", "/customers", NEW)
    assert (answer.status_code, set(answer["Allow"].split(", "))) == (405, {"GET", "POST"})
    assert answer.body["type"] == "/api/problems/method"
    head = acme.ask("HEAD", "/customers")
    assert (head.status_code, head.content, int(head["Content-Length"]) > 2) == (200, b"", True)


def test_a_mistake_of_ours_is_a_problem_that_says_nothing(
    cast: SimpleNamespace, acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.api.customers.customer_of", lambda customer: 1 / 0)
    answer = acme.post("/customers", NEW, key="k")
    assert (answer.status_code, answer.body["type"]) == (500, "/api/problems/server")
    assert "division" not in answer.content.decode()
    # Nothing of it is kept, so that a retry with the same key is safe.
    assert not Organization.objects.filter(name=NEW["name"]).exists()
    assert not ApiAnswer.objects.exists()


ODD = (
    "q=%00", "q=%ED%A0%80", "metadata=a:%00", "reference=%00", "limit=1e2", "limit=99999999999999999999", "cursor=%00",
    "cursor=%FF", "tag=99999999999999999999", "since=9999-12-31", "until=0001-01-01",
)  # fmt: skip


def test_odd_parameters_are_no_mistake_of_ours(cast: SimpleNamespace, acme: Any) -> None:
    assert {acme.get(f"/customers?{query}").status_code for query in ODD} == {200, 422}


# --- Keys -------------------------------------------------------------------------------------------------------------
def test_a_customer_is_made_once_with_one_key(cast: SimpleNamespace, acme: Any, harbour: Any) -> None:
    first, again = (acme.post("/customers", NEW, key="k") for _ in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    assert acme.post("/customers", {**NEW, "phone": "+31612345678"}, key="k").status_code == 409
    assert acme.post(f"/customers/{first.body['id']}/enable", {}, key="k").status_code == 409
    assert Organization.objects.filter(name=NEW["name"]).count() == 1
    assert harbour.post("/transcriptions", {"name": "a"}, key="k").status_code == 201  # another organization's key


def test_answers_are_forgotten_after_a_week(cast: SimpleNamespace, acme: Any) -> None:
    acme.post("/customers", NEW, key="k")
    call_command("prune_api_answers")
    assert ApiAnswer.objects.count() == 1
    with clock.moved_to(clock.now() + timedelta(days=8)):
        call_command("prune_api_answers", dry_run=True)
        assert ApiAnswer.objects.count() == 1
        call_command("prune_api_answers")
    assert ApiAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_moment_one_does_it_and_the_other_gets_its_answer(funded: SimpleNamespace, acme: Program) -> None:
    start, got = Barrier(4), list[Any]()

    def send() -> None:
        start.wait()
        try:
            other = Program(acme.secret)
            got.append(other.post(f"/customers/{funded.harbour.pk}/credits/recharge", {"amount": "1"}, key="k"))
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer.content) for answer in got} == {(200, got[0].content)}
    assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in got) == ["", "true", "true", "true"]
    assert LedgerRequest.objects.filter(key=f"api:{funded.acme.pk}:k").count() == 1


# --- How often --------------------------------------------------------------------------------------------------------
def test_a_bucket_holds_a_burst_and_fills_up() -> None:
    kept = Buckets()
    taken = [kept.take("a", rate=2, burst=3, now=100) for _ in range(4)]
    assert [one.let_in for one in taken] == [True, True, True, False]
    assert (taken[3].retry_after, taken[2].remaining, taken[2].reset) == (1, 0, 2)
    assert kept.take("b", rate=2, burst=3, now=100).let_in
    assert [kept.take("a", rate=2, burst=3, now=now).let_in for now in (100.5, 100.6, 101)] == [True, False, True]


def test_a_full_bucket_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buckets, "_MOST", 3)
    kept = Buckets()
    for number in range(3):
        kept.take(str(number), rate=1, burst=2, now=number * 10)
    kept.take("3", rate=1, burst=2, now=20.5)
    assert set(kept._levels) == {"2", "3"}


def test_counted_in_the_cache_it_is_one_for_all_processes() -> None:
    taken = [take_shared("a", rate=2, burst=3, now=100.0) for _ in range(4)]
    assert [one.let_in for one in taken] == [True, True, True, False]
    assert (taken[3].retry_after, taken[0].remaining) == (2, 2)
    assert take_shared("a", rate=2, burst=3, now=102.0).let_in


@pytest.mark.parametrize("shared", [False, True])
def test_each_answer_says_how_many_are_left_and_too_many_are_refused(
    cast: SimpleNamespace, program: Any, settings: Any, shared: bool
) -> None:
    settings.API_RATE, settings.API_BURST, settings.API_LIMITS_SHARED = 0.01, 2, shared
    one, other = program(cast.acme), program(cast.acme)
    answers = [one.get("/me"), one.get("/customers/999999999"), one.get("/me"), other.get("/me")]
    assert [answer.status_code for answer in answers] == [200, 404, 429, 200]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["1", "0", "0", "1"]
    assert (answers[2].body["type"], int(answers[2]["Retry-After"]) > 0) == ("/api/problems/too-many", True)


def test_wrong_tokens_are_counted_by_address(cast: SimpleNamespace, acme: Any) -> None:
    stranger = Program("rsk_nothing")
    codes = [stranger.get("/me").status_code for _ in range(22)]
    assert (codes[:20], codes[20:]) == ([401] * 20, [429] * 2)
    assert acme.get("/me").status_code == 200  # a token that works is let in from there all the same


# --- The document and its page ----------------------------------------------------------------------------------------
def test_the_document_is_for_whoever_is_signed_in_or_has_a_token(
    cast: SimpleNamespace, acme: Any, client: Any, as_user: Any
) -> None:
    address = "/api/openapi.json"
    assert client.get(address).status_code == 401
    assert client.get("/api/docs")["Location"] == "/accounts/login/?next=/api/docs"
    assert client.get(address, headers={"authorization": f"Bearer {acme.secret}"}).status_code == 200
    document = as_user(cast.mel).get(address).json()
    assert as_user(cast.mel).get("/api/docs").status_code == 200
    assert "Reseller Portal" not in json.dumps(document)  # customers of resellers read it too
    assert all(f"/api/problems/{slug}" in document["info"]["description"] for slug in KINDS)


def test_what_a_program_asked_is_logged_with_its_token_and_without_its_secret(
    cast: SimpleNamespace, acme: Any, lines: list[str]
) -> None:
    acme.post("/customers", {**NEW, "metadata": {"a": "CANARY"}}, key="canary-key")
    written = "\n".join(lines)
    assert f'"token": {acme.token.pk}' in written
    assert not [secret for secret in (acme.secret, "CANARY", "canary-key") if secret in written]
