"""Reset password: generated, copied, confirmed; and what the person can do with it."""

import html
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail

from customers.actions.organizations import disable_organization
from customers.actions.users import add_user, deactivate_user, set_password
from customers.models import Activity, Organization, User
from customers.roles import Level
from reseller_portal.lib import clock

HTMX = {"HX-Request": "true"}
NEW = "Another-horse8"


def owners(customer):
    return f"/customers/{customer.pk}/password/"


def persons(user):
    return f"/customers/{user.organization_id}/users/{user.pk}/password/"


def shown(answer):
    found = re.search(r'id="new-password" value="([^"]+)"', answer.text)
    return html.unescape(found[1]) if found else ""


def mark(answer):
    return re.search(r'name="mark" value="([^"]*)"', answer.text)[1]


def generate(client, path, **how):
    return client.post(path, {"step": "generate"}, **how)


def confirm(client, path, generated, **more):
    return client.post(path, {"step": "confirm", "mark": mark(generated), **more})


@pytest.fixture
def reset(cast, as_user):
    """Reset Carol's password as Olive; returns it."""

    def through_the_dialog():
        client = as_user(cast.olive)
        answer = generate(client, owners(cast.harbour))
        assert confirm(client, owners(cast.harbour), answer).status_code == 302
        return shown(answer)

    return through_the_dialog


# --- Who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"), [("olive", 200), ("sue", 200), ("fay", 403), ("rob", 403), ("carol", 403), ("gus", 404)]
)
def test_owner_and_support_reset(cast, as_user, name, status):
    client = as_user(getattr(cast, name))
    assert {client.get(path).status_code for path in (owners(cast.harbour), persons(cast.mel))} == {status}


def test_a_user_of_another_customer_is_not_found(cast, as_user):
    assert as_user(cast.olive).get(f"/customers/{cast.island.pk}/users/{cast.mel.pk}/password/").status_code == 404


def test_every_menu_offers_it(cast, as_user):
    client = as_user(cast.olive)
    assert f'href="{owners(cast.harbour)}"' in client.get(f"/customers/{cast.harbour.pk}/actions/").text
    assert f'href="{persons(cast.mel)}"' in client.get(f"/customers/{cast.harbour.pk}/users/").text


# --- Two steps --------------------------------------------------------------------------------------------------------
def test_nothing_can_be_confirmed_before_one_was_generated(cast, as_user):
    page = as_user(cast.olive).get(owners(cast.harbour)).text
    assert "Generate new password" in page
    assert re.search(r'value="confirm"[^>]* disabled>Confirm new password', page)
    assert "Copy" not in re.findall(r"data-label>([^<]*)", page)


def test_a_generated_one_is_shown_and_can_be_copied_and_confirmed(cast, as_user):
    answer = generate(as_user(cast.olive), owners(cast.harbour))
    assert 16 <= len(shown(answer)) <= 20
    assert 'data-from="new-password"' in answer.text
    assert not re.search(r'value="confirm"[^>]* disabled', answer.text)


def test_generating_alone_changes_nothing(cast, as_user):
    before = User.objects.get(pk=cast.carol.pk).password
    generate(as_user(cast.olive), owners(cast.harbour))
    assert User.objects.get(pk=cast.carol.pk).password == before


def test_each_press_makes_another(cast, as_user):
    client = as_user(cast.olive)
    assert len({shown(generate(client, owners(cast.harbour))) for _ in range(5)}) == 5


def test_confirming_sets_the_one_that_was_shown_whatever_is_sent(cast, as_user):
    client = as_user(cast.olive)
    answer = generate(client, owners(cast.harbour))
    confirm(client, owners(cast.harbour), answer, password="Mallory-knows1", nonce="x", user=cast.mel.pk)
    cast.carol.refresh_from_db()
    assert cast.carol.check_password(shown(answer))


def refused(client, path, given):
    before = list(User.objects.order_by("pk").values_list("password", flat=True))
    answer = client.post(path, given)
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == before
    assert (answer.status_code, "Generate a password first." in answer.text) == (422, True)


def test_confirming_without_one_or_with_a_made_up_mark_is_refused(cast, as_user):
    client = as_user(cast.olive)
    refused(client, owners(cast.harbour), {"step": "confirm"})
    generate(client, owners(cast.harbour))
    refused(client, owners(cast.harbour), {"step": "confirm", "mark": "made-up"})


