"""The page that an invitation leads to: who gets in, who does not, and what it says to each."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail

from customers.actions.invites import create_link, mail_invites, register_customer, renew_invite, revoke_invite
from customers.actions.organizations import disable_organization
from customers.models import Invite, Organization, User
from reseller_portal.lib import clock

GIVEN = {
    "name": "Nova Sound", "first_name": "Nina", "last_name": "Novak", "email": "nina@nova.example", "phone": "",
    "password": "Correct-horse7", "key": "7d1a1f0e-0000-4000-8000-000000000002",
}  # fmt: skip
ENDED = "It has been used, or it has ended."


def path(invite):
    return f"/join/{invite.token}/"


@pytest.fixture
def link(cast):
    return create_link(cast.acme, uses=1, by=cast.olive)


@pytest.fixture
def mailed(cast, mailed_path):
    invite = mail_invites(cast.acme, emails=["nina@nova.example"], by=cast.olive)[0]
    invite.token = mailed_path().split("/")[2]
    return invite


def used(invite):
    return Invite.objects.get(pk=invite.pk).used


def test_the_page_bears_the_resellers_name_and_never_the_platforms(client, link, settings):
    page = client.get(path(link))
    assert "Welcome to <bdi>Acme Resale</bdi>" in page.text
    assert settings.PORTAL_NAME not in page.text


def test_opening_it_uses_nothing_up_however_often(client, link):
    statuses = {ask(path(link)).status_code for ask in (client.get, client.head) for _ in range(15)}
    assert (statuses, used(link)) == ({200}, 0)


def test_registering_lands_on_the_console_signed_in(client, link):
    page = client.post(path(link), GIVEN, follow=True)
    assert page.redirect_chain[-1] == ("/console/", 302)
    assert "Nova Sound" in page.text


def test_the_welcome_says_to_confirm_an_address_that_was_typed(client, link):
    page = client.post(path(link), GIVEN, follow=True)
    assert "Welcome to Acme Resale. Follow the link that was mailed to nina@nova.example" in page.text


def test_the_welcome_asks_nothing_of_an_address_that_was_mailed(client, mailed):
    page = client.post(path(mailed), GIVEN, follow=True)
    assert "Welcome to Acme Resale." in page.text
    assert "confirm your address" not in page.text


def test_the_session_has_another_key_afterwards(client, link):
    client.cookies["sessionid"] = "planted"
    client.post(path(link), GIVEN)
    assert client.cookies["sessionid"].value != "planted"


def test_the_address_that_was_mailed_stands_fast(client, mailed):
    assert 'value="nina@nova.example"' in client.get(path(mailed)).text
    client.post(path(mailed), {**GIVEN, "email": "mallory@evil.example"})
    assert User.objects.filter(email="nina@nova.example").exists()
    assert not User.objects.filter(email="mallory@evil.example").exists()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "carol@harbour.example", "This email already has a sign-in."),
        ("email", "office@harbour.example", "This email cannot be used here. Ask Acme Resale, or use another one."),
        ("email", "nonsense", "Enter an email address"),
        ("name", "a\u202eb", "cannot be shown"),
        ("first_name", "", "This field is required"),
        ("password", "short", "too short"),
        ("password", "x" * 129, "at most 128"),
        ("phone", "12", "country code"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(client, link, field, value, words):
    page = client.post(path(link), {**GIVEN, field: value})
    assert (page.status_code, used(link)) == (422, 0)
    assert words in page.text
    assert 'value="Novak"' in page.text


def test_somebody_elses_contact_is_not_told_from_any_other_reason(client, link):
    page = client.post(path(link), {**GIVEN, "email": "office@harbour.example"})
    assert "contact email" not in page.text
    assert "Harbour" not in page.text


def test_the_form_sent_twice_makes_one_and_lets_in_both_times(as_user, link):
    pages = [as_user(None).post(path(link), GIVEN, follow=True) for _ in range(2)]
    assert [page.redirect_chain[-1][0] for page in pages] == ["/console/", "/console/"]
    assert Organization.objects.filter(name="Nova Sound").count() == used(link) == 1


def test_the_form_sent_again_by_who_is_signed_in_by_it_goes_on(client, link):
    client.post(path(link), GIVEN)
    assert client.post(path(link), GIVEN)["Location"] == "/"


def test_the_key_alone_lets_nobody_in(client, as_user, link):
    client.post(path(link), GIVEN)
    page = as_user(None).post(path(link), {**GIVEN, "password": "Another-horse7"})
    assert (page.status_code, "sessionid" in page.cookies) == (410, False)


# --- Links that lead nowhere ------------------------------------------------------------------------------------------
def _expired(cast, link):
    Invite.objects.filter(pk=link.pk).update(expires_at=clock.now() - timedelta(seconds=1))


def _used(cast, link):
    given = {**GIVEN, "key": uuid.uuid4(), "email": "first@nova.example", "name": "First"}
    register_customer(link, **given, by=None)


ENDS = {
    "expired": _expired,
    "revoked": lambda cast, link: revoke_invite(link, by=cast.olive),
    "renewed": lambda cast, link: renew_invite(link, by=cast.olive),
    "used": _used,
    "reseller disabled": lambda cast, link: disable_organization(cast.acme, by=cast.stan),
}


@pytest.fixture(params=ENDS)
def ended(request, cast, link):
    ENDS[request.param](cast, link)
    return link


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_end_has_the_same_words_and_says_whom_to_ask(client, ended, method):
    page = getattr(client, method)(path(ended), {} if method == "get" else GIVEN)
    assert page.status_code == 410
    assert ENDED in page.text
    assert "hello@acme.example" in page.text


def test_an_ended_link_makes_nobody_even_so(client, ended):
    client.post(path(ended), GIVEN)
    assert not Organization.objects.filter(name="Nova Sound").exists()


def test_all_ends_look_the_same(cast, client):
    pages = set()
    for end in ENDS.values():
        link = create_link(cast.acme, uses=1, by=cast.olive)
        end(cast, link)
        page = client.get(path(link))
        pages.add((page.status_code, page.text.replace(str(page.wsgi_request.request_id), "")))
    assert len(pages) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_is_nobodys(client, link, settings, method):
    page = getattr(client, method)("/join/" + "x" * 43 + "/")
    assert page.status_code == 404
    assert "ask whoever sent you the link" in page.text
    assert settings.PORTAL_NAME not in page.text
    assert "Acme" not in page.text


# --- Somebody who is signed in ----------------------------------------------------------------------------------------
PEOPLE = ["olive", "gus", "carol", "mia", "dan", "stan"]


@pytest.mark.parametrize("who", PEOPLE)
def test_whoever_is_signed_in_is_offered_to_sign_out(cast, as_user, link, who):
    page = as_user(getattr(cast, who)).get(path(link))
    assert page.status_code == 200
    assert "You are signed in already" in page.text
    assert f'name="next" value="{path(link)}"' in page.text


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_who_is_signed_in_is_moved(cast, as_user, link, who):
    client, user = as_user(getattr(cast, who)), getattr(cast, who)
    before = User.objects.filter(pk=user.pk).values().get()
    assert client.post(path(link), GIVEN).status_code == 403
    assert User.objects.filter(pk=user.pk).values().get() == before
    assert used(link) == 0


def test_signing_out_leads_back_to_the_link(cast, as_user, link):
    client = as_user(cast.mia)
    answer = client.post("/accounts/logout/", {"next": path(link)})
    assert answer["Location"] == path(link)
    assert "Open the account" in client.get(path(link)).text


# --- What an answer gives away ----------------------------------------------------------------------------------------
def test_the_address_never_stands_in_a_referer(client, link):
    assert client.get(path(link)).headers["Referrer-Policy"] == "strict-origin"
    assert client.get("/join/forged/").headers["Referrer-Policy"] == "no-referrer"


def test_no_page_of_it_may_be_kept(client, link):
    assert "no-store" in client.get(path(link)).headers["Cache-Control"]


def test_the_form_is_taken_with_its_token_and_origin(as_user, link):
    client = as_user(None, enforce_csrf_checks=True)
    client.get(path(link))
    token = client.cookies["csrftoken"].value
    given, headers = {**GIVEN, "csrfmiddlewaretoken": token}, {"origin": "http://localhost"}
    assert client.post(path(link), given, headers=headers).status_code == 302


def test_the_log_names_the_route_and_not_the_link(client, link, caplog):
    caplog.set_level("INFO", "portal.request")
    client.post(path(link), GIVEN)
    assert [record.facts["route"] for record in caplog.records] == ["customers:join"]
    assert link.token not in caplog.text + repr([vars(record) for record in caplog.records])


def test_a_link_for_any_number_makes_no_customers_by_the_thousand(cast, as_user):
    link = create_link(cast.acme, uses=None, by=cast.olive)
    statuses = []
    for n in range(21):
        given = {**GIVEN, "email": f"p{n}@nova.example", "key": str(uuid.uuid4())}
        statuses.append(as_user(None).post(path(link), given).status_code)
    assert statuses == [302] * 20 + [429]


def test_a_mailed_invitation_leads_to_the_configured_origin(cast, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.com"
    mail_invites(cast.acme, emails=["a@x.example"], by=cast.olive)
    assert "https://portal.example.com/join/" in mail.outbox[0].body
