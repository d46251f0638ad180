"""The admin: who gets in, what is there, what its lists find, and that nothing is ever removed."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from customers.actions.organizations import create_customer, disable_organization
from customers.models import Activity, Organization, User
from reseller_portal.lib import clock
from tests.customers.acting import last
from tests.customers.admin_pages import ACTIVITY, ORGANIZATIONS, USERS, results


# --- Who gets in ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/admin/", ORGANIZATIONS, USERS, ACTIVITY, f"{USERS}add/"])
@pytest.mark.parametrize("who", ["olive", "rob", "carol", "mel", "dan", "cleo"])
def test_whoever_is_not_staff_stays_out(cast, as_user, who, path):
    assert as_user(getattr(cast, who)).get(path).status_code in (302, 403)


def test_a_visitor_is_sent_to_the_portals_own_sign_in(as_user, db):
    assert as_user(None).get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_the_admins_own_sign_in_is_the_portals(as_user, cast):
    answer = as_user(None).post("/admin/login/", {"username": cast.stan.email, "password": "Correct-horse7"})
    assert (answer.status_code, answer.headers["Location"].startswith("/accounts/login/")) == (302, True)


def test_whoever_is_not_staff_changes_nothing(cast, as_user):
    as_user(cast.olive).post(f"{ORGANIZATIONS}{cast.harbour.pk}/suspension/")
    assert Organization.objects.get(pk=cast.harbour.pk).is_active


# --- What is there ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [EmailAddress, Group, UserSession])
def test_what_would_go_behind_the_actions_is_not_there(model):
    assert not admin.site.is_registered(model)


def test_only_these_models_are_there():
    ours = {
        m._meta.label
        for m in admin.site._registry
        if m._meta.app_label in ("customers", "account", "auth", "usersessions")
    }
    assert ours == {"customers.Organization", "customers.User", "customers.Activity", "customers.ApiToken"}


@pytest.mark.parametrize("path", [ORGANIZATIONS, USERS, ACTIVITY])
def test_lists_offer_no_delete(staff, path):
    assert "delete_selected" not in staff.get(path).text


@pytest.mark.parametrize(("path", "of"), [(ORGANIZATIONS, "harbour"), (USERS, "mel")])
def test_pages_offer_no_delete(cast, staff, path, of):
    pk = getattr(cast, of).pk
    assert "/delete/" not in staff.get(f"{path}{pk}/change/").text
    assert staff.post(f"{path}{pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("path", [ORGANIZATIONS, USERS, ACTIVITY])
def test_a_delete_action_that_is_posted_removes_nothing(staff, path):
    model = {ORGANIZATIONS: Organization, USERS: User, ACTIVITY: Activity}[path]
    pks = list(model.objects.values_list("pk", flat=True))
    staff.post(path, {"action": "delete_selected", "_selected_action": pks, "post": "yes"})
    assert model.objects.count() == len(pks)


# --- Activity ---------------------------------------------------------------------------------------------------------
def test_activity_can_be_read(cast, staff):
    row = Activity.objects.filter(organization=cast.harbour).first()
    assert row.verb in staff.get(f"{ACTIVITY}{row.pk}/change/").text


@pytest.mark.parametrize("page", ["add/", "{}/delete/"])
def test_activity_is_neither_added_nor_removed(cast, staff, page):
    assert staff.post(ACTIVITY + page.format(last().pk), {"verb": "forged.row"}).status_code == 403


def test_activity_is_not_changed(cast, staff):
    row = last()
    assert staff.post(f"{ACTIVITY}{row.pk}/change/", {"verb": "forged.row"}).status_code == 403
    assert not Activity.objects.filter(verb="forged.row").exists()


# --- Lists ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def named(cast):
    return create_customer(
        cast.acme, name="Łódź Café & Søn", email="lodz@acme.example", phone="+31612345678", by=cast.olive
    )


@pytest.mark.parametrize(
    "term", ["Łódź", "lodz", "LODZ cafe", "søn", "SON", "612345678", "lodz@acme", "ＣＡＦＥ", "  café  "]
)
def test_a_search_folds_accents_and_case(named, staff, term):
    assert results(staff, ORGANIZATIONS, q=term) == [named]


def test_a_number_finds_its_id(cast, staff):
    assert cast.harbour in results(staff, ORGANIZATIONS, q=str(cast.harbour.pk))


@pytest.mark.parametrize(
    "term", ["\x00", "a\x00b", "%", "_", "'", "\\", "9" * 16, "9" * 400, "٣", "²", "\u202e", "' OR 1=1 --", "<script>"]
)
@pytest.mark.parametrize("path", [ORGANIZATIONS, USERS, ACTIVITY])
def test_an_odd_search_is_answered(staff, path, term):
    assert staff.get(path, {"q": term}).status_code == 200


def test_a_percent_sign_is_no_wildcard(staff):
    assert results(staff, ORGANIZATIONS, q="%") == []


@pytest.mark.parametrize(("term", "who"), [("olive", "olive"), ("OLIVE@acme", "olive"), ("carol harbour", "carol")])
def test_users_are_found(cast, staff, term, who):
    assert getattr(cast, who) in results(staff, USERS, q=term)


@pytest.mark.parametrize(
    ("status", "names"),
    [("active", {"Island Radio"}), ("disabled", {"Harbour Legal"}), ("deleted", {"Meadow Clinics"})],
)
def test_organizations_are_filtered_by_status(cast, staff, status, names):
    disable_organization(cast.harbour, by=cast.stan)
    Organization.objects.filter(pk=cast.meadow.pk).update(deleted_at=clock.now(), email=None)
    assert {o.name for o in results(staff, ORGANIZATIONS, status=status, kind__exact="resellee")} == names


def test_customers_are_filtered_by_reseller(cast, staff):
    assert set(results(staff, ORGANIZATIONS, tenant__id__exact=cast.acme.pk)) == {cast.harbour, cast.island}


@pytest.mark.parametrize(
    "query",
    ["?status=nonsense", "?kind__exact=nonsense", "?o=99", "?p=9999", "?p=-1", "?nonsense=1", "?tenant__id__exact=abc"],
)
def test_an_odd_filter_is_answered(staff, query):
    assert staff.get(ORGANIZATIONS + query).status_code in (200, 302)


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ({"level__exact": "support"}, {"sue"}),
        ({"is_staff__exact": 1}, {"stan"}),
        ({"role__exact": "CONTRIBUTOR"}, {"cleo"}),
    ],
)
def test_users_are_filtered(cast, staff, query, who):
    assert set(results(staff, USERS, **query)) == {getattr(cast, name) for name in who}


def test_the_admins_own_page_for_a_password_is_the_portals(staff):
    answer = staff.get("/admin/password_change/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/password/change/")