def test_the_mark_of_one_person_sets_no_others_password(cast, as_user):
    client = as_user(cast.olive)
    answer = generate(client, persons(cast.mel))
    refused(client, owners(cast.harbour), {"step": "confirm", "mark": mark(answer)})


def test_the_mark_of_one_session_is_nothing_in_another(cast, as_user):
    answer = generate(as_user(cast.olive), owners(cast.harbour))
    refused(as_user(cast.sue), owners(cast.harbour), {"step": "confirm", "mark": mark(answer)})


def test_an_older_mark_is_replaced_by_a_newer(cast, as_user):
    client = as_user(cast.olive)
    first = generate(client, owners(cast.harbour))
    generate(client, owners(cast.harbour))
    refused(client, owners(cast.harbour), {"step": "confirm", "mark": mark(first)})


def test_a_second_confirmation_is_refused(cast, as_user):
    client = as_user(cast.olive)
    answer = generate(client, owners(cast.harbour))
    confirm(client, owners(cast.harbour), answer)
    refused(client, owners(cast.harbour), {"step": "confirm", "mark": mark(answer)})


def test_after_15_minutes_another_has_to_be_generated(cast, as_user):
    client = as_user(cast.olive)
    answer = generate(client, owners(cast.harbour))
    with clock.moved_to(clock.now() + timedelta(minutes=15, seconds=1)):
        refused(client, owners(cast.harbour), {"step": "confirm", "mark": mark(answer)})


# --- Shown once, kept nowhere -----------------------------------------------------------------------------------------
def test_a_second_view_has_no_password(cast, as_user):
    client = as_user(cast.olive)
    secret = shown(generate(client, owners(cast.harbour)))
    for headers in ({}, HTMX):
        page = client.get(owners(cast.harbour), headers=headers).text
        assert shown(client.get(owners(cast.harbour), headers=headers)) == ""
        assert html.escape(secret) not in page


def test_no_browser_or_proxy_keeps_the_page(cast, as_user):
    for headers in ({}, HTMX):
        answer = generate(as_user(cast.olive), owners(cast.harbour), headers=headers)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "HX-Push-Url" not in answer.headers


def test_the_answer_to_the_confirmation_has_no_password(cast, as_user):
    client = as_user(cast.olive)
    answer = generate(client, owners(cast.harbour))
    said = client.post(owners(cast.harbour), {"step": "confirm", "mark": mark(answer)}, headers=HTMX)
    assert html.escape(shown(answer)) not in said.text
    assert "was reset. The new one works once, for 72 hours" in said.text


def everything():
    rows = [repr(list(model._base_manager.values())) for model in apps.get_models()]
    sessions = [repr(session.get_decoded()) for session in Session.objects.all()]
    mails = [message.message().as_string() for message in mail.outbox]
    return "\n".join([*rows, *sessions, *mails])


def test_no_table_session_mail_or_log_line_holds_it(cast, as_user, caplog):
    caplog.set_level(0)
    client = as_user(cast.olive)
    answer = generate(client, owners(cast.harbour))
    found = everything()
    confirm(client, owners(cast.harbour), answer)
    found += everything() + caplog.text
    assert "user.password_reset" in found
    assert shown(answer) not in found
    assert repr(shown(answer))[1:-1] not in found


# --- What it does -----------------------------------------------------------------------------------------------------
def test_it_is_written_down_and_the_person_is_mailed(cast, reset):
    reset()
    row = Activity.objects.get(verb="user.password_reset")
    assert (row.actor, row.subject_id, row.organization, row.fields) == (cast.olive, cast.carol.pk, cast.harbour, [])
    (message,) = mail.outbox
    assert (message.to, message.subject) == ([cast.carol.email], "Your password was reset")
    assert "Acme Resale reset the password of carol@harbour.example" in message.body


def test_open_sessions_end(cast, sign_in, reset):
    carol = sign_in(cast.carol)
    reset()
    assert carol.get("/console/").status_code == 302


