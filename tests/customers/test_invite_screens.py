"""Invitations as the reseller's people see them."""

import re
import uuid

import pytest
from django.core import mail

from customers.actions.invites import create_link, mail_invites, register_customer, revoke_invite
from customers.actions.organizations import create_customer
from customers.models import Activity, Invite

PATH, HTMX = "/customers/invite/", {"HX-Request": "true"}
KEY = "7d1a1f0e-0000-4000-8000-000000000003"
ADDRESS = re.compile(r"http://localhost:8000/join/([\w-]{43})/")


def make(client, **given):
    return client.post(PATH, {"section": "link", "uses": "1", "key": KEY, **given})


def send(client, emails, **given):
    return client.post(PATH, {"section": "mail", "emails": emails, "key": KEY, **given}, follow=True)


@pytest.fixture
def olive(cast, as_user):
    return as_user(cast.olive)


def register(invite, email="nina@nova.example", name="Nova Sound"):
    given = {"email": email, "name": name, "phone": "", "first_name": "Nina", "last_name": ""}
    return register_customer(invite, key=uuid.uuid4(), password="Correct-horse7", **given, by=None)


# --- Making a link ----------------------------------------------------------------------------------------------------
def test_a_new_link_is_shown_and_works(olive, client):
    token = ADDRESS.search(make(olive).text).group(1)
    assert client.get(f"/join/{token}/").status_code == 200


def test_it_is_shown_once(olive):
    make(olive)
    assert ADDRESS.search(olive.get(PATH).text) is None


def test_the_form_sent_again_makes_no_second_link_and_shows_none(olive):
    make(olive)
    page = make(olive)
    assert ADDRESS.search(page.text) is None
    assert "This link was made already" in page.text
    assert Invite.objects.count() == 1


def test_a_link_for_any_number(olive):
    make(olive, unlimited="on", uses="")
    made = Invite.objects.get()
    assert (made.uses, made.expires_at) == (None, None)


@pytest.mark.parametrize("uses", ["", "0", "-1", "1001", "x", "9" * 5000])
def test_a_number_that_cannot_be_is_refused_beside_its_field(olive, uses):
    page = make(olive, uses=uses)
    assert page.status_code == 422
    assert 'id="link-uses_error"' in page.text
    assert not Invite.objects.exists()


# --- Mailing ----------------------------------------------------------------------------------------------------------
def test_mailing_says_where_it_goes(olive):
    assert "An invitation is on its way to nina@nova.example" in send(olive, "nina@nova.example").text


def test_addresses_may_stand_in_any_way_beside_each_other(olive):
    page = send(olive, "a@x.example, b@x.example;c@x.example\r\nd@x.example")
    assert "on its way to 4 addresses" in page.text
    assert len(mail.outbox) == 4


def test_the_form_sent_again_mails_nobody_twice(olive):
    send(olive, "nina@nova.example")
    send(olive, "nina@nova.example")
    assert (len(mail.outbox), Invite.objects.count()) == (1, 1)


def test_each_address_that_is_wrong_is_named_and_what_was_typed_is_kept(olive):
    page = send(olive, "good@x.example bad carol@harbour.example")
    assert page.status_code == 422
    assert "bad: Enter an email address" in page.text
    assert "carol@harbour.example: This email already has a sign-in." in page.text
    assert "good@x.example bad carol@harbour.example</textarea>" in page.text
    assert mail.outbox == []


def test_no_link_of_a_mailed_invitation_is_shown(olive):
    page = send(olive, "nina@nova.example")
    assert "/join/" not in page.text


# --- The list ---------------------------------------------------------------------------------------------------------
def test_the_list_says_what_became_of_each(cast, olive):
    register(create_link(cast.acme, uses=1, by=cast.olive))
    create_link(cast.acme, uses=None, by=cast.olive)
    revoke_invite(create_link(cast.acme, uses=1, by=cast.olive), by=cast.olive)
    Invite.objects.filter(pk=create_link(cast.acme, uses=1, by=cast.olive).pk).update(expires_at="2026-01-01T00:00Z")
    mail_invites(cast.acme, emails=["nina@later.example"], by=cast.olive)
    page = olive.get(PATH).text
    badges = re.findall(r'data-label="Status">\s*<span class="badge[^>]*>(\w+)', page)
    assert badges == ["Pending", "Expired", "Revoked", "Open", "Accepted"]


