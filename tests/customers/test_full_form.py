"""New customer account: the full form."""

import re
import uuid
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection

from customers.models import Activity, BillingDetails, FormKey, Organization, User

PATH = "/customers/create/"
SECRET = "Str0ng!-word"
FACTS = {
    "first_name": "Ann", "last_name": "Archer", "username": "Ann.Archer", "position": "Head of IT", "time_zone": "",
    "email": "Ann@acme-corp.example", "kind": "company", "company": "Acme Corporation", "vat_number": "nl 123456789 b01",
    "country": "NL", "address_1": "Dam 1", "address_2": "", "postal_code": "1012 JS", "city": "Amsterdam", "region": "",
    "phone": "06 12345678", "reference": "C-77", "password": SECRET, "password_again": SECRET,
}  # fmt: skip


def send(client, **more):
    return client.post(PATH, {**FACTS, "key": str(uuid.uuid4()), **more})


def made():
    return Organization.objects.select_related("owner").get(email="ann@acme-corp.example")


def error_of(response, field):
    found = re.search(rf'id="account-{field}_error">.*?<span>(.*?)</span>', response.text, re.DOTALL)
    return found[1] if found else ""


def nothing_was_made():
    return not BillingDetails.objects.exists() and not User.objects.filter(first_name="Ann").exists()


# --- Who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("olive", 302), ("sue", 302), *((name, 403) for name in ("fay", "rob", "carol", "mel", "dan", "cleo", "stan"))],
)
def test_owner_and_support_create(cast, as_user, name, status):
    assert send(as_user(getattr(cast, name))).status_code == status
    assert nothing_was_made() == (status == 403)


# --- What is made -----------------------------------------------------------------------------------------------------
def test_a_company_gives_the_customer_its_name(cast, as_user):
    send(as_user(cast.olive))
    assert (made().name, made().tenant, made().phone, made().reference) == (
        "Acme Corporation", cast.acme, "+31612345678", "C-77",
    )  # fmt: skip


def test_an_individual_gives_the_customer_the_owners_name_and_has_no_company(cast, as_user):
    send(as_user(cast.olive), kind="individual")
    assert made().name == "Ann Archer"
    details = BillingDetails.objects.get(organization=made())
    assert (details.kind, details.company, details.vat_number) == ("individual", "", "")


def test_billing_details_are_kept(cast, as_user):
    send(as_user(cast.olive))
    details = BillingDetails.objects.get(organization=made())
    assert (details.tenant, details.kind, details.company, details.vat_number, details.country) == (
        cast.acme, "company", "Acme Corporation", "NL123456789B01", "NL",
    )  # fmt: skip
    assert details.address_lines == ["Dam 1", "1012 JS Amsterdam"]


def test_the_owner_is_an_administrator_with_all_that_was_typed(cast, as_user):
    send(as_user(cast.olive), time_zone="Asia/Tokyo")
    owner = made().owner
    assert (owner.username, owner.get_full_name(), owner.position, owner.level, owner.time_zone, owner.status) == (
        "ann.archer", "Ann Archer", "Head of IT", "administrator", "Asia/Tokyo", "Active",
    )  # fmt: skip
    assert made().seats == 1


@pytest.mark.parametrize("login", ["ann@acme-corp.example", "ANN.archer"])
def test_the_owner_signs_in_at_once_by_email_or_username(cast, as_user, attempt, login):
    send(as_user(cast.olive))
    assert attempt(login, SECRET).headers["Location"] == "/"


def test_the_address_is_not_proved_and_nothing_is_mailed(cast, as_user):
    send(as_user(cast.olive))
    assert not EmailAddress.objects.get(user=made().owner).verified
    assert mail.outbox == []
    assert made().team_type == "default"


def test_no_row_holds_the_password(cast, as_user):
    send(as_user(cast.olive))
    rows = [repr(list(model.objects.values())) for model in (Activity, User, Organization, FormKey)]
    assert SECRET not in "".join([*rows, repr(list(Activity.objects.values("detail__before", "detail__after")))])


