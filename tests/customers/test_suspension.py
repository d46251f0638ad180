"""Disable and Enable."""

import pytest

from customers.actions.organizations import disable_organization
from customers.models import Activity, Organization

HTMX = {"HX-Request": "true"}
BOTH = ["suspension", "enabling"]


def path(customer, noun):
    return f"/customers/{customer.pk}/{noun}/"


def text(response):
    return response.content.decode()


def is_active(customer):
    return Organization.objects.get(pk=customer.pk).is_active


@pytest.fixture
def disabled(cast):
    disable_organization(cast.island, by=cast.olive)
    return cast.island


@pytest.mark.parametrize("noun", BOTH)
@pytest.mark.parametrize(
    ("name", "status"),
    [("olive", 302), ("sue", 302), *((name, 403) for name in ("fay", "rob", "carol", "dan", "stan")), ("gus", 404)],
)
def test_owner_and_support_of_its_reseller_may(cast, as_user, noun, name, status):
    client = as_user(getattr(cast, name))
    assert client.get(path(cast.harbour, noun)).status_code == (200 if status == 302 else status)
    assert client.post(path(cast.harbour, noun)).status_code == status


@pytest.mark.parametrize("noun", BOTH)
def test_an_id_that_never_was_is_not_found(cast, as_user, noun):
    for pk in (0, 900_000_000_000_007, 10**40):
        assert as_user(cast.olive).post(f"/customers/{pk}/{noun}/").status_code == 404


def test_looking_disables_nobody(cast, as_user):
    as_user(cast.olive).get(path(cast.harbour, "suspension"))
    assert is_active(cast.harbour)


def test_the_dialog_says_what_happens_in_plain_words(cast, as_user):
    answer = text(as_user(cast.olive).get(path(cast.harbour, "suspension"), headers=HTMX))
    for words in ("Nobody of this customer can sign in", "2 active users", "API tokens keep working", "Nothing is deleted",
                  "at any time", "Disable <bdi>Harbour Legal</bdi>"):  # fmt: skip
        assert words in answer
    assert "<html" not in answer


def test_without_scripts_it_is_a_page(cast, as_user):
    answer = text(as_user(cast.olive).get(path(cast.harbour, "suspension")))
    assert "<html" in answer
    assert "<dialog" not in answer


def test_disabling_ends_the_sessions_at_once(cast, as_user):
    carol = as_user(cast.carol)
    assert carol.get("/console/").status_code == 200
    as_user(cast.olive).post(path(cast.harbour, "suspension"))
    assert not is_active(cast.harbour)
    assert carol.get("/console/").status_code == 302


def test_it_can_be_enabled_again(cast, as_user, disabled):
    client = as_user(cast.olive)
    assert "sign in again" in text(client.get(path(disabled, "enabling")))
    client.post(path(disabled, "enabling"))
    assert is_active(disabled)


def test_a_browser_is_led_to_the_customer_with_a_toast(cast, as_user):
    response = as_user(cast.olive).post(path(cast.harbour, "suspension"))
    assert response.headers["Location"] == f"/customers/{cast.harbour.pk}/"


@pytest.mark.parametrize(
    ("noun", "words"), [("suspension", "Harbour Legal was disabled"), ("enabling", "Harbour Legal is active already")]
)
def test_htmx_is_told_what_was_done(cast, as_user, noun, words):
    response = as_user(cast.olive).post(path(cast.harbour, noun), headers=HTMX)
    assert words in text(response)
    assert response.headers["HX-Trigger"] == "customers-changed"


@pytest.mark.parametrize(("noun", "words"), [("suspension", "is disabled already"), ("enabling", "sign in again")])
def test_a_disabled_one_says_so(cast, as_user, disabled, noun, words):
    assert words in text(as_user(cast.olive).get(path(disabled, noun), headers=HTMX))


def test_an_active_one_says_so(cast, as_user):
    assert "is active already" in text(as_user(cast.olive).get(path(cast.harbour, "enabling")))


def test_doing_it_twice_is_no_error_and_is_written_down_once(cast, as_user):
    client = as_user(cast.olive)
    answers = [client.post(path(cast.harbour, "suspension"), headers=HTMX) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "was disabled already" in text(answers[1])
    assert Activity.objects.filter(verb="organization.disabled").count() == 1
