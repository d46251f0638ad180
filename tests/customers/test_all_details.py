"""Edit: every detail of a customer, by two people at once too."""

import re

import pytest

from customers.actions.billing import save_billing_details
from customers.actions.users import add_user, make_owner
from customers.models import Activity, BillingDetails, Organization, User

OWNERS = ("username", "first_name", "last_name", "position", "time_zone")


def path(customer):
    return f"/customers/{customer.pk}/edit/"


def opened(client, customer):
    """What the form holds as it opens, as a browser would send it back."""
    text = client.get(path(customer)).text
    sent = dict(re.findall(r'<input type="(?:text|email|tel|hidden)" name="([a-z_0-9]+)"(?: value="([^"]*)")?', text))
    for select in re.findall(r'<select name="(\w+)".*?</select>', text, re.DOTALL):
        chosen = re.search(rf'<select name="{select}".*?<option value="([^"]*)" selected', text, re.DOTALL)
        sent[select] = chosen[1] if chosen else ""
    if kind := re.search(r'name="kind" value="(\w+)"[^>]* checked', text):
        sent["kind"] = kind[1]
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def hidden(answer):
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', answer.text))


@pytest.fixture
def billed(cast):
    save_billing_details(
        cast.harbour, kind="company", company="Harbour BV", country="NL", city="Hoorn", by=cast.olive
    )  # fmt: skip
    return cast


@pytest.mark.parametrize(
    ("name", "status"), [("olive", 200), ("sue", 200), ("fay", 403), ("rob", 403), ("carol", 403), ("gus", 404)]
)
def test_owner_and_support_edit(cast, as_user, name, status):
    assert as_user(getattr(cast, name)).get(path(cast.harbour)).status_code == status


def test_saving_what_was_opened_changes_nothing(billed, as_user):
    client, before = as_user(billed.olive), Activity.objects.count()
    answer = client.post(path(billed.harbour), opened(client, billed.harbour), follow=True)
    assert "There was nothing to save" in answer.text
    assert Activity.objects.count() == before


def test_every_field_is_saved_where_it_belongs(billed, as_user):
    client = as_user(billed.olive)
    typed = {
        "name": "Harbour Law", "email": "desk@harbour.example", "phone": "06 12345678", "reference": "H-1",
        "first_name": "Caro", "last_name": "Lind", "username": "Caro.L", "position": "Partner", "time_zone": "Asia/Tokyo",
        "kind": "company", "company": "Harbour NV", "vat_number": "NL1B2", "country": "NL", "region": "NH",
        "city": "Edam", "postal_code": "1135", "address_1": "Kade 2", "address_2": "Back",
    }  # fmt: skip
    answer = client.post(path(billed.harbour), opened(client, billed.harbour) | typed)
    assert answer.headers["Location"] == f"/customers/{billed.harbour.pk}/"
    saved = Organization.objects.select_related("owner", "billing_details").get(pk=billed.harbour.pk)
    found = {
        **{n: getattr(saved, n) for n in ("name", "email", "phone", "reference")},
        **{n: getattr(saved.owner, n) for n in OWNERS},
        **{n: getattr(saved.billing_details, n) for n in typed if hasattr(saved.billing_details, n)},
    }
    assert found == typed | {"phone": "+31612345678", "username": "caro.l"}
    assert saved.owner.email == "carol@harbour.example"  # the sign-in is changed by its owner alone


def test_a_customer_without_an_owner_has_no_fields_of_one(cast, as_user):
    text = as_user(cast.olive).get(path(cast.island)).text
    assert [name for name in OWNERS if f'name="{name}"' in text] == []
    assert "has no owner yet" in text


def test_what_was_empty_may_stay_empty(cast, as_user):
    client = as_user(cast.olive)
    client.post(path(cast.island), opened(client, cast.island) | {"reference": "I-9"})
    cast.island.refresh_from_db()
    assert cast.island.reference == "I-9"
    assert not BillingDetails.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"city": "Hoorn"}, "Choose individual or company."),
        ({"kind": "individual"}, "Choose the country."),
        ({"kind": "company", "country": "NL"}, "Enter the company."),
    ],
)
def test_half_of_the_billing_details_is_refused(cast, as_user, typed, words):
    client = as_user(cast.olive)
    answer = client.post(path(cast.island), opened(client, cast.island) | typed)
    assert (answer.status_code, words in answer.text, BillingDetails.objects.exists()) == (422, True, False)


def test_a_username_that_is_taken_changes_nothing(billed, as_user):
    User.objects.filter(pk=billed.mia.pk).update(username="mia")
    client = as_user(billed.olive)
    answer = client.post(path(billed.harbour), opened(client, billed.harbour) | {"username": "MIA", "city": "Edam"})
    assert "This username is taken." in answer.text
    assert BillingDetails.objects.get().city == "Hoorn"