def test_what_was_done_is_written_down(cast, as_user):
    send(as_user(cast.olive))
    verbs = Activity.objects.filter(organization=made()).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["customer.created", "user.added", "user.changed", "user.password_set", "billing.changed"]


# --- The answers ------------------------------------------------------------------------------------------------------
def test_the_next_step_that_is_offered_is_recharge_credits(cast, as_user):
    client = as_user(cast.olive)
    response = send(client)
    assert response.headers["Location"] == f"/customers/{made().pk}/"
    page = client.get(response.headers["Location"]).text
    assert "Acme Corporation was created. Ann Archer can sign in now." in page
    assert f'href="/customers/{made().pk}/recharge/">Recharge credits</a>' in page


def test_who_may_not_move_credits_is_not_led_there(cast, as_user):
    client = as_user(cast.sue)
    page = client.get(send(client).headers["Location"]).text
    assert "Acme Corporation was created" in page
    assert "/recharge/" not in page


def test_the_optional_fields_are_marked_and_the_others_are_not(cast, as_user):
    page = as_user(cast.olive).get(PATH).text
    optional = {name for name in FACTS if re.search(rf'for="account-{name}">[^<]*<span class="field__optional">', page)}
    assert optional == {
        "position", "time_zone", "vat_number", "address_1", "address_2", "postal_code", "city", "region",
        "phone", "reference",
    }  # fmt: skip


def test_the_rules_of_the_password_stand_on_the_page(cast, as_user):
    page = as_user(cast.olive).get(PATH).text
    for words in (
        "8 to 20 characters",
        "A number",
        "An upper-case letter",
        "A lower-case letter",
        "A special character",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"first_name": ""}, "first_name", "Enter the first name."),
        ({"last_name": " "}, "last_name", "Enter the last name."),
        ({"username": ""}, "username", "Enter a username."),
        ({"username": "ann@acme"}, "username", "Use 3 to 40"),
        ({"email": "ann@acme"}, "email", "such as contact@acme.com"),
        ({"email": "office@harbour.example"}, "email", "Another customer has this contact email."),
        ({"email": "mia@meadow.example"}, "email", "This email already has a sign-in."),
        ({"country": ""}, "country", "Choose the country."),
        ({"country": "ZZ"}, "country", "valid choice"),
        ({"kind": ""}, "kind", "Choose individual or company."),
        ({"company": ""}, "company", "Enter the company."),
        ({"vat_number": "€"}, "vat_number", "Enter a VAT number"),
        ({"phone": "123"}, "phone", "No country has this phone number"),
        ({"phone": "+31 6"}, "phone", "with its country code"),
        ({"time_zone": "Mars/Base"}, "time_zone", "valid choice"),
        ({"password": "Str0ng!", "password_again": "Str0ng!"}, "password", "8 to 20 characters"),
        ({"password": "Ann.Archer7!", "password_again": "Ann.Archer7!"}, "password", "too similar"),
        ({"password_again": "Str0ng!-wort"}, "password_again", "The two passwords differ."),
        ({"password": ""}, "password", "Enter the password."),
        ({"password_again": ""}, "password_again", "Confirm the password."),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_made(cast, as_user, given, field, words):
    response = send(as_user(cast.olive), **given)
    assert response.status_code == 422
    assert words in error_of(response, field).replace("&#x27;", "'")
    assert nothing_was_made()


def test_passwords_that_differ_are_said_at_the_second_alone(cast, as_user):
    response = send(as_user(cast.olive), password_again="Str0ng!-wort")
    assert error_of(response, "password") == ""


def test_a_taken_username_is_refused_whatever_its_case(cast, as_user):
    send(as_user(cast.olive))
    response = send(as_user(cast.olive), email="other@acme-corp.example", username="ANN.ARCHER")
    assert error_of(response, "username") == "This username is taken."
    assert not Organization.objects.filter(email="other@acme-corp.example").exists()


def test_a_refused_form_keeps_what_was_typed_but_the_passwords(cast, as_user):
    response = send(as_user(cast.olive), email="ann@", city='A "B" <C>')
    for kept in ("Ann", "Archer", "ann@", "Acme Corporation", "06 12345678", "A &quot;B&quot; &lt;C&gt;"):
        assert f'value="{kept}"' in response.text
    assert '<option value="NL" selected>' in response.text
    assert SECRET not in response.text
    assert "Type the password in both fields again" in response.text