def test_an_accepted_one_leads_to_its_customer(cast, olive):
    made = register(create_link(cast.acme, uses=1, by=cast.olive)).organization
    assert f'href="/customers/{made.pk}/"' in olive.get(PATH).text


def test_of_many_the_latest_are_named(cast, olive):
    link = create_link(cast.acme, uses=9, by=cast.olive)
    for n in range(5):
        register(link, f"p{n}@nova.example", f"Nova {n}")
    page = olive.get(PATH).text
    assert re.findall(r"<bdi>(Nova \d)</bdi>", page) == ["Nova 4", "Nova 3", "Nova 2"]
    assert "and 2 more" in page


def test_another_resellers_are_not_there(cast, olive, as_user):
    mail_invites(cast.acme, emails=["nina@nova.example"], by=cast.olive)
    assert "nina@nova.example" not in as_user(cast.gus).get(PATH).text


def test_the_list_costs_the_same_for_two_and_for_twenty(cast, olive, django_assert_max_num_queries):
    for n in range(20):
        register(create_link(cast.acme, uses=2, by=cast.olive), f"p{n}@nova.example", f"Nova {n}")
    olive.get(PATH)
    with django_assert_max_num_queries(12):
        olive.get(PATH)


def test_htmx_gets_the_list_alone(olive):
    page = olive.get(PATH, headers=HTMX).text
    assert "<html" not in page
    assert "No invitations yet" in page


def test_there_is_a_second_page(cast, olive):
    for _ in range(26):
        create_link(cast.acme, uses=1, by=cast.olive)
    assert olive.get(PATH + "?page=2").text.count('role="rowheader"') == 1


# --- The end of one ---------------------------------------------------------------------------------------------------
def test_revoking_asks_first_and_then_says_so(cast, olive):
    link = create_link(cast.acme, uses=1, by=cast.olive)
    path = f"{PATH}{link.pk}/revocation/"
    assert "Nobody can register with this link any more" in olive.get(path).text
    assert Invite.objects.get().revoked_at is None
    assert "was revoked" in olive.post(path, follow=True).text
    assert Invite.objects.get().revoked_at


def test_revoking_twice_says_that_it_has_ended(cast, olive):
    link = create_link(cast.acme, uses=1, by=cast.olive)
    olive.post(f"{PATH}{link.pk}/revocation/")
    page = olive.post(f"{PATH}{link.pk}/revocation/")
    assert (page.status_code, "This link has ended already." in page.text) == (422, True)


def test_a_new_link_to_copy_is_shown_and_the_old_one_ends(cast, olive, client):
    old = create_link(cast.acme, uses=1, by=cast.olive)
    token = ADDRESS.search(olive.post(f"{PATH}{old.pk}/renewal/").text).group(1)
    assert client.get(f"/join/{token}/").status_code == 200
    assert client.get(f"/join/{old.token}/").status_code == 410


def test_a_mailed_one_is_mailed_again_without_showing_the_link(cast, olive):
    old = mail_invites(cast.acme, emails=["nina@nova.example"], by=cast.olive)[0]
    page = olive.post(f"{PATH}{old.pk}/renewal/", headers=HTMX)
    assert "A new link was mailed to nina@nova.example" in page.text
    assert (len(mail.outbox), "/join/" in page.text) == (2, False)


def test_an_accepted_one_has_no_menu(cast, olive):
    register(create_link(cast.acme, uses=1, by=cast.olive))
    assert "invite-menu-" not in olive.get(PATH).text


# --- Around it --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("who", "offered"), [("olive", True), ("sue", True), ("fay", False), ("rob", False)])
def test_the_customer_list_offers_it_to_who_may(cast, as_user, who, offered):
    assert (f'href="{PATH}"' in as_user(getattr(cast, who)).get("/customers/").text) is offered


def test_no_secret_stands_in_the_activity(cast, olive):
    token = ADDRESS.search(make(olive).text).group(1)
    assert token not in repr(list(Activity.objects.values())) + repr([a.detail.after for a in Activity.objects.all()])


def test_a_customer_who_registered_has_it_in_its_activity(cast, olive):
    made = register(create_link(cast.acme, uses=1, by=cast.olive)).organization
    assert "Registered with an invitation" in olive.get(f"/customers/{made.pk}/activity/").text


def test_a_customer_made_otherwise_has_not(cast, olive):
    made = create_customer(cast.acme, name="Nova", email="n@nova.example", by=cast.olive)
    assert "Registered with" not in olive.get(f"/customers/{made.pk}/activity/").text
