"""`manage.py demo`: a believable data set, the same every time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers.countdown import KEPT_FOR, due_of, standing_of
from customers.models import Activity, Customer, CustomerTag, Invite, Note, Organization, Tag, User
from reseller_portal.demo.people import PASSWORD, SIGN_INS
from reseller_portal.lib import clock
from reseller_portal.purge import due

pytestmark = pytest.mark.django_db


def demo(*extra, **options):
    out = StringIO()
    call_command("demo", "--customers", "12", *extra, stdout=out, verbosity=0, **options)
    return out.getvalue()


def everything():
    """All that was made but the hashes, which are salted, and the keys, which count on."""
    organizations = Organization.objects.order_by("id").values_list(
        "kind", "tenant__name", "name", "email", "phone", "registered_at", "disabled_at", "seats", "owner__email"
    )
    people = User.objects.order_by("id").values_list("email", "first_name", "last_name", "level", "joined_at")
    activity = Activity.objects.order_by("id").values_list("at", "verb", "organization__name", "actor__email")
    return list(organizations), list(people), list(activity)


def test_it_makes_two_resellers_with_their_customers():
    demo()
    counted = {r.name: Customer.objects.filter(tenant=r).count() for r in Organization.objects.filter(kind="reseller")}
    assert counted == {"Northwind Voice": 12, "Helder Speech": 12}


def test_it_makes_one_direct_customer():
    demo()
    assert Organization.objects.filter(kind="regular").count() == 1


def test_it_says_how_many_it_made():
    assert demo() == "25 customers were made.\n"


@pytest.mark.parametrize(
    ("email", "role", "level", "landing"),
    [
        ("staff@demo.example", "", "", "/admin/"),
        ("mara@northwind.example", "RESELLER", "owner", "/customers/"),
        ("jonas@northwind.example", "RESELLER", "support", "/customers/"),
        ("lidia@northwind.example", "RESELLER", "finance", "/customers/"),
        ("emil@northwind.example", "RESELLER", "read_only", "/customers/"),
        ("hugo@helder.example", "RESELLER", "owner", "/customers/"),
        ("it@daylight.example", "RESELLEE", "administrator", "/console/"),
        ("dan@direct.example", "CUSTOMER", "administrator", "/console/"),
        ("cleo@direct.example", "CONTRIBUTOR", "member", "/console/"),
    ],
)
def test_each_sign_in_works_and_lands_at_its_work(as_user, email, role, level, landing):
    demo()
    user, client = User.objects.get(email=email), as_user(None)
    assert (user.role, user.level) == (role, level)
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD}, follow=True)
    assert (answer.redirect_chain[-1][0], answer.status_code) == (landing, 200)


def test_every_sign_in_that_is_printed_exists():
    demo()
    assert set(SIGN_INS) <= set(User.objects.values_list("email", flat=True))


def test_the_daylight_user_owns_its_customer():
    demo()
    assert Organization.objects.get(name="Daylight Clinics").owner.email == "it@daylight.example"


def test_there_are_invitations_in_every_state():
    demo()
    assert {one.state for one in Invite.objects.all()} == {"Accepted", "Expired", "Open", "Pending", "Revoked"}


def test_the_accepted_invitation_is_daylights():
    demo()
    invite = Invite.objects.get(used=1)
    assert (invite.email, invite.registrations.get().user.organization.name) == (
        "it@daylight.example",
        "Daylight Clinics",
    )


def test_some_customers_are_disabled():
    demo("--customers", "60")
    assert Customer.objects.exclude(disabled_at=None).exists()


def test_one_is_scheduled_one_near_its_end_and_one_held():
    demo()
    stands = {standing_of(c).state: c for c in Customer.objects.select_related("suspension", "tenant")}
    assert set(stands) == {"active", "scheduled", "disabled", "held"}
    assert stands["held"].suspension.hold_reason
    assert (due_of(stands["disabled"]).date() - clock.now().date()).days == 12


def test_the_scheduler_deletes_nobody_of_a_fresh_demo():
    demo("--customers", "150")
    assert list(due(kept_for=KEPT_FOR)) == []


def test_northwind_has_tags_references_and_notes():
    demo("--customers", "60")
    assert set(Tag.objects.values_list("tenant__name", flat=True)) == {"Northwind Voice"}
    assert Tag.objects.count() == 6
    assert CustomerTag.objects.exists()
    assert Customer.objects.exclude(reference="").exists()
    assert Note.objects.filter(organization__name="Daylight Clinics").exists()


@pytest.mark.django_db(transaction=True)
def test_two_runs_make_the_same():
    from reseller_portal.lib import append_only

    demo()
    first = everything()
    append_only.remove()
    call_command("flush", interactive=False, verbosity=0)
    assert not Organization.objects.exists()
    demo()
    for now, before in zip(everything(), first, strict=True):
        assert now == before


def test_it_refuses_a_database_that_holds_anything(cast):
    with pytest.raises(CommandError, match="holds data already"):
        demo()
    assert not Organization.objects.filter(name="Northwind Voice").exists()


def test_if_empty_is_quiet_about_data(cast):
    assert demo("--if-empty") == ""
    assert not Organization.objects.filter(name="Northwind Voice").exists()


def test_if_empty_fills_an_empty_database():
    demo("--if-empty")
    assert Organization.objects.exists()


def test_a_dry_run_keeps_nothing():
    assert "dropped again" in demo("--dry-run")
    assert not any(model.objects.exists() for model in (Organization, User, Activity))


@pytest.mark.parametrize("number", ["0", "-1"])
def test_a_demo_has_at_least_one_customer(number):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("demo", "--customers", number)
