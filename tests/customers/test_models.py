"""What the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from customers.models import Customer, FormKey, Organization, Reseller, User

pytestmark = pytest.mark.django_db


def refused(change, *names):
    """Whether the database refuses it by one of these names: SQLite says a unique constraint's columns instead."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    return any(name in str(caught.value) for name in names)


def organization(**facts):
    given = {"kind": "regular", "name": "New", "email": "new@new.example", "currency": "EUR", "time_zone": "UTC",
             "registered_at": timezone.now(), "name_key": "new", "search_text": "new"}  # fmt: skip
    return Organization(**{**given, **facts})


def person(of, **facts):
    given = {"organization": of, "tenant": of.root, "kind": of.kind, "role": "RESELLER",
             "level": "owner", "email": "new@new.example", "joined_at": timezone.now()}  # fmt: skip
    return User(**{**given, **facts})


# --- Organizations ----------------------------------------------------------------------------------------------------
def test_a_plain_organization_is_accepted(cast):
    organization().save()


def test_an_unknown_kind_is_refused(cast):
    assert refused(organization(kind="other").save, "organization_")


def test_a_customer_without_a_reseller_is_refused(cast):
    assert refused(organization(kind="resellee").save, "organization_")


@pytest.mark.parametrize("kind", ["reseller", "regular"])
def test_a_root_with_a_reseller_is_refused(cast, kind):
    wrong = organization(kind=kind, tenant=cast.acme, currency="", time_zone="")
    assert refused(wrong.save, "organization_tenant_fits_kind")


def test_an_organization_is_not_its_own_reseller(cast):
    change = lambda: Organization.objects.filter(pk=cast.harbour.pk).update(tenant=cast.harbour.pk)  # noqa: E731
    assert refused(change, "organization_is_not_its_own_tenant")


@pytest.mark.parametrize("field", ["currency", "time_zone"])
def test_a_root_without_currency_or_zone_is_refused(cast, field):
    assert refused(organization(**{field: ""}).save, "organization_root_has_currency_and_zone")


@pytest.mark.parametrize("facts", [{"currency": "EUR"}, {"time_zone": "UTC"}])
def test_a_customer_has_no_currency_or_zone_of_its_own(cast, facts):
    change = lambda: Organization.objects.filter(pk=cast.harbour.pk).update(**facts)  # noqa: E731
    assert refused(change, "organization_root_has_currency_and_zone")


def test_an_organization_without_a_name_is_refused(cast):
    assert refused(organization(name="").save, "organization_has_name")


def test_a_contact_email_in_capitals_is_refused(cast):
    assert refused(organization(email="New@new.example").save, "organization_email_is_lower_case")


def test_an_organization_without_a_contact_is_refused(cast):
    assert refused(organization(email=None).save, "organization_email_unless_deleted")


def test_a_contact_email_is_taken_once_within_a_reseller(cast):
    change = lambda: Organization.objects.filter(pk=cast.island.pk).update(email=cast.harbour.email)  # noqa: E731
    assert refused(change, "organization_email_unique_in_tenant", "customers_organization.email")


def test_two_resellers_may_have_a_customer_with_one_contact(cast):
    assert Organization.objects.filter(pk=cast.meadow.pk).update(email=cast.harbour.email) == 1


def test_negative_seats_are_refused(cast):
    assert refused(lambda: Organization.objects.filter(pk=cast.harbour.pk).update(seats=-1), "seats")


@pytest.mark.parametrize("left", [{"email": "still@here.example"}, {"phone": "+31612345678"}])
def test_a_tombstone_keeps_no_contact(cast, left):
    change = {"deleted_at": timezone.now(), "email": None, "phone": "", **left}
    assert refused(
        lambda: Organization.objects.filter(pk=cast.harbour.pk).update(**change), "organization_email_unless_deleted"
    )


def test_two_tombstones_of_one_reseller_stand_side_by_side(cast):
    both = Organization.objects.filter(pk__in=[cast.harbour.pk, cast.island.pk])
    assert both.update(deleted_at=timezone.now(), email=None, phone="") == 2


def test_a_tombstone_is_reached_by_nobody(cast):
    Organization.objects.filter(pk=cast.harbour.pk).update(deleted_at=timezone.now(), email=None, phone="")
    assert cast.harbour not in Organization.objects.existing()


def test_a_proxy_shows_its_own_kind_only(cast):
    assert {o.kind for o in Customer.objects.all()} == {"resellee", "regular"}
    assert {o.kind for o in Reseller.objects.all()} == {"reseller"}