def test_it_lets_in_once_and_another_has_to_be_chosen(cast, as_user, attempt, reset):
    secret = reset()
    client = as_user(None)
    assert attempt(cast.carol.email, secret, client=client).status_code == 302
    assert client.get("/console/").headers["Location"] == "/accounts/password/change/"
    again = attempt(cast.carol.email, secret)
    assert (again.status_code, "This password works no more" in again.text) == (403, True)
    changed = {"oldpassword": secret, "password1": NEW, "password2": NEW}
    assert client.post("/accounts/password/change/", changed).status_code == 302
    assert client.get("/console/").status_code == 200
    assert attempt(cast.carol.email, NEW).headers["Location"] == "/"


@pytest.mark.parametrize(("hours", "status"), [(71.99, 302), (72, 403), (500, 403)])
def test_it_lets_in_for_72_hours(cast, attempt, reset, hours, status):
    secret, now = reset(), clock.now()
    with clock.moved_to(now + timedelta(hours=hours)):
        assert attempt(cast.carol.email, secret).status_code == status


def test_whoever_is_refused_is_not_signed_in(cast, as_user, attempt, reset):
    secret, client = reset(), as_user(None)
    with clock.moved_to(clock.now() + timedelta(hours=73)):
        attempt(cast.carol.email, secret, client=client)
    assert client.get("/console/").status_code == 302
    assert not Activity.objects.filter(verb="user.signed_in", actor=cast.carol).exists()


def test_only_who_knows_the_password_learns_that_it_is_over(cast, attempt, reset):
    reset()
    with clock.moved_to(clock.now() + timedelta(hours=73)):
        answer = attempt(cast.carol.email, "Wrong-guess77")
    assert (answer.status_code, "works no more" in answer.text) == (200, False)


def test_an_own_password_has_no_end(cast, attempt, reset):
    reset()
    set_password(cast.carol, password=NEW, by=cast.carol)
    with clock.moved_to(clock.now() + timedelta(days=900)):
        assert [attempt(cast.carol.email, NEW).status_code for _ in range(2)] == [302, 302]


def test_a_pending_person_is_in_with_it_and_takes_a_seat(cast, as_user, pending):
    client = as_user(cast.olive)
    confirm(client, persons(pending), generate(client, persons(pending)))
    pending.refresh_from_db()
    assert (pending.status, Organization.objects.get(pk=cast.harbour.pk).seats) == ("Active", 3)


def test_somebody_deactivated_gets_none(cast, as_user):
    client = as_user(cast.olive)
    answer = generate(client, owners(cast.harbour))
    deactivate_user(cast.carol, by=cast.sue)
    answer = confirm(client, owners(cast.harbour), answer)
    assert (answer.status_code, "Reactivate Carol first." in answer.text) == (422, True)


# --- Without an owner -------------------------------------------------------------------------------------------------
def test_without_an_owner_the_invitation_is_offered(cast, as_user):
    client = as_user(cast.olive)
    page = client.get(owners(cast.island)).text
    assert "Mail the invitation" in page
    assert "Generate new password" not in page
    client.post(owners(cast.island))
    cast.island.refresh_from_db()
    assert (cast.island.owner.email, cast.island.owner.level) == ("studio@island.example", Level.ADMINISTRATOR)
    assert [message.to for message in mail.outbox] == [["studio@island.example"]]


def test_an_invitation_that_cannot_be_says_why(cast, as_user):
    Organization.objects.filter(pk=cast.island.pk).update(email=cast.mia.email)
    answer = as_user(cast.olive).post(owners(cast.island))
    assert (answer.status_code, "This email already has a sign-in." in answer.text) == (422, True)


def test_a_disabled_customer_is_not_invited(cast, as_user):
    disable_organization(cast.island, by=cast.olive)
    answer = as_user(cast.olive).post(owners(cast.island))
    assert "Enable it first" in answer.text
    assert not User.objects.filter(organization=cast.island).exists()


def test_a_removed_owners_successor_is_not_confused(cast, as_user):
    client = as_user(cast.olive)
    answer = generate(client, owners(cast.harbour))
    Organization.objects.filter(pk=cast.harbour.pk).update(owner=cast.mel)
    refused(client, owners(cast.harbour), {"step": "confirm", "mark": mark(answer)})


def test_added_people_get_their_own(cast, as_user, attempt):
    added = add_user(
        cast.island, email="n@island.example", first_name="N", last_name="", level="member", invite=False, by=cast.olive
    )  # fmt: skip
    client = as_user(cast.sue)
    answer = generate(client, persons(added))
    confirm(client, persons(added), answer)
    assert attempt("n@island.example", shown(answer)).status_code == 302
