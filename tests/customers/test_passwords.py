"""Passwords: forgotten, first, changed, and made to change."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from customers import links
from customers.actions.organizations import disable_organization
from customers.actions.users import add_user, deactivate_user, require_password_change
from customers.models import Activity, Organization, User
from customers.roles import Level

PASSWORD, NEW = "Correct-horse7", "Another-horse8"
RESET, CHANGE = "/accounts/password/reset/", "/accounts/password/change/"


def ask(as_user, email, **extra):
    return as_user(None).post(RESET, {"email": email}, **extra)


def follow(client, path, password=NEW):
    """Open a reset link and set a password."""
    form = client.get(path).headers["Location"]
    return client.post(form, {"password1": password, "password2": password})


def change(client, old=PASSWORD, new=NEW):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def is_in(client):
    return client.get("/profile/").status_code == 200


# --- Forgotten --------------------------------------------------------------------------------------------------------
def test_a_reset_is_mailed_to_the_address(cast, as_user):
    ask(as_user, cast.carol.email)
    assert [m.to for m in mail.outbox] == [["carol@harbour.example"]]


@pytest.mark.parametrize(
    ("who", "sender"),
    [
        ("carol", "Acme Resale"),
        ("olive", "Acme Resale"),
        ("mia", "Globex"),
        ("dan", "Reseller Portal"),
        ("stan", "Reseller Portal"),
    ],
)
def test_a_mail_is_in_the_name_the_reader_knows(cast, as_user, who, sender):
    ask(as_user, getattr(cast, who).email)
    assert mail.outbox[0].from_email == f'"{sender}" <portal@localhost>'
    assert mail.outbox[0].subject == f"A new password for {sender}"


def test_a_customers_mail_never_names_the_platform(cast, as_user, settings):
    ask(as_user, cast.carol.email)
    assert settings.PORTAL_NAME not in mail.outbox[0].message().as_string()


def test_a_reset_link_sets_the_password(cast, as_user, sign_in, mailed_path):
    ask(as_user, cast.carol.email)
    follow(as_user(None), mailed_path())
    assert is_in(sign_in(cast.carol, NEW))


def test_a_reset_ends_open_sessions(cast, as_user, sign_in, mailed_path):
    open_one = sign_in(cast.carol)
    ask(as_user, cast.carol.email)
    follow(as_user(None), mailed_path())
    assert not is_in(open_one)


def test_a_reset_is_told_by_mail_and_written_down(cast, as_user, mailed_path):
    ask(as_user, cast.carol.email)
    follow(as_user(None), mailed_path())
    assert [m.subject for m in mail.outbox] == ["A new password for Acme Resale", "Your password was changed"]
    assert Activity.objects.filter(verb="user.password_set", subject_id=cast.carol.pk, actor=cast.carol).count() == 2


def test_a_reset_link_works_once(cast, as_user, mailed_path):
    ask(as_user, cast.carol.email)
    path = mailed_path()
    follow(as_user(None), path)
    answer = as_user(None).get(path)
    assert (answer.status_code, "expired" in answer.text) == (200, True)


def test_looking_at_a_reset_link_does_not_use_it_up(cast, as_user, sign_in, mailed_path):
    ask(as_user, cast.carol.email)
    path = mailed_path()
    for _ in range(3):
        as_user(None).get(path, follow=True)
    follow(as_user(None), path)
    assert is_in(sign_in(cast.carol, NEW))


@pytest.mark.parametrize(("hours", "works"), [(23.9, True), (24.1, False)])
def test_a_reset_link_works_for_24_hours(cast, as_user, mailed_path, hours, works):
    ask(as_user, cast.carol.email)
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert (as_user(None).get(mailed_path()).status_code == 302) is works


def test_an_unknown_address_gets_the_same_answer_and_no_mail(cast, as_user):
    known, unknown = ask(as_user, cast.carol.email), ask(as_user, "nobody@harbour.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert len(mail.outbox) == 1


def test_somebody_disabled_gets_no_reset(cast, as_user):
    disable_organization(cast.harbour, by=cast.olive)
    deactivate_user(cast.sue, by=cast.olive)
    for email in (cast.carol.email, cast.sue.email):
        ask(as_user, email)
    assert not mail.outbox


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_a_strange_host_never_gets_into_a_link(cast, as_user, header):
    ask(as_user, cast.carol.email, headers={header: "evil.example"})
    assert not any("evil.example" in m.message().as_string() for m in mail.outbox)


def test_a_weak_password_is_refused_beside_its_field(cast, as_user, mailed_path):
    ask(as_user, cast.carol.email)
    answer = follow(as_user(None), mailed_path(), "1234567890")
    assert "too common" in answer.text
    assert User.objects.get(pk=cast.carol.pk).check_password(PASSWORD)


# --- First ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def nina(cast):
    return add_user(
        cast.harbour, email="nina@new.example", first_name="Nina", last_name="", level=Level.MEMBER, by=cast.olive
    )


def test_the_welcome_mail_is_the_resellers(nina):
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["nina@new.example"], "Welcome to Acme Resale")


def test_the_welcome_page_names_reseller_and_organization(nina, as_user, mailed_path, settings):
    page = as_user(None).get(mailed_path()).text
    assert "Acme Resale" in page
    assert "Harbour Legal" in page


def test_the_welcome_link_sets_a_password_and_signs_in(nina, as_user, mailed_path):
    client = as_user(None)
    assert client.post(mailed_path(), {"password": NEW}).headers["Location"] == "/"
    assert client.get("/console/").status_code == 200


def test_the_welcome_link_takes_a_seat(cast, nina, as_user, mailed_path):
    as_user(None).post(mailed_path(), {"password": NEW})
    assert Organization.objects.get(pk=cast.harbour.pk).seats == 3


def test_the_welcome_link_proves_the_address(nina, as_user, mailed_path):
    as_user(None).post(mailed_path(), {"password": NEW})
    assert EmailAddress.objects.get(user=nina).verified


def test_looking_at_a_welcome_link_does_not_use_it_up(nina, as_user, mailed_path):
    assert [as_user(None).get(mailed_path()).status_code for _ in range(3)] == [200] * 3
    assert User.objects.get(pk=nina.pk).status == "Pending"


@pytest.mark.parametrize(("days", "status"), [(6.99, 200), (7.01, 410)])
def test_a_welcome_link_works_for_7_days(nina, as_user, mailed_path, days, status):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        assert as_user(None).get(mailed_path()).status_code == status


def test_a_welcome_link_dies_with_its_use(nina, as_user, mailed_path):
    as_user(None).post(mailed_path(), {"password": NEW})
    assert as_user(None).post(mailed_path(), {"password": PASSWORD}).status_code == 410
    assert User.objects.get(pk=nina.pk).check_password(NEW)


def test_a_welcome_link_dies_when_the_address_changes(nina, as_user, mailed_path):
    User.objects.filter(pk=nina.pk).update(email="other@new.example")
    assert as_user(None).get(mailed_path()).status_code == 410


@pytest.mark.parametrize("which", ["harbour", "acme"])
def test_a_welcome_link_dies_with_the_organization_or_its_reseller(cast, nina, as_user, mailed_path, which):
    disable_organization(getattr(cast, which), by=cast.stan)
    assert as_user(None).post(mailed_path(), {"password": NEW}).status_code == 410


def test_a_welcome_link_dies_with_the_user(cast, nina, as_user, mailed_path):
    deactivate_user(nina, by=cast.olive)
    assert as_user(None).get(mailed_path()).status_code == 410


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00", "é", "x" * 2000])
def test_a_forged_welcome_link_is_refused(db, as_user, token):
    assert as_user(None).get(f"/welcome/{token}/").status_code == 410


def test_a_link_for_one_purpose_does_not_serve_another(nina, as_user):
    from django.core import signing

    token = signing.dumps([nina.pk, links._state(nina)], salt="another purpose")
    assert as_user(None).get(f"/welcome/{token}/").status_code == 410


def test_a_weak_first_password_is_refused_with_422(nina, as_user, mailed_path):
    answer = as_user(None).post(mailed_path(), {"password": "1234567890"})
    assert (answer.status_code, "too common" in answer.text) == (422, True)


def test_a_first_password_over_128_characters_is_refused(nina, as_user, mailed_path):
    assert as_user(None).post(mailed_path(), {"password": "Aa1!" * 33}).status_code == 422


def test_who_is_signed_in_as_somebody_else_becomes_the_invited_one(cast, nina, as_user, mailed_path):
    client = as_user(cast.gus)
    client.post(mailed_path(), {"password": NEW})
    assert client.session["_auth_user_id"] == str(nina.pk)


def test_a_second_invitation_works_like_the_first(cast, nina, as_user, mailed_path):
    from customers.actions.users import mail_set_password_link

    mail_set_password_link(nina, by=cast.olive)
    assert [as_user(None).get(mailed_path(n)).status_code for n in (0, 1)] == [200, 200]


# --- Changed ----------------------------------------------------------------------------------------------------------
def test_a_change_keeps_this_session_and_ends_the_others(cast, sign_in):
    here, there = sign_in(cast.carol), sign_in(cast.carol)
    assert change(here).headers["Location"] == "/profile/"
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_change_is_told_by_mail_and_written_down(cast, sign_in):
    change(sign_in(cast.carol))
    assert [(m.to, m.subject) for m in mail.outbox] == [(["carol@harbour.example"], "Your password was changed")]
    assert Activity.objects.latest("id").verb == "user.password_set"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Wrong-horse77", NEW, "not your current password"),
        (PASSWORD, "1234567890", "too common"),
        (PASSWORD, "Aa1!" * 33, "128 characters at most"),
    ],
)
def test_a_wrong_change_is_refused(cast, sign_in, old, new, words):
    assert words in change(sign_in(cast.carol), old, new).text
    assert User.objects.get(pk=cast.carol.pk).check_password(PASSWORD)


# --- Made to change ---------------------------------------------------------------------------------------------------
@pytest.fixture
def forced(cast, sign_in):
    client = sign_in(cast.carol)
    require_password_change(cast.carol, by=cast.stan)
    return client


@pytest.mark.parametrize(
    "path",
    ["/", "/console/", "/profile/", "/customers/", "/profile/devices/", "/admin/", "/nowhere/", "/accounts/email/"],
)
def test_every_page_leads_to_the_change(forced, path):
    assert forced.get(path).headers["Location"] == CHANGE


def test_a_post_leads_to_the_change_and_does_nothing(cast, forced):
    forced.post("/profile/", {"section": "name", "name-first_name": "Changed"})
    assert User.objects.get(pk=cast.carol.pk).first_name == "Carol"


@pytest.mark.parametrize("path", [CHANGE, "/accounts/logout/"])
def test_the_change_and_the_way_out_are_open(forced, path):
    assert forced.get(path).status_code == 200


def test_the_theme_can_be_chosen_meanwhile(forced):
    assert forced.post("/theme/", {"theme": "dark"}).headers["Location"] == "/"


def test_after_the_change_everything_is_open(cast, forced):
    assert change(forced).status_code == 302
    assert forced.get("/console/").status_code == 200


def test_the_duty_holds_at_the_next_sign_in(cast, forced, sign_in):
    assert sign_in(cast.carol).get("/").headers["Location"] == CHANGE


def test_a_reset_lifts_the_duty(cast, forced, as_user, sign_in, mailed_path):
    ask(as_user, cast.carol.email)
    follow(as_user(None), mailed_path())
    assert sign_in(cast.carol, NEW).get("/console/").status_code == 200
