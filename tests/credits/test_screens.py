"""The screens that move credits: what they say, refuse and keep."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from credits.actions.recharging import recharge_customer, return_credits
from credits.models import LedgerRequest, Transfer
from reseller_portal.lib import clock
from tests.credits.conftest import key

# No database changes what a screen says; what the actions under it do is tested on both.
pytestmark = pytest.mark.once
Held = Callable[..., str]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def olive(funded: SimpleNamespace, as_user: Any) -> Client:
    return as_user(funded.olive)


def form_key(client: Client, address: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', client.get(address).content.decode())
    assert found
    return found[1]


def test_a_recharge_is_posted_once_however_often_it_is_sent(funded: SimpleNamespace, olive: Client, held: Held) -> None:
    address = f"/customers/{funded.harbour.pk}/recharge/"
    sent = {"amount": " 7 ", "note": "Order 4711", "key": form_key(olive, address)}
    for _ in range(20):
        olive.post(address, sent)
    assert (held(funded.acme, "pool"), held(funded.harbour, "available")) == ("93", "7")


def test_the_same_form_sent_with_another_amount_is_a_conflict(
    funded: SimpleNamespace, olive: Client, held: Held
) -> None:
    address = f"/customers/{funded.harbour.pk}/recharge/"
    used = form_key(olive, address)
    olive.post(address, {"amount": "7", "key": used})
    answer = olive.post(address, {"amount": "8", "key": used}, headers=HTMX)
    assert (answer.status_code, held(funded.harbour, "available")) == (422, "7")


@pytest.mark.parametrize("amount", ["", "0", "-5", "1e3", "1_000", "１０", "٣", "1" * 30, "1.234", "\x00", "<b>"])
@pytest.mark.parametrize("screen", ["recharge", "set-credits", "return-credits", "balance"])
def test_an_amount_that_cannot_be_is_an_error_beside_the_field_and_what_was_typed_stays(
    funded: SimpleNamespace, olive: Client, screen: str, amount: str
) -> None:
    if (screen, amount) == ("set-credits", "0"):
        return  # nothing available is a fine target
    before = LedgerRequest.objects.count()
    answer = olive.post(f"/customers/{funded.harbour.pk}/{screen}/", {"amount": amount, "note": "Order 4711"})
    body = answer.content.decode()
    assert (answer.status_code, LedgerRequest.objects.count()) == (422, before)
    assert 'id="id_amount_error"' in body
    assert "Order 4711" in body


def test_a_short_pool_says_what_is_left_beside_the_amount(funded: SimpleNamespace, olive: Client) -> None:
    address = f"/customers/{funded.harbour.pk}/recharge/"
    answer = olive.post(address, {"amount": "100.01", "key": form_key(olive, address)}, headers=HTMX)
    assert answer.status_code == 422
    assert "The pool has 100 credits left. Recharge 100 or less, or ask for more." in answer.content.decode()


def test_a_refused_form_comes_back_with_a_key_of_its_own(funded: SimpleNamespace, olive: Client) -> None:
    address = f"/customers/{funded.harbour.pk}/recharge/"
    used = form_key(olive, address)
    answer = olive.post(address, {"amount": "100.01", "key": used})
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', answer.content.decode())
    assert found
    assert found[1] != used


@pytest.mark.parametrize("screen", ["recharge", "set-credits", "return-credits", "balance"])
@pytest.mark.parametrize(("who", "status"), [("fay", 200), ("sue", 403), ("rob", 403), ("gus", 404), ("carol", 403)])
def test_owners_and_finance_move_credits_of_their_own_customers(
    funded: SimpleNamespace, as_user: Any, screen: str, who: str, status: int
) -> None:
    answer = as_user(getattr(funded, who)).get(f"/customers/{funded.harbour.pk}/{screen}/")
    assert answer.status_code == status


def test_the_toast_offers_to_undo(funded: SimpleNamespace, olive: Client) -> None:
    address = f"/customers/{funded.harbour.pk}/recharge/"
    answer = olive.post(address, {"amount": "7", "key": form_key(olive, address)}, headers=HTMX)
    request = LedgerRequest.objects.get(action="recharge")
    assert f"/customers/{funded.harbour.pk}/credits/{request.pk}/undo/" in answer.content.decode()


def test_undo_gives_the_pool_its_credits_back(funded: SimpleNamespace, olive: Client, held: Held) -> None:
    request = recharge_customer(funded.harbour, amount=700, key=key(), by=funded.olive)
    olive.post(f"/customers/{funded.harbour.pk}/credits/{request.pk}/undo/")
    assert held(funded.acme, "pool") == "100"


def test_an_undo_that_comes_too_late_says_why(funded: SimpleNamespace, olive: Client) -> None:
    first = recharge_customer(funded.harbour, amount=700, key=key(), by=funded.olive)
    recharge_customer(funded.harbour, amount=700, key=key(), by=funded.olive)
    answer = olive.post(f"/customers/{funded.harbour.pk}/credits/{first.pk}/undo/", headers=HTMX)
    assert answer.status_code == 422
    assert "Only the latest movement can be undone." in answer.content.decode()


def test_a_movement_of_another_customer_is_not_undone_here(funded: SimpleNamespace, olive: Client) -> None:
    request = recharge_customer(funded.island, amount=700, key=key(), by=funded.olive)
    assert olive.post(f"/customers/{funded.harbour.pk}/credits/{request.pk}/undo/").status_code == 404
    assert not Transfer.objects.filter(kind="reversal").exists()


def test_the_credits_tab_lists_movements_with_what_they_left(funded: SimpleNamespace, olive: Client) -> None:
    recharge_customer(funded.harbour, amount=700, key=key(), note="<i>May</i>", by=funded.olive)
    body = olive.get(f"/customers/{funded.harbour.pk}/credits/").content.decode()
    assert "&lt;i&gt;May&lt;/i&gt;" in body
    assert re.search(r'data-label="Amount">\+7<.*data-label="Left">7<', body, re.DOTALL)


def test_the_credits_tab_takes_the_same_queries_for_2_and_for_25_movements(
    funded: SimpleNamespace, olive: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for more in (2, 23):
        for _ in range(more):
            recharge_customer(funded.harbour, amount=10, key=key(), note="x", by=funded.olive)
        olive.get(f"/customers/{funded.harbour.pk}/credits/")
        with django_assert_max_num_queries(14) as queries:
            olive.get(f"/customers/{funded.harbour.pk}/credits/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_older_movements_are_a_page_further(funded: SimpleNamespace, olive: Client) -> None:
    for number in range(30):
        recharge_customer(funded.harbour, amount=10, key=key(), note=f"note {number:02}", by=funded.olive)
    first = olive.get(f"/customers/{funded.harbour.pk}/credits/").content.decode()
    older = re.search(r'href="([^"]+\?before=\d+)"', first)
    assert older
    rest = olive.get(older[1]).content.decode()
    shown = re.findall(r"note \d\d", first), re.findall(r"note \d\d", rest)
    assert [len(set(found)) for found in shown] == [25, 5]


def test_the_pool_shows_what_went_where(funded: SimpleNamespace, olive: Client) -> None:
    recharge_customer(funded.harbour, amount=700, key=key(), by=funded.olive)
    body = olive.get("/credits/").content.decode()
    assert "Harbour Legal" in body
    assert "−7" in body


def test_a_pool_without_credits_says_what_will_stand_there(cast: SimpleNamespace, as_user: Any) -> None:
    assert "No credits yet" in as_user(cast.olive).get("/credits/").content.decode()


def test_open_pages_are_told_nothing_while_nothing_changes(funded: SimpleNamespace, olive: Client) -> None:
    recharge_customer(funded.harbour, amount=700, key=key(), by=funded.olive)
    address = f"/credits/meters/?ids={funded.harbour.pk},{funded.island.pk}"
    seen = re.search(r"seen=([0-9a-f]+)", olive.get(address).content.decode())
    assert seen
    assert olive.get(f"{address}&seen={seen[1]}").status_code == 204
    recharge_customer(funded.harbour, amount=100, key=key(), by=funded.olive)
    assert olive.get(f"{address}&seen={seen[1]}").status_code == 200


def test_the_meters_of_strangers_stay_theirs(funded: SimpleNamespace, olive: Client) -> None:
    recharge_customer(funded.meadow, amount=4_200, key=key(), by=funded.gus)
    assert "42" not in olive.get(f"/credits/meters/?ids={funded.meadow.pk}").content.decode().split("meters/")[0]


@pytest.mark.parametrize("ids", ["", "x", "1;2", "9" * 40, "\x00", ",,,", "-1"])
def test_odd_ids_are_nobody_s(funded: SimpleNamespace, olive: Client, ids: str) -> None:
    assert olive.get("/credits/meters/", {"ids": ids}).status_code in (200, 204)


@pytest.mark.parametrize(("wanted", "names"), [("low", {"Harbour Legal"}), ("empty", {"Island Radio"})])
def test_the_list_filters_by_what_is_left(funded: SimpleNamespace, olive: Client, wanted: str, names: set[str]) -> None:
    from credits.actions.spending import spend_credits

    for customer, used in ((funded.harbour, 900), (funded.island, 1_000)):
        recharge_customer(customer, amount=1_000, key=key(), by=funded.olive)
        spend_credits(customer, amount=used, key=key(), by=None)
    body = olive.get(f"/customers/?credits={wanted}", headers=HTMX).content.decode()
    assert set(re.findall(r'class="who__name" title="([^"]+)"', body)) == names


def test_the_list_sorts_by_what_is_available(funded: SimpleNamespace, olive: Client) -> None:
    recharge_customer(funded.island, amount=1_000, key=key(), by=funded.olive)
    body = olive.get("/customers/?sort=-credits", headers=HTMX).content.decode()
    assert re.findall(r'class="who__name" title="([^"]+)"', body) == ["Island Radio", "Harbour Legal"]


def test_a_customer_sees_its_credits_in_its_console(funded: SimpleNamespace, as_user: Any) -> None:
    recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    assert "<b>10<span" in as_user(funded.carol).get("/console/").content.decode()


def test_movements_are_narrowed_by_kind_and_day(funded: SimpleNamespace, olive: Client) -> None:
    recharge_customer(funded.harbour, amount=700, key=key(), note="in May", by=funded.olive)
    with clock.moved_to(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)):  # the second of March in Amsterdam
        return_credits(funded.harbour, amount=100, key=key(), note="in March", by=funded.olive)
    address = f"/customers/{funded.harbour.pk}/credits/"

    def shown(query: str) -> set[str]:
        return set(re.findall("in May|in March", olive.get(f"{address}?{query}").content.decode()))

    assert shown("kind=return") == {"in March"}
    assert shown("since=2026-03-02&until=2026-03-02") == {"in March"}
    assert shown("until=2026-03-01") == set()
    assert shown("kind=nonsense&since=x") == {"in May", "in March"}


def test_a_filter_stays_while_one_goes_back_in_time(funded: SimpleNamespace, olive: Client) -> None:
    for _ in range(30):
        recharge_customer(funded.harbour, amount=10, key=key(), by=funded.olive)
    body = olive.get("/credits/?kind=recharge").content.decode()
    assert re.search(r'href="/credits/\?before=\d+&amp;kind=recharge"', body)


def test_the_file_holds_what_the_screen_shows(funded: SimpleNamespace, olive: Client) -> None:
    recharge_customer(funded.harbour, amount=1_250, key=key(), note="=1+1", by=funded.olive)
    answer = olive.get("/credits/movements.csv?kind=recharge")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["Of"], row["Reason"], row["Amount"], row["Left"]) for row in rows] == [
        ("Harbour Legal", "'=1+1", "-12.50", "87.50")
    ]


def test_a_file_longer_than_a_page_misses_nothing(
    funded: SimpleNamespace, olive: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("credits.history.FILE_PAGE", 2)
    for number in range(5):
        recharge_customer(funded.harbour, amount=10, key=key(), note=f"note {number}", by=funded.olive)
    answer = olive.get(f"/customers/{funded.harbour.pk}/credits.csv")
    found = re.findall(r"note \d", b"".join(answer.streaming_content).decode())
    assert found == [f"note {number}" for number in (4, 3, 2, 1, 0)]


def test_no_file_for_a_customer_without_credits(funded: SimpleNamespace, olive: Client) -> None:
    assert olive.get(f"/customers/{funded.harbour.pk}/credits.csv").status_code == 404
