"""A reseller asks for more credits, and the platform answers."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from credits.actions.asking import ask_for_credits, grant_request, refuse_request
from credits.models import CreditAsking
from customers.errors import Refused

Held = Callable[..., str]


def test_a_granted_request_fills_the_pool(cast: SimpleNamespace, held: Held) -> None:
    asking = ask_for_credits(cast.acme, amount=5_000, note="May", by=cast.olive)
    grant_request(asking, answer="Gladly", by=cast.stan)
    assert (held(cast.acme, "pool"), asking.state, asking.answer) == ("50", "granted", "Gladly")


def test_a_request_is_granted_once(cast: SimpleNamespace, held: Held) -> None:
    asking = ask_for_credits(cast.acme, amount=5_000, by=cast.olive)
    stale = CreditAsking.objects.get(pk=asking.pk)
    grant_request(asking, by=cast.stan)
    with pytest.raises(Refused, match="granted already"):
        grant_request(stale, by=cast.stan)
    assert held(cast.acme, "pool") == "50"


def test_a_refusal_says_why_and_issues_nothing(cast: SimpleNamespace, held: Held) -> None:
    asking = ask_for_credits(cast.acme, amount=5_000, by=cast.olive)
    with pytest.raises(Refused, match="Say why"):
        refuse_request(asking, answer=" ", by=cast.stan)
    refuse_request(asking, answer="The last invoice is open", by=cast.stan)
    assert (held(cast.acme, "pool"), asking.answer) == ("0", "The last invoice is open")


def test_one_request_waits_at_a_time(cast: SimpleNamespace) -> None:
    ask_for_credits(cast.acme, amount=5_000, by=cast.olive)
    with pytest.raises(Refused, match="still waiting"):
        ask_for_credits(cast.acme, amount=100, by=cast.olive)


def test_asking_twice_with_one_form_asks_once(cast: SimpleNamespace, as_user: Any) -> None:
    olive = as_user(cast.olive)
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', olive.get("/credits/request/").content.decode())
    assert found
    for _ in range(2):
        answer = olive.post("/credits/request/", {"amount": "250", "note": "New hospitals", "key": found[1]})
        assert answer.status_code == 302
    assert CreditAsking.objects.count() == 1


def test_the_answer_stands_on_the_page_of_the_pool(cast: SimpleNamespace, as_user: Any) -> None:
    asking = ask_for_credits(cast.acme, amount=5_000, by=cast.olive)
    refuse_request(asking, answer="The last <b>invoice</b> is open", by=cast.stan)
    assert "The last &lt;b&gt;invoice&lt;/b&gt; is open" in as_user(cast.rob).get("/credits/").content.decode()


def test_staff_answer_in_the_admin(cast: SimpleNamespace, as_user: Any, held: Held) -> None:
    asking = ask_for_credits(cast.acme, amount=5_000, by=cast.olive)
    stan = as_user(cast.stan)
    assert stan.post(f"/admin/credits/creditasking/{asking.pk}/refusal/", {"answer": ""}).status_code == 422
    stan.post(f"/admin/credits/creditasking/{asking.pk}/granting/", {"answer": "Gladly"})
    assert held(cast.acme, "pool") == "50"


def test_strangers_see_no_request(cast: SimpleNamespace, as_user: Any) -> None:
    ask_for_credits(cast.acme, amount=5_000, note="For Harbour", by=cast.olive)
    assert "For Harbour" not in as_user(cast.gus).get("/credits/").content.decode()
