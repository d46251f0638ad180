"""Tags: which there are, which a customer has, and who may say so."""

import re

import pytest

from customers.actions import tags as actions
from customers.actions.tags import create_tag, delete_tag, set_tags, update_tag
from customers.errors import Refused
from customers.models import Activity, CustomerTag, Tag
from customers.scope import Scope
from reseller_portal.deletion import delete_customer

from .acting import last

HTMX = {"HX-Request": "true"}


@pytest.fixture
def vip(cast):
    return create_tag(cast.acme, name="VIP", colour="purple", by=cast.olive)


@pytest.fixture
def late(cast):
    return create_tag(cast.acme, name="Late payer", colour="red", by=cast.olive)


def names(customer):
    return sorted(CustomerTag.objects.filter(organization=customer).values_list("tag__name", flat=True))


def put(cast, *tags, customer="harbour", opened_with=(), **more):
    given = {"tags": [tag.pk for tag in tags], "opened_with": [tag.pk for tag in opened_with], **more}
    return set_tags(getattr(cast, customer), **given, by=cast.olive)


# --- Which there are --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["vip", "  Vip ", "ＶＩＰ"])
def test_a_name_is_taken_whatever_its_case(cast, vip, name):
    with pytest.raises(Refused) as refusal:
        create_tag(cast.acme, name=name, colour="red", by=cast.olive)
    assert (refusal.value.field, Tag.objects.count()) == ("name", 1)


@pytest.mark.parametrize(("one", "other"), [("Resume", "Résumé"), ("かき", "がき")])
def test_accents_make_another_name(cast, one, other):
    for name in (one, other):
        create_tag(cast.acme, name=name, colour="red", by=cast.olive)
    assert Tag.objects.count() == 2


def test_another_reseller_may_use_the_same_name(cast, vip):
    assert create_tag(cast.globex, name="VIP", colour="red", by=cast.gus).pk != vip.pk


@pytest.mark.parametrize(
    ("name", "colour", "field"),
    [("", "red", "name"), ("a\u202eb", "red", "name"), ("x" * 41, "red", "name"), ("Fine", "mauve", "colour")],
)
def test_what_cannot_be_a_tag_is_refused(cast, name, colour, field):
    with pytest.raises(Refused) as refusal:
        create_tag(cast.acme, name=name, colour=colour, by=cast.olive)
    assert refusal.value.field == field


def test_a_word_of_ligatures_is_kept(cast):
    assert create_tag(cast.acme, name="\ufdfa" * 40, colour="red", by=cast.olive).pk


def test_there_is_an_end_to_tags(cast, vip, monkeypatch):
    monkeypatch.setattr(actions, "MOST_TAGS", 1)
    with pytest.raises(Refused, match="Delete one first"):
        create_tag(cast.acme, name="Another", colour="red", by=cast.olive)


def test_a_tag_may_change_the_case_of_its_own_name(cast, vip):
    assert update_tag(vip, name="Vip", colour="teal", by=cast.olive).name == "Vip"
    assert (last().verb, last().detail.before, last().detail.after) == (
        "tag.changed",
        {"name": "VIP", "colour": "purple"},
        {"name": "Vip", "colour": "teal"},
    )


def test_a_tag_cannot_take_anothers_name(cast, vip, late):
    with pytest.raises(Refused, match="with this name"):
        update_tag(late, name="vip", colour="red", by=cast.olive)


def test_a_deleted_tag_comes_off_every_customer(cast, vip, late):
    for customer in ("harbour", "island"):
        put(cast, vip, late, customer=customer)
    assert delete_tag(vip, by=cast.olive) == 2
    assert names(cast.harbour) == names(cast.island) == ["Late payer"]
    assert (last().verb, last().detail.after) == ("tag.deleted", {"customers": 2})


def test_deleting_it_twice_says_nothing_twice(cast, vip):
    delete_tag(vip, by=cast.olive)
    assert delete_tag(vip, by=cast.olive) == 0
    assert Activity.objects.filter(verb="tag.deleted").count() == 1


def test_a_tag_that_is_gone_cannot_be_changed(cast, vip):
    delete_tag(vip, by=cast.olive)
    with pytest.raises(Refused, match="meanwhile"):
        update_tag(vip, name="New", colour="red", by=cast.olive)


# --- Which a customer has ---------------------------------------------------------------------------------------------
def test_setting_tags_is_written_down_with_their_names(cast, vip, late):
    put(cast, vip)
    put(cast, late, opened_with=[vip])
    assert names(cast.harbour) == ["Late payer"]
    activity = last()
    assert (activity.verb, activity.organization, activity.actor) == ("tags.set", cast.harbour, cast.olive)
    assert (activity.detail.before, activity.detail.after) == ({"tags": "VIP"}, {"tags": "Late payer"})


def test_setting_the_same_again_is_nothing_new(cast, vip):
    put(cast, vip)
    before = Activity.objects.count()
    put(cast, vip, opened_with=[vip])
    assert Activity.objects.count() == before


def test_what_a_colleague_put_on_meanwhile_stays(cast, vip, late):
    put(cast, late)  # while a form was open that showed none
    put(cast, vip, opened_with=[])
    assert names(cast.harbour) == ["Late payer", "VIP"]


def test_a_new_word_is_made_and_put_on(cast, vip):
    put(cast, vip, new_name="Pilot", new_colour="green")
    assert names(cast.harbour) == ["Pilot", "VIP"]
    assert Tag.objects.get(name="Pilot").colour == "green"


def test_a_new_word_that_is_there_already_is_that_one(cast, vip):
    put(cast, new_name="vip", new_colour="green")
    assert names(cast.harbour) == ["VIP"]
    assert Tag.objects.count() == 1


