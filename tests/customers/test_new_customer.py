"""New customer: the modal over the list, and the page of its own."""

import re
import uuid
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection

from customers.actions.organizations import create_customer
from customers.links import set_password_token
from customers.models import Activity, FormKey, Organization, User

PATH = "/customers/new/"
HTMX = {"HX-Request": "true"}


def facts(**more):
    return {
        "name": "Acme Corporation",
        "email": "contact@acme.com",
        "phone": "",
        "invite": "on",
        "key": str(uuid.uuid4()),
        **more,
    }


def send(client, *, headers=None, **more):
    return client.post(PATH, {k: v for k, v in facts(**more).items() if v is not None}, headers=headers)


def made():
    return Organization.objects.get(email="contact@acme.com")


def text(response):
    return response.content.decode()


# --- Who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("olive", 302), ("sue", 302), *((name, 403) for name in ("fay", "rob", "carol", "mel", "dan", "cleo", "stan"))],
)
def test_owner_and_support_create(cast, as_user, name, status):
    assert send(as_user(getattr(cast, name))).status_code == status
    assert Organization.objects.filter(email="contact@acme.com").count() == (status == 302)


def test_a_new_customer_belongs_to_the_reseller_whatever_is_sent(cast, as_user):
    send(as_user(cast.olive), tenant=cast.globex.pk, tenant_id=cast.globex.pk, kind="reseller", seats=9)
    assert (made().tenant, made().kind, made().seats) == (cast.acme, "resellee", 0)


# --- What is made -----------------------------------------------------------------------------------------------------
def test_the_reference_example_is_accepted(cast, as_user):
    send(as_user(cast.olive), phone="+31 612345678")
    assert (made().name, made().phone) == ("Acme Corporation", "+31612345678")


def test_the_ticked_box_invites_the_address_as_owner(cast, as_user):
    send(as_user(cast.olive))
    owner = made().owner
    assert (owner.email, owner.status, owner.level, owner.get_full_name()) == (
        "contact@acme.com",
        "Pending",
        "administrator",
        "",
    )
    assert [message.to for message in mail.outbox] == [["contact@acme.com"]]
    assert "/welcome/" in mail.outbox[0].body


def test_without_the_box_nobody_is_invited(cast, as_user):
    send(as_user(cast.olive), invite=None)
    assert made().owner is None
    assert mail.outbox == []


def test_a_new_customer_is_written_down(cast, as_user):
    send(as_user(cast.olive))
    verbs = Activity.objects.filter(organization=made()).order_by("id").values_list("verb", "actor")
    assert list(verbs) == [(verb, cast.olive.pk) for verb in ("customer.created", "user.added", "user.invited")]


# --- The answers ------------------------------------------------------------------------------------------------------
def test_a_browser_is_led_to_the_list_with_a_toast(cast, as_user):
    client = as_user(cast.olive)
    response = send(client)
    assert response.headers["Location"] == "/customers/"
    page = text(client.get("/customers/"))
    assert "Acme Corporation was created" in page
    assert f'href="/customers/{made().pk}/">View' in page


def test_htmx_closes_the_dialog_and_tells_the_list(cast, as_user):
    response = send(as_user(cast.olive), headers=HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Trigger"] == "customers-changed"
    assert (response.headers["HX-Retarget"], response.headers["HX-Reswap"]) == ("#dialog", "innerHTML")
    assert "Acme Corporation was created" in text(response)
    assert "<dialog" not in text(response)


def test_htmx_gets_the_modal_and_a_browser_the_page(cast, as_user):
    client = as_user(cast.olive)
    fragment, page = text(client.get(PATH, headers=HTMX)), text(client.get(PATH))
    assert "<html" not in fragment
    assert "<modal-dialog data-open>" in fragment
    assert "<html" in page
    assert "<modal-dialog" not in page
    for answer in (fragment, page):
        for words in (
            "Acme Corporation",
            "contact@acme.com",
            "+31 612345678",
            "valid for 7 days",
            "0 seats",
            "Only a name and an email",
        ):
            assert words in answer
        assert re.search(r'name="invite"[^>]* checked', answer)


def test_a_refused_form_comes_back_alone_for_the_open_dialog(cast, as_user):
    response = send(as_user(cast.olive), headers=HTMX, name="")
    assert response.status_code == 422
    assert "<dialog" not in text(response)
    assert '<unsaved-guard hx-target="this" hx-swap="outerHTML">' in text(response)


@pytest.mark.parametrize("headers", [None, HTMX])
def test_a_refused_form_keeps_everything_typed(cast, as_user, headers):
    key = str(uuid.uuid4())
    response = send(
        as_user(cast.olive),
        headers=headers,
        name='A "B" <Co>',
        email="contact@acme",
        phone="+31 6",
        invite=None,
        key=key,
    )
    answer = text(response)
    assert response.status_code == 422
    for kept in ("A &quot;B&quot; &lt;Co&gt;", "contact@acme", "+31 6", key):
        assert f'value="{kept}"' in answer
    assert not re.search(r'name="invite"[^>]* checked', answer)
    assert answer.count('aria-invalid="true"') == 2
    assert "autofocus" not in answer


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "A\u202eB"}, "name", "cannot be shown"),
        ({"name": "x" * 201}, "name", "200"),
        ({"email": "contact@acme"}, "email", "such as contact@acme.com"),
        ({"phone": "0612345678"}, "phone", "country code"),
        ({"email": "office@harbour.example", "invite": None}, "email", "Another customer has this contact email"),
        ({"email": "carol@harbour.example"}, "email", "This email already has a sign-in."),
        ({"email": "mia@meadow.example"}, "email", "This email already has a sign-in."),
    ],
)
def test_an_error_stands_beside_its_field(cast, as_user, given, field, words):
    response = send(as_user(cast.olive), **given)
    assert response.status_code == 422
    error = re.search(rf'id="id_{field}_error">(.*?)</div>', text(response), re.DOTALL)
    assert error
    assert words in error[1]
    assert not Organization.objects.filter(tenant=cast.acme).exclude(pk__in=[cast.harbour.pk, cast.island.pk]).exists()


