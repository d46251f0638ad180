"""What each level may do and reach."""

import pytest

from customers.models import Activity, ActivityDetail, Customer, FormKey, Organization, User
from customers.roles import PERMISSIONS, Level
from customers.scope import NOBODY, Scope

# Written out, so that a change of the table in roles.py has to be made twice.
MAY = {
    "olive": "customers.view customers.change customers.delete credits.view credits.move finance.view branding.change "
    "settings.view settings.change team.change activity.all activity.view usage.view",
    "sue": "customers.view customers.change credits.view settings.view activity.all activity.view usage.view",
    "fay": "customers.view credits.view credits.move finance.view settings.view activity.all activity.view usage.view",
    "rob": "customers.view credits.view settings.view activity.all activity.view usage.view",
    "carol": "console.view console.users console.tokens console.billing console.activity activity.view usage.view",
    "mel": "console.view usage.view",
    "dan": "console.view console.users console.tokens console.billing console.activity activity.view usage.view",
    "cleo": "console.view usage.view",
    "stan": "",
}


def scope(cast, who):
    return Scope(getattr(cast, who)) if who else NOBODY


@pytest.mark.parametrize("who", MAY)
@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_a_level_may_do_what_the_table_says(cast, who, permission):
    assert scope(cast, who).may(permission) is (permission in MAY[who].split())


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_a_visitor_may_do_nothing(permission):
    assert not NOBODY.may(permission)


def test_every_level_is_in_the_cast(cast):
    assert {getattr(cast, who).level for who in MAY} - {""} == set(Level.values)


@pytest.mark.parametrize("who", [*MAY, ""])
def test_an_unknown_permission_is_an_error(cast, who):
    with pytest.raises(KeyError):
        scope(cast, who).may("customers.veiw")


# --- Whom it works for ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "reseller"), [("olive", "acme"), ("carol", "acme"), ("mia", "globex"), ("dan", ""), ("stan", "")]
)
def test_a_scope_knows_its_reseller(cast, who, reseller):
    assert scope(cast, who).reseller == (getattr(cast, reseller) if reseller else None)


@pytest.mark.parametrize(("who", "empty"), [("olive", False), ("cleo", False), ("stan", True), ("", True)])
def test_staff_and_visitors_have_the_empty_scope(cast, who, empty):
    assert scope(cast, who).is_empty is empty


@pytest.mark.parametrize(("who", "label"), [("olive", "Owner"), ("rob", "Read-only"), ("stan", "Staff"), ("", "")])
def test_a_level_has_a_word(cast, who, label):
    assert scope(cast, who).level_label == label


# --- Rows -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [Organization, Customer, User, Activity, ActivityDetail, FormKey])
@pytest.mark.parametrize("who", ["stan", ""])
def test_staff_and_visitors_reach_no_row(cast, model, who):
    assert not model.objects.visible_to(scope(cast, who)).exists()


@pytest.mark.parametrize(
    ("who", "customers"),
    [
        *((who, {"harbour", "island"}) for who in ("olive", "sue", "fay", "rob")),
        ("gus", {"meadow"}),
        ("carol", {"harbour"}),
        ("mel", {"harbour"}),
        ("dan", {"direct"}),
        ("cleo", {"direct"}),
    ],
)
def test_each_reaches_its_own_customers(cast, who, customers):
    assert set(Customer.objects.visible_to(scope(cast, who))) == {
        Customer.objects.get(pk=getattr(cast, c).pk) for c in customers
    }


@pytest.mark.parametrize(
    ("who", "organizations"), [("olive", {"acme", "harbour", "island"}), ("carol", {"harbour"}), ("cleo", {"direct"})]
)
def test_each_reaches_its_own_organizations(cast, who, organizations):
    assert set(Organization.objects.visible_to(scope(cast, who))) == {getattr(cast, o) for o in organizations}


@pytest.mark.parametrize(
    ("who", "people"),
    [
        *((who, {"olive", "sue", "fay", "rob", "carol", "mel"}) for who in ("olive", "rob")),
        ("gus", {"gus", "mia"}),
        ("carol", {"carol", "mel"}),
        ("mel", {"mel"}),
        ("dan", {"dan", "cleo"}),
        ("cleo", {"cleo"}),
    ],
)
def test_each_reaches_its_own_people(cast, who, people):
    assert set(User.objects.visible_to(scope(cast, who))) == {getattr(cast, p) for p in people}


def test_a_reseller_reads_the_activity_of_its_tenant_only(cast):
    tenants = set(Activity.objects.visible_to(scope(cast, "olive")).values_list("tenant", flat=True))
    assert tenants == {cast.acme.pk}


def test_an_administrator_reads_the_activity_of_the_own_organization_only(cast):
    seen = set(Activity.objects.visible_to(scope(cast, "carol")).values_list("organization", flat=True))
    assert seen == {cast.harbour.pk}


@pytest.mark.parametrize("who", ["mel", "cleo"])
def test_a_member_reads_no_activity(cast, who):
    assert not Activity.objects.visible_to(scope(cast, who)).exists()


@pytest.mark.parametrize(("who", "all_of"), [("olive", "acme"), ("gus", "globex")])
def test_details_follow_their_activity(cast, who, all_of):
    assert set(ActivityDetail.objects.visible_to(scope(cast, who)).values_list("tenant", flat=True)) == {
        getattr(cast, all_of).pk
    }