def test_a_tag_of_another_reseller_is_none(cast):
    foreign = create_tag(cast.globex, name="Theirs", colour="red", by=cast.gus)
    with pytest.raises(Refused, match="meanwhile"):
        put(cast, foreign)
    assert not CustomerTag.objects.exists()


def test_tags_go_with_the_customer(cast, vip):
    put(cast, vip)
    delete_customer(cast.harbour, by=cast.olive)
    assert not CustomerTag.objects.exists()
    with pytest.raises(Refused, match="deleted"):
        put(cast, vip)


# --- The dialog -------------------------------------------------------------------------------------------------------
def path(customer):
    return f"/customers/{customer.pk}/tags/"


def test_the_dialog_ticks_what_the_customer_has(cast, as_user, vip, late):
    put(cast, vip)
    text = as_user(cast.olive).get(path(cast.harbour), headers=HTMX).text
    assert re.findall(r'name="tags" value="(\d+)" checked', text) == [str(vip.pk)]
    assert f'name="opened" value="{vip.pk}"' in text
    assert "<html" not in text


def test_without_scripts_it_is_a_page_that_leads_back(cast, as_user, vip):
    client = as_user(cast.sue)
    assert "<html" in client.get(path(cast.harbour)).text
    answer = client.post(path(cast.harbour), {"tags": [vip.pk], "opened": "", "new_name": "", "new_colour": "blue"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/customers/{cast.harbour.pk}/")
    assert names(cast.harbour) == ["VIP"]


def test_the_open_page_asks_for_its_rows_again(cast, as_user, vip):
    answer = as_user(cast.olive).post(path(cast.harbour), {"tags": [vip.pk]}, headers=HTMX)
    assert answer.headers["HX-Trigger"] == "customers-changed"
    assert "Harbour Legal has 1 tag" in answer.text


@pytest.mark.parametrize("given", [{"tags": "999999"}, {"tags": "x"}, {"new_name": "a\u202eb"}, {"new_name": "x" * 41}])
def test_a_refusal_comes_back_with_the_form(cast, as_user, vip, given):
    answer = as_user(cast.olive).post(path(cast.harbour), given, headers=HTMX)
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert names(cast.harbour) == []


def test_the_menu_offers_it_to_whoever_may(cast, as_user):
    assert "Set tags" in as_user(cast.sue).get("/customers/").text
    assert "Set tags" not in as_user(cast.fay).get("/customers/").text


# --- The page of tags -------------------------------------------------------------------------------------------------
def test_the_page_counts_customers_and_leads_to_them(cast, as_user, vip, late):
    put(cast, vip)
    text = as_user(cast.rob).get("/customers/tags/").text
    assert f'href="/customers/?tag={vip.pk}" aria-label="1 customers with VIP">1<' in text
    assert "New tag" not in text


def test_many_tags_cost_no_more_queries_than_one(cast, as_user, vip, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_user(cast.olive)
    client.get("/customers/tags/")
    with CaptureQueriesContext(connection) as one:
        client.get("/customers/tags/")
    for number in range(20):
        create_tag(cast.acme, name=f"Tag {number}", colour="red", by=cast.olive)
    with django_assert_num_queries(len(one)):
        client.get("/customers/tags/")


def test_a_form_that_is_sent_twice_makes_one_tag(cast, as_user):
    client, key = as_user(cast.olive), "5b0c1d1e-0000-4000-8000-000000000001"
    for _ in range(2):
        answer = client.post("/customers/tags/new/", {"name": "Pilot", "colour": "green", "key": key})
        assert answer.status_code == 302
    assert Tag.objects.count() == 1
    delete_tag(Tag.objects.get(), by=cast.olive)
    assert client.post("/customers/tags/new/", {"name": "Pilot", "colour": "green", "key": key}).status_code == 302
    assert Tag.objects.count() == 0


def test_a_tag_is_renamed_and_deleted_on_its_own_pages(cast, as_user, vip):
    client = as_user(cast.sue)
    client.post(f"/customers/tags/{vip.pk}/", {"name": "Key account", "colour": "sky"})
    vip.refresh_from_db()
    assert (vip.name, vip.colour) == ("Key account", "sky")
    put(cast, vip)
    assert "The tag comes off 1 customer." in client.get(f"/customers/tags/{vip.pk}/deletion/").text
    client.post(f"/customers/tags/{vip.pk}/deletion/")
    assert not Tag.objects.exists()


@pytest.mark.parametrize("name", ["fay", "rob"])
def test_who_may_not_change_customers_may_not_change_tags(cast, as_user, vip, name):
    client = as_user(getattr(cast, name))
    for address in (path(cast.harbour), "/customers/tags/new/", f"/customers/tags/{vip.pk}/"):
        assert client.post(address, {"name": "x", "colour": "red"}).status_code == 403


# --- Never the customer's ---------------------------------------------------------------------------------------------
def test_a_customers_administrator_sees_no_activity_about_tags(cast, vip):
    put(cast, vip)
    verbs = Activity.objects.visible_to(Scope(cast.carol)).values_list("verb", flat=True)
    assert verbs
    assert "tags.set" not in verbs
    assert "tags.set" in Activity.objects.visible_to(Scope(cast.olive)).values_list("verb", flat=True)


def test_the_detail_page_shows_them_and_the_activity_names_them(cast, as_user, vip):
    put(cast, vip)
    client = as_user(cast.rob)
    assert f'href="/customers/?tag={vip.pk}"' in client.get(f"/customers/{cast.harbour.pk}/").text
    text = client.get(f"/customers/{cast.harbour.pk}/activity/").text
    assert "Set the tags" in text
    assert ">VIP<" in text
