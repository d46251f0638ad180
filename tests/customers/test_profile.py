"""A person's own name, address, language, time zone and theme."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from customers.actions.organizations import create_customer
from customers.models import Activity, User
from reseller_portal.lib import clock

PASSWORD, WRONG = "Correct-horse7", "Wrong-horse77"


def save(client, section, **fields):
    return client.post(
        "/profile/", {"section": section, **{f"{section}-{name}": value for name, value in fields.items()}}
    )


def again(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("who", ["olive", "rob", "carol", "mel", "dan", "cleo", "stan"])
def test_everybody_has_a_profile(cast, as_user, who):
    assert as_user(getattr(cast, who)).get("/profile/").status_code == 200


def test_a_visitor_has_none(as_user, db):
    assert as_user(None).get("/profile/").headers["Location"] == "/accounts/login/?next=/profile/"


@pytest.mark.parametrize("section", ["", "nothing", "__class__", "\x00"])
def test_an_unknown_section_changes_nothing(cast, as_user, section):
    before = Activity.objects.count()
    assert save(as_user(cast.carol), section, first_name="X").status_code == 200
    assert Activity.objects.count() == before


def test_the_adress_of_allauths_own_page_leads_to_the_profile(cast, as_user):
    assert as_user(cast.carol).get("/accounts/email/").headers["Location"] == "/profile/"


# --- Name -------------------------------------------------------------------------------------------------------------
def test_a_name_is_saved(cast, as_user):
    assert (
        save(as_user(cast.carol), "name", first_name=" Ána  María ", last_name="Ørsted").headers["Location"]
        == "/profile/"
    )
    assert (again(cast.carol).first_name, again(cast.carol).last_name) == ("Ána María", "Ørsted")


def test_a_saved_name_is_told(cast, as_user):
    client = as_user(cast.carol)
    save(client, "name", first_name="Ana", last_name="")
    assert "Your profile was updated." in client.get("/profile/").text


@pytest.mark.parametrize(
    ("first", "words"), [("", "This field is required."), ("a\u202eb", "U+202E"), ("x" * 101, "100 characters")]
)
def test_a_wrong_name_is_refused_beside_its_field(cast, as_user, first, words):
    answer = save(as_user(cast.carol), "name", first_name=first, last_name="Kept as typed")
    assert (answer.status_code, words in answer.text) == (422, True)


def test_a_refused_name_is_not_lost(cast, as_user):
    answer = save(as_user(cast.carol), "name", first_name="", last_name="Kept as typed")
    assert 'value="Kept as typed"' in answer.text
    assert again(cast.carol).last_name == "Test"


def test_a_refused_section_leaves_the_others_as_they_are(cast, as_user):
    save(as_user(cast.carol), "name", first_name="", theme="dark")
    assert again(cast.carol).theme == ""


@pytest.mark.parametrize(
    "extra",
    [
        "level",
        "role",
        "is_staff",
        "is_superuser",
        "organization",
        "tenant",
        "is_active",
        "email",
        "password",
        "username",
    ],
)
def test_what_the_form_does_not_ask_is_not_heard(cast, as_user, extra):
    before = User.objects.filter(pk=cast.mel.pk).values().get()
    fields = {"first_name": "Mel", "last_name": "Test", extra: "owner"}
    as_user(cast.mel).post(
        "/profile/", {"section": "name", extra: "owner", **{f"name-{k}": v for k, v in fields.items()}}
    )
    after = User.objects.filter(pk=cast.mel.pk).values().get()
    assert {k: v for k, v in before.items() if k != "last_login"} == {
        k: v for k, v in after.items() if k != "last_login"
    }


def test_a_name_is_written_down_with_field_names_only(cast, as_user):
    save(as_user(cast.carol), "name", first_name="Caro", last_name="Test")
    row = Activity.objects.latest("id")
    assert (row.verb, row.fields, row.actor) == ("user.changed", ["first_name"], cast.carol)


# --- Address ----------------------------------------------------------------------------------------------------------
NEW = "carol@new.example"


def ask(client, email=NEW, password=PASSWORD):
    return save(client, "email", email=email, current_password=password)


@pytest.fixture
def asked(cast, sign_in):
    client = sign_in(cast.carol)
    assert ask(client).status_code == 302
    return client


def test_a_new_address_takes_the_current_password(cast, sign_in):
    answer = ask(sign_in(cast.carol), password=WRONG)
    assert (answer.status_code, "This is not your current password." in answer.text) == (422, True)
    assert not mail.outbox


def test_a_refused_new_address_is_not_lost(cast, sign_in):
    assert f'value="{NEW}"' in ask(sign_in(cast.carol), password=WRONG).text


def test_a_refused_password_is_not_sent_back(cast, sign_in):
    assert WRONG not in ask(sign_in(cast.carol), password=WRONG).text


def test_the_link_is_mailed_to_the_new_address(asked):
    assert [m.to for m in mail.outbox] == [[NEW]]


def test_the_link_is_in_the_resellers_name(asked):
    assert mail.outbox[0].from_email == '"Acme Resale" <portal@localhost>'


def test_nothing_changes_until_the_link_is_followed(cast, asked):
    assert again(cast.carol).email == "carol@harbour.example"
    assert EmailAddress.objects.get(user=cast.carol, primary=True).email == "carol@harbour.example"


def test_the_profile_says_what_is_waiting(asked):
    assert f"A link was mailed to {NEW}" in asked.get("/profile/").text


def test_looking_at_the_link_changes_nothing(cast, asked, mailed_path):
    assert asked.get(mailed_path()).status_code == 200
    assert again(cast.carol).email == "carol@harbour.example"


def test_following_the_link_changes_the_sign_in(cast, asked, mailed_path, sign_in):
    asked.post(mailed_path())
    assert again(cast.carol).email == NEW
    assert sign_in(again(cast.carol)).get("/console/").status_code == 200


def test_the_old_address_signs_in_no_more(cast, asked, mailed_path, as_user):
    asked.post(mailed_path())
    answer = as_user(None).post("/accounts/login/", {"login": "carol@harbour.example", "password": PASSWORD})
    assert answer.status_code == 200


def test_one_verified_address_is_left(cast, asked, mailed_path):
    asked.post(mailed_path())
    assert [(a.email, a.primary, a.verified) for a in EmailAddress.objects.filter(user=cast.carol)] == [
        (NEW, True, True)
    ]


def test_the_old_address_is_told(asked, mailed_path):
    asked.post(mailed_path())
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["carol@harbour.example"],
        "Your sign-in has a new address",
    )


def test_a_followed_link_is_written_down(cast, asked, mailed_path):
    asked.post(mailed_path())
    row = Activity.objects.get(verb="user.email_changed")
    assert (row.fields, row.subject_id, row.tenant) == (["email"], cast.carol.pk, cast.acme)
    assert (row.detail.before, row.detail.after) == ({"email": "carol@harbour.example"}, {"email": NEW})


def test_a_link_works_once(cast, asked, mailed_path, as_user):
    path = mailed_path()
    asked.post(path)
    ask(asked, "third@new.example")
    as_user(None).post(path)
    assert again(cast.carol).email == NEW


@pytest.mark.parametrize(("days", "email"), [(2.9, NEW), (3.1, "carol@harbour.example")])
def test_a_link_works_for_3_days(cast, asked, mailed_path, as_user, days, email):
    path = mailed_path()
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        as_user(None).post(path)
    assert again(cast.carol).email == email


def test_the_link_works_in_another_browser_without_signing_it_in(cast, asked, mailed_path, as_user):
    other = as_user(None)
    other.post(mailed_path())
    assert again(cast.carol).email == NEW
    assert other.get("/profile/").status_code == 302


def test_an_address_taken_meanwhile_is_not_changed_to(cast, asked, mailed_path):
    from customers.actions.users import add_user

    path = mailed_path()
    add_user(cast.globex, email=NEW, first_name="New", last_name="", level="support", invite=False, by=cast.gus)
    assert asked.post(path).status_code < 500
    assert again(cast.carol).email == "carol@harbour.example"


@pytest.mark.parametrize("who", ["carol", None])
def test_who_follows_the_link_to_an_address_taken_meanwhile_is_told_why(cast, asked, mailed_path, as_user, who):
    path = mailed_path()
    User.objects.filter(pk=cast.gus.pk).update(email=NEW)
    answer = (asked if who else as_user(None)).post(path, follow=True)
    assert "This email already has a sign-in." in answer.text


def test_the_same_is_said_of_an_address_that_somebody_else_proved_meanwhile(cast, asked, mailed_path):
    path = mailed_path()
    EmailAddress.objects.create(user=cast.gus, email=NEW, verified=True)
    assert "This email already has a sign-in." in asked.post(path, follow=True).text


@pytest.mark.parametrize("email", ["gus@globex.example", "MEL@harbour.example", "stan@platform.example"])
def test_a_taken_address_is_refused_in_the_same_words(cast, sign_in, email):
    answer = ask(sign_in(cast.carol), email)
    assert (answer.status_code, "This email already has a sign-in." in answer.text) == (422, True)
    assert not mail.outbox


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x\x00@new.example"])
def test_what_is_no_address_is_refused(cast, sign_in, email):
    assert ask(sign_in(cast.carol), email).status_code == 422


def test_the_old_address_of_a_superuser_is_told_too(db, monkeypatch, sign_in, mailed_path):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command(
        "createsuperuser", interactive=False, email="root@platform.example", first_name="R", last_name="R", verbosity=0
    )
    client = sign_in(User.objects.get())
    ask(client, "root@new.example")
    client.post(mailed_path())
    assert mail.outbox[-1].to == ["root@platform.example"]


# --- Preferences ------------------------------------------------------------------------------------------------------
def prefer(client, **fields):
    return save(client, "preferences", **{"language": "en-gb", "time_zone": "", "theme": "", **fields})


@pytest.mark.parametrize(("field", "value"), [("language", "en-us"), ("time_zone", "Asia/Tokyo"), ("theme", "dark")])
def test_a_preference_is_saved(cast, as_user, field, value):
    assert prefer(as_user(cast.carol), **{field: value}).status_code == 302
    assert getattr(again(cast.carol), field) == value


@pytest.mark.parametrize(("field", "value"), [("language", "xx"), ("time_zone", "Mars/Base"), ("theme", "pink")])
def test_an_unknown_preference_is_refused(cast, as_user, field, value):
    assert prefer(as_user(cast.carol), **{field: value}).status_code == 422


def test_the_theme_reaches_the_page(cast, as_user):
    client = as_user(cast.carol)
    prefer(client, theme="dark")
    assert 'data-theme="dark"' in client.get("/console/").text


@pytest.fixture
def evening(cast):
    """A customer of late on 31 December in UTC, which is the next year further east."""
    with clock.moved_to(datetime(2025, 12, 31, 23, 30, tzinfo=UTC)):
        create_customer(cast.acme, name="Evening", email="evening@acme.example", by=cast.olive)


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("", "2026-01-01T00:30:00+01:00"),
        ("UTC", "2025-12-31T23:30:00+00:00"),
        ("Asia/Tokyo", "2026-01-01T08:30:00+09:00"),
    ],
)
def test_the_time_zone_changes_what_the_list_shows(cast, as_user, zone, moment):
    client = as_user(cast.olive)
    prefer(client, time_zone=zone)
    assert f'datetime="{moment}"' in client.get("/customers/").text


@pytest.mark.usefixtures("evening")
@pytest.mark.parametrize(("language", "written"), [("en-gb", "1 Jan 2026"), ("en-us", "Jan 1, 2026")])
def test_the_language_changes_how_dates_are_written(cast, as_user, language, written):
    client = as_user(cast.olive)
    prefer(client, language=language)
    assert f">{written}</time>" in client.get("/customers/").text


def test_an_empty_zone_is_the_organizations(cast, as_user):
    assert "As the organization: Europe/Amsterdam" in as_user(cast.carol).get("/profile/").text