def test_a_phone_is_read_in_the_country_of_the_address(billed, as_user):
    client = as_user(billed.olive)
    client.post(path(billed.harbour), opened(client, billed.harbour) | {"phone": "0229 123456"})
    billed.harbour.refresh_from_db()
    assert billed.harbour.phone == "+31229123456"


# --- Two at once ------------------------------------------------------------------------------------------------------
def test_different_fields_are_both_kept_and_it_is_said(billed, as_user):
    olive, sue = as_user(billed.olive), as_user(billed.sue)
    mine, hers = opened(olive, billed.harbour), opened(sue, billed.harbour)
    sue.post(path(billed.harbour), hers | {"city": "Edam", "position": "Partner"})
    answer = olive.post(path(billed.harbour), mine | {"company": "Harbour NV"}, follow=True)
    details = BillingDetails.objects.get()
    assert (details.company, details.city) == ("Harbour NV", "Edam")
    assert "Sue Test changed Role in the company and City meanwhile; both changes were kept" in answer.text


def both_changed(cast, as_user, field, mine, hers):
    olive, sue = as_user(cast.olive), as_user(cast.sue)
    my_form, her_form = opened(olive, cast.harbour), opened(sue, cast.harbour)
    sue.post(path(cast.harbour), her_form | {field: hers})
    return olive, my_form | {field: mine}, olive.post(path(cast.harbour), my_form | {field: mine})


def test_what_both_changed_comes_back_with_both_versions(billed, as_user):
    _, _, answer = both_changed(billed, as_user, "country", "BE", "DE")
    assert answer.status_code == 422
    assert "<bdi>Belgium</bdi>" in answer.text
    assert "<bdi>Germany</bdi>" in answer.text
    assert "Sue Test changed Country meanwhile" in answer.text
    assert BillingDetails.objects.get().country == "DE"


@pytest.mark.parametrize(("choice", "saved"), [("yours", "BE"), ("theirs", "DE")])
def test_the_choice_decides(billed, as_user, choice, saved):
    olive, mine, answer = both_changed(billed, as_user, "country", "BE", "DE")
    again = mine | hidden(answer) | {"keep_country": choice}
    assert olive.post(path(billed.harbour), again).status_code == 302
    assert BillingDetails.objects.get().country == saved


@pytest.mark.parametrize("field", ["position", "first_name", "reference", "name", "city"])
def test_every_kind_of_field_can_be_disputed(billed, as_user, field):
    _, _, answer = both_changed(billed, as_user, field, "Mine", "Hers")
    assert answer.status_code == 422
    assert "Sue Test changed" in answer.text
    assert "<bdi>Mine</bdi>" in answer.text
    assert "<bdi>Hers</bdi>" in answer.text


def test_another_owner_meanwhile_is_refused_and_nothing_is_mixed_up(billed, as_user):
    client = as_user(billed.olive)
    mine = opened(client, billed.harbour) | {"first_name": "Caro"}
    make_owner(billed.harbour, user=billed.mel, by=billed.sue)
    answer = client.post(path(billed.harbour), mine)
    assert "another owner since this page was opened" in answer.text
    assert not User.objects.filter(first_name="Caro").exists()


def test_a_first_owner_meanwhile_is_no_error(cast, as_user):
    client = as_user(cast.olive)
    mine = opened(client, cast.island) | {"reference": "I-1"}
    add_user(cast.island, email="i@island.example", first_name="I", last_name="", level="administrator", by=cast.sue)
    assert client.post(path(cast.island), mine).status_code == 422


def test_a_form_of_another_customer_is_refused(billed, as_user):
    client = as_user(billed.olive)
    mine = opened(client, billed.harbour)
    other = opened(client, billed.island)
    answer = client.post(path(billed.harbour), mine | {"opened": other["opened"], "city": "Edam"})
    assert "This form was opened too long ago" in answer.text


# --- The way there ----------------------------------------------------------------------------------------------------
def test_the_menu_and_the_detail_page_lead_there(cast, as_user):
    page = as_user(cast.olive).get(f"/customers/{cast.harbour.pk}/").text
    assert f'<a class="link" href="{path(cast.harbour)}">All details</a>' in page
    assert re.search(rf'class="menu__item" href="{path(cast.harbour)}">', page)


def test_who_may_not_change_is_not_led_there(cast, as_user):
    assert path(cast.harbour) not in as_user(cast.rob).get(f"/customers/{cast.harbour.pk}/").text
