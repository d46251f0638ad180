"""Disable and Enable."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from customers.actions.organizations import disable_organization
from customers.actions.suspensions import hold_deletion, schedule_disabling
from customers.models import Activity, Organization, Suspension, User
from reseller_portal.lib import clock

HTMX = {"HX-Request": "true"}
BOTH = ["suspension", "enabling"]
ENDS = ["suspension/end", "hold/end"]  # call off, release


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


@pytest.mark.parametrize("noun", [*BOTH, *ENDS])
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


# --- On a day to come -------------------------------------------------------------------------------------------------
def there(number=0):
    """The day so many days from now, in the reseller's time zone."""
    return (clock.now() + timedelta(days=number)).astimezone(ZoneInfo("Europe/Amsterdam"))


def in_days(number):
    return f"{there(number):%Y-%m-%d}"


def test_with_a_day_it_stays_active_until_then(cast, as_user):
    given = {"on": in_days(12), "reason": "Contract ended", "block_api": "on"}
    answer = as_user(cast.olive).post(path(cast.harbour, "suspension"), given, headers=HTMX)
    planned = Organization.objects.get(pk=cast.harbour.pk).suspension
    assert "will be disabled on" in text(answer)
    assert (is_active(cast.harbour), planned.reason, planned.block_api) == (True, "Contract ended", True)


def test_the_day_begins_where_the_reseller_is_and_not_where_the_reader_is(cast, as_user):
    User.objects.filter(pk=cast.olive.pk).update(time_zone="Pacific/Auckland")
    as_user(cast.olive).post(path(cast.harbour, "suspension"), {"on": in_days(12)})
    starts = Organization.objects.get(pk=cast.harbour.pk).suspension.starts_at
    assert f"{starts.astimezone(ZoneInfo('Europe/Amsterdam')):%Y-%m-%d %H:%M}" == f"{in_days(12)} 00:00"


@pytest.mark.parametrize("on", ["2020-01-01", "today", "9999-12-31", "nonsense"])
def test_a_day_that_cannot_be_stays_in_the_form_with_what_was_typed(cast, as_user, on):
    given = {"on": in_days(0) if on == "today" else on, "reason": "Contract ended"}
    answer = as_user(cast.olive).post(path(cast.harbour, "suspension"), given, headers=HTMX)
    assert (answer.status_code, "Contract ended" in text(answer)) == (422, True)
    assert is_active(cast.harbour)


def test_opened_again_the_form_holds_what_was_planned(cast, as_user):
    client = as_user(cast.olive)
    client.post(path(cast.harbour, "suspension"), {"on": in_days(12), "reason": "Contract ended"})
    answer = text(client.get(path(cast.harbour, "suspension")))
    assert f'value="{in_days(12)}"' in answer
    assert 'value="Contract ended"' in answer


def test_it_can_be_called_off(cast, as_user):
    client = as_user(cast.olive)
    client.post(path(cast.harbour, "suspension"), {"on": in_days(12)})
    assert "stays active" in text(client.get(path(cast.harbour, "suspension/end")))
    client.post(path(cast.harbour, "suspension/end"))
    assert not Suspension.objects.exists()


def test_the_customer_s_own_people_learn_nothing_of_it(cast, as_user):
    as_user(cast.olive).post(path(cast.harbour, "suspension"), {"on": in_days(12), "reason": "Contract ended"})
    seen = text(as_user(cast.carol).get("/console/"))
    assert "Contract ended" not in seen
    assert "disabled" not in seen


# --- Hold -------------------------------------------------------------------------------------------------------------
def test_a_hold_without_a_reason_is_refused_beside_it(cast, as_user, disabled):
    answer = as_user(cast.olive).post(path(disabled, "hold"), headers=HTMX)
    assert (answer.status_code, "Say why." in text(answer)) == (422, True)


def test_a_deletion_is_held_and_released(cast, as_user, disabled):
    client = as_user(cast.olive)
    assert "is on hold" in text(client.post(path(disabled, "hold"), {"reason": "Lawsuit"}, headers=HTMX))
    assert "Lawsuit" in text(client.get(f"/customers/{disabled.pk}/"))
    assert "was released" in text(client.post(path(disabled, "hold/end"), headers=HTMX))
    assert not Suspension.objects.filter(held_at__isnull=False).exists()


def test_the_deletion_of_an_active_customer_cannot_be_held(cast, as_user):
    answer = as_user(cast.olive).post(path(cast.harbour, "hold"), {"reason": "Lawsuit"}, headers=HTMX)
    assert answer.status_code == 422
    assert not Suspension.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("olive", 422), ("sue", 422), ("fay", 403), ("rob", 403), ("carol", 403), ("gus", 404)]
)
def test_who_may_hold(cast, as_user, disabled, name, status):
    assert as_user(getattr(cast, name)).post(path(disabled, "hold")).status_code == status


# --- What is shown ----------------------------------------------------------------------------------------------------
def test_the_list_and_the_page_say_when_it_is_deleted(cast, as_user, disabled):
    client = as_user(cast.olive)
    said = f"Deleted on {there(90):%-d %b %Y}, in 90 days"
    assert said in text(client.get("/customers/"))
    assert said in text(client.get(f"/customers/{disabled.pk}/"))


@pytest.mark.parametrize(
    ("stands", "offered"),
    [
        ("active", ["Disable"]),
        ("scheduled", ["Disable", "Keep active"]),
        ("disabled", ["Enable", "Hold deletion"]),
        ("held", ["Enable", "Release hold"]),
    ],
)
def test_the_menu_offers_what_fits(cast, as_user, stands, offered):
    if stands == "scheduled":
        schedule_disabling(cast.harbour, at=clock.now() + timedelta(days=3), by=cast.olive)
    elif stands != "active":
        disable_organization(cast.harbour, by=cast.olive)
    if stands == "held":
        hold_deletion(cast.harbour, reason="Lawsuit", by=cast.olive)
    client = as_user(cast.olive)
    listed = re.findall(r"</svg>([A-Z][a-z ]+)</a>", text(client.get(f"/customers/{cast.harbour.pk}/actions/")))
    known = ["Disable", "Keep active", "Enable", "Hold deletion", "Release hold"]
    assert [label for label in listed if label in known] == offered
    assert f'data-menu="row-menu-{stands}"' in text(client.get("/customers/"))
    assert f'id="row-menu-{stands}"' in text(client.get("/customers/"))