# --- Users ------------------------------------------------------------------------------------------------------------
def test_a_plain_user_is_accepted(cast):
    person(cast.acme).save()


@pytest.mark.parametrize(
    "facts",
    [
        {"organization": None},
        {"tenant": None},
        {"kind": "", "role": "", "level": ""},
        {"is_staff": True},
        {"is_superuser": True},
        {"organization": None, "tenant": None, "kind": "", "role": "", "level": ""},
        {"organization": None, "is_staff": True},
    ],
)
def test_a_user_is_staff_or_belongs_to_an_organization(cast, facts):
    assert refused(person(cast.acme, **facts).save, "user_")


@pytest.mark.parametrize("role", ["RESELLEE", "CUSTOMER", "CONTRIBUTOR", ""])
def test_a_role_that_does_not_fit_the_kind_is_refused(cast, role):
    assert refused(person(cast.acme, role=role).save, "user_")


@pytest.mark.parametrize(
    ("who", "level"),
    [
        ("olive", "administrator"),
        ("olive", ""),
        ("carol", "owner"),
        ("carol", ""),
        ("dan", "member"),
        ("cleo", "administrator"),
    ],
)
def test_a_level_that_does_not_fit_the_role_is_refused(cast, who, level):
    change = lambda: User.objects.filter(pk=getattr(cast, who).pk).update(level=level)  # noqa: E731
    assert refused(change, "user_level_fits_role")


def test_staff_have_no_level(cast):
    assert refused(lambda: User.objects.filter(pk=cast.stan.pk).update(level="owner"), "user_level_fits_role")


def test_an_email_in_capitals_is_refused(cast):
    assert refused(person(cast.acme, email="New@new.example").save, "user_email_is_lower_case")


@pytest.mark.parametrize("username", ["Capital", "with@sign"])
def test_an_odd_username_is_refused(cast, username):
    assert refused(person(cast.acme, username=username).save, "user_username_is_plain")


def test_an_email_is_taken_once_on_the_platform(cast):
    assert refused(person(cast.globex, email=cast.olive.email).save, "email")


def test_a_username_is_taken_once_on_the_platform(cast):
    User.objects.filter(pk=cast.olive.pk).update(username="olive")
    assert refused(person(cast.globex, username="olive").save, "username")


def test_two_users_may_have_no_username(cast):
    assert User.objects.filter(username=None).count() > 1


def test_a_user_without_an_email_is_refused(cast):
    assert refused(person(cast.acme, email=None).save, "user_email_unless_deleted")


@pytest.mark.parametrize("left", [{"email": "still@here.example"}, {"username": "still"}, {"is_active": True}])
def test_a_users_tombstone_keeps_no_sign_in(cast, left):
    change = {"deleted_at": timezone.now(), "email": None, "username": None, "is_active": False, **left}
    assert refused(lambda: User.objects.filter(pk=cast.mel.pk).update(**change), "user_email_unless_deleted")


def test_two_users_tombstones_stand_side_by_side(cast):
    both = User.objects.filter(pk__in=[cast.mel.pk, cast.cleo.pk])
    assert both.update(deleted_at=timezone.now(), email=None, username=None, is_active=False) == 2


def test_a_deleted_user_is_named_by_number(cast):
    assert str(User(pk=7)) == "Deleted user 7"


# --- What is named elsewhere stays ------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["olive", "carol", "stan"])
def test_a_user_whom_activity_names_cannot_be_removed(cast, who):
    with pytest.raises(ProtectedError):
        getattr(cast, who).delete()


@pytest.mark.parametrize("which", ["acme", "harbour", "direct"])
def test_an_organization_that_activity_names_cannot_be_removed(cast, which):
    with pytest.raises(ProtectedError):
        getattr(cast, which).delete()


def test_a_form_key_stands_once_a_user(cast):
    key = "7d1a1f0e-0000-4000-8000-000000000001"
    FormKey.objects.create(user=cast.olive, key=key, made_id=1, created_at=timezone.now())
    again = FormKey(user=cast.olive, key=key, made_id=2, created_at=timezone.now())
    assert refused(again.save, "form_key_once_a_user", "customers_formkey.key")


def test_two_users_may_send_one_form_key(cast):
    for user in (cast.olive, cast.gus):
        FormKey.objects.create(
            user=user, key="7d1a1f0e-0000-4000-8000-000000000001", made_id=1, created_at=timezone.now()
        )
    assert FormKey.objects.count() == 2