# --- Country and phone ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("phone", "country", "stored"),
    [
        ("06 12345678", "NL", "+31612345678"),
        ("+31 612345678", "NL", "+31612345678"),
        ("0170 1234567", "DE", "+491701234567"),
        ("(212) 555-0123", "US", "+12125550123"),
        ("", "NL", ""),
    ],
)
def test_a_phone_without_a_country_code_is_read_in_the_chosen_country(cast, as_user, phone, country, stored):
    send(as_user(cast.olive), phone=phone, country=country)
    assert made().phone == stored


def test_a_phone_of_another_country_is_taken_and_it_is_said(cast, as_user):
    client = as_user(cast.olive)
    page = client.get(send(client, phone="+32 470 12 34 56").headers["Location"]).text
    assert "Its phone number is not one of Netherlands: check it." in page
    assert made().phone == "+32470123456"


def test_countries_that_share_a_code_agree(cast, as_user):
    client = as_user(cast.olive)
    page = client.get(send(client, phone="+1 212 555 0123", country="CA").headers["Location"]).text
    assert "check it" not in page


# --- Twice ------------------------------------------------------------------------------------------------------------
def test_a_repeat_makes_one_and_gets_the_same_answer(cast, as_user):
    client, key = as_user(cast.olive), str(uuid.uuid4())
    answers = [send(client, key=key).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert User.objects.filter(first_name="Ann").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_submissions_at_one_moment_make_one(cast, as_user):
    session, key = as_user(cast.olive).cookies["sessionid"].value, str(uuid.uuid4())
    barrier, answers = Barrier(10), []

    def submit():
        client = as_user(None)
        client.cookies["sessionid"] = session
        try:
            barrier.wait()
            answers.append(send(client, key=key))
        finally:
            connection.close()

    threads = [Thread(target=submit) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [302] * 10
    assert Organization.objects.filter(email="ann@acme-corp.example").count() == 1


def test_a_failure_at_the_end_leaves_nothing(cast, as_user, monkeypatch):
    def broken(*args, **given):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("customers.actions.accounts.save_billing_details", broken)
    client = as_user(cast.olive, raise_request_exception=False)
    assert send(client).status_code == 500
    assert nothing_was_made()
    assert not Organization.objects.filter(email="ann@acme-corp.example").exists()


# --- From the quick create --------------------------------------------------------------------------------------------
def test_what_was_typed_in_the_quick_create_is_carried_over_and_nothing_is_saved(cast, as_user):
    typed = {"name": 'Acme "A" Corp', "email": "contact@acme.com", "phone": "+31 6", "invite": "on", "carry": "yes"}
    response = as_user(cast.olive).post(PATH, typed)
    assert response.status_code == 200
    assert 'name="company" value="Acme &quot;A&quot; Corp"' in response.text
    assert 'value="contact@acme.com"' in response.text
    assert 'name="phone" value="+31 6"' in response.text
    assert 'aria-invalid="true"' not in response.text
    assert Organization.objects.filter(tenant=cast.acme).count() == 2


def test_the_quick_create_leads_to_the_full_form_by_post(cast, as_user):
    for headers in ({}, {"HX-Request": "true"}):
        page = as_user(cast.olive).get("/customers/new/", headers=headers).text
        assert re.search(r'<button type="submit"[^>]* formaction="/customers/create/" name="carry"', page)


@pytest.mark.parametrize("value", ["\0", "\ud7ff", "\u202e", "x" * 10_000, "<script>x</script>", "{{ 7*7 }}", "=1+1"])
@pytest.mark.parametrize(
    "field", ["first_name", "username", "company", "vat_number", "postal_code", "country", "phone", "password"]
)
def test_odd_input_is_never_an_error(cast, as_user, field, value):
    response = send(as_user(cast.olive), **{field: value})
    assert response.status_code in (302, 422)
    assert "<script>x" not in response.text