def test_an_address_with_a_sign_in_can_be_a_contact(cast, as_user):
    assert send(as_user(cast.olive), email="mia@meadow.example", invite=None).status_code == 302
    assert Organization.objects.get(tenant=cast.acme, email="mia@meadow.example").owner is None


def test_a_refused_invitation_leaves_nothing_behind(cast, as_user):
    before = Activity.objects.count()
    send(as_user(cast.olive), email="mia@meadow.example")
    assert (Activity.objects.count(), FormKey.objects.count(), mail.outbox) == (before, 0, [])


# --- Twice ------------------------------------------------------------------------------------------------------------
def test_a_repeat_gets_the_first_answer(cast, as_user):
    client, key = as_user(cast.olive), str(uuid.uuid4())
    answers = [send(client, key=key, headers=HTMX) for _ in range(2)]
    assert text(answers[0]) == text(answers[1])
    assert Organization.objects.filter(email="contact@acme.com").count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("key", ["", "x", "\0", "7d1a1f0e", "9" * 5000])
def test_a_broken_key_loses_nothing(cast, as_user, key):
    assert send(as_user(cast.olive), key=key).status_code == 302
    assert made()


def test_every_form_has_a_key_of_its_own(cast, as_user):
    client = as_user(cast.olive)
    keys = {re.search(r'name="key" value="([^"]+)"', text(client.get(PATH)))[1] for _ in range(2)}  # type: ignore[index]
    assert len(keys) == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_submissions_at_one_moment_make_one(cast, as_user):
    session, key = as_user(cast.olive).cookies["sessionid"].value, str(uuid.uuid4())
    barrier, answers = Barrier(20), []

    def submit():
        client = as_user(None)
        client.cookies["sessionid"] = session
        try:
            barrier.wait()
            answers.append(send(client, key=key, headers=HTMX))
        finally:
            connection.close()

    threads = [Thread(target=submit) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [200] * 20
    assert len({text(answer) for answer in answers}) == 1
    assert Organization.objects.filter(email="contact@acme.com").count() == 1
    assert User.objects.filter(email="contact@acme.com").count() == 1


# --- Odd input --------------------------------------------------------------------------------------------------------
ODD = ["\0", "\ud7ff", "\uffff", "'; DROP TABLE x; --", "<script>x</script>", "{{ 7*7 }}", "=1+1", "\u202e", "\u200b", "👩‍🚀", "ﷺ",
       "x" * 10_000, "\r\nBcc: x@evil.example", "%00", "../..", "null", "-1", "１２３"]  # fmt: skip


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("field", ["name", "email", "phone", "invite"])
def test_odd_input_is_never_an_error(cast, as_user, field, value):
    response = send(as_user(cast.olive), headers=HTMX, **{field: value})
    assert response.status_code in (200, 422)
    assert "<script>x" not in text(response)


def test_a_hostile_name_is_text_in_the_toast(cast, as_user):
    assert "&lt;b&gt;Firm&lt;/b&gt; was created" in text(send(as_user(cast.olive), headers=HTMX, name="<b>Firm</b>"))


# --- The invited one --------------------------------------------------------------------------------------------------
@pytest.fixture
def invited(cast, as_user):
    send(as_user(cast.olive))
    return User.objects.get(email="contact@acme.com")


def welcome(client, user, **given):
    return client.post(f"/welcome/{set_password_token(user)}/", {"password": "Correct-horse7", **given})


def test_whoever_was_invited_without_a_name_says_it(client, invited):
    page = text(client.get(f"/welcome/{set_password_token(invited)}/"))
    assert 'name="first_name"' in page
    assert welcome(client, invited, first_name="Ann", last_name="Acme").status_code == 302
    invited.refresh_from_db()
    assert (str(invited), invited.status, made().seats) == ("Ann Acme", "Active", 1)


def test_the_first_name_is_needed_and_the_last_is_not(client, invited):
    assert welcome(client, invited).status_code == 422
    assert welcome(client, invited, first_name="Ann").status_code == 302


def test_whoever_was_added_with_a_name_is_not_asked(cast, client):
    from customers.actions.users import add_user

    named = add_user(
        cast.island, email="named@island.example", first_name="Ned", last_name="N", level="member", by=cast.olive
    )
    assert 'name="first_name"' not in text(client.get(f"/welcome/{set_password_token(named)}/"))
    welcome(client, named, first_name="Mallory")
    named.refresh_from_db()
    assert named.first_name == "Ned"


def test_a_password_like_the_name_that_was_just_typed_is_refused(client, invited):
    assert welcome(client, invited, first_name="Correct-horse7").status_code == 422
    invited.refresh_from_db()
    assert (invited.first_name, invited.status) == ("", "Pending")


def test_a_customer_of_another_reseller_may_have_the_same_contact(cast, as_user):
    create_customer(cast.globex, name="Same", email="contact@acme.com", by=cast.gus)
    assert send(as_user(cast.olive), invite=None).status_code == 302
