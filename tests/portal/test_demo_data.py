"""What the demo makes, looked at from every side: one data set for all of these tests."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Max, Sum

from billing.models import TenantUsage, Transcription, UsageDay, UsageEvent
from billing.models.transcriptions import Status
from credits.models import DailyUse
from customers.countdown import KEPT_FOR, due_of, standing_of
from customers.models import ApiToken, Customer, CustomerTag, Invite, Note, Organization, Tag, User
from reseller_portal.demo.people import PASSWORD, SIGN_INS
from reseller_portal.lib import clock
from reseller_portal.purge import due

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup, django_db_blocker):
    """Sixty-one customers, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", "--customers", "30", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_it_makes_two_resellers_with_their_customers():
    counted = {r.name: Customer.objects.filter(tenant=r).count() for r in Organization.objects.filter(kind="reseller")}
    assert counted == {"Northwind Voice": 30, "Helder Speech": 30}


def test_it_makes_one_direct_customer():
    assert Organization.objects.filter(kind="regular").count() == 1


@pytest.mark.parametrize(
    ("email", "role", "level", "landing"),
    [
        ("staff@demo.example", "", "", "/admin/"),
        ("mara@northwind.example", "RESELLER", "owner", "/dashboard/"),
        ("jonas@northwind.example", "RESELLER", "support", "/dashboard/"),
        ("lidia@northwind.example", "RESELLER", "finance", "/dashboard/"),
        ("emil@northwind.example", "RESELLER", "read_only", "/dashboard/"),
        ("hugo@helder.example", "RESELLER", "owner", "/dashboard/"),
        ("it@daylight.example", "RESELLEE", "administrator", "/console/"),
        ("dan@direct.example", "CUSTOMER", "administrator", "/console/"),
        ("cleo@direct.example", "CONTRIBUTOR", "member", "/console/"),
    ],
)
def test_each_sign_in_works_and_lands_at_its_work(as_user, email, role, level, landing):
    user, client = User.objects.get(email=email), as_user(None)
    assert (user.role, user.level) == (role, level)
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD}, follow=True)
    assert (answer.redirect_chain[-1][0], answer.status_code) == (landing, 200)


def test_every_sign_in_that_is_printed_exists():
    assert set(SIGN_INS) <= set(User.objects.values_list("email", flat=True))


def test_the_daylight_user_owns_its_customer():
    assert Organization.objects.get(name="Daylight Clinics").owner.email == "it@daylight.example"


def test_there_are_invitations_in_every_state():
    assert {one.state for one in Invite.objects.all()} == {"Accepted", "Expired", "Open", "Pending", "Revoked"}


def test_the_accepted_invitation_is_daylights():
    invite = Invite.objects.get(used=1)
    assert (invite.email, invite.registrations.get().user.organization.name) == (
        "it@daylight.example",
        "Daylight Clinics",
    )


def test_some_customers_are_disabled():
    assert Customer.objects.exclude(disabled_at=None).exists()


def test_one_is_scheduled_one_near_its_end_and_one_held():
    northwind = Customer.objects.filter(tenant__name="Northwind Voice").select_related("suspension", "tenant")
    stands = {standing_of(c).state: c for c in northwind.order_by(F("disabled_at").desc(nulls_first=True))}
    assert set(stands) == {"active", "scheduled", "disabled", "held"}
    assert stands["held"].suspension.hold_reason
    assert (due_of(stands["disabled"]).date() - clock.now().date()).days == 12


def test_the_scheduler_deletes_nobody_of_a_fresh_demo():
    assert list(due(kept_for=KEPT_FOR)) == []


def test_northwind_has_tags_references_and_notes():
    assert set(Tag.objects.values_list("tenant__name", flat=True)) == {"Northwind Voice"}
    assert Tag.objects.count() == 6
    assert CustomerTag.objects.exists()
    assert Customer.objects.exclude(reference="").exists()
    assert Note.objects.filter(organization__name="Daylight Clinics").exists()


# --- Usage ------------------------------------------------------------------------------------------------------------
def test_whoever_used_credits_used_hours_and_has_a_token():
    spent = set(DailyUse.objects.exclude(organization__kind="reseller").values_list("organization", flat=True))
    assert len(spent) > 40
    assert set(UsageDay.objects.values_list("organization", flat=True)) == spent
    assert spent <= set(ApiToken.objects.values_list("organization", flat=True))


def test_a_token_was_last_used_when_its_customer_was():
    last_use = dict(UsageEvent.objects.values_list("token").annotate(Max("occurred_at")))
    tokens = ApiToken.objects.filter(pk__in=last_use)
    assert tokens
    noted = timedelta(minutes=5)  # how seldom that is written
    assert [one for one in tokens if not one.last_used_at or one.last_used_at < last_use[one.pk] - noted] == []


def test_the_sums_of_the_demo_are_proved():
    call_command("rebuild_rollups", "--check", verbosity=0)
    charged = UsageEvent.objects.aggregate(sum=Sum("charge"))["sum"]
    used = DailyUse.objects.exclude(organization__kind="reseller").aggregate(sum=Sum("amount"))["sum"]
    assert charged == used > 0


def test_use_is_daily_lately_and_goes_back_for_months():
    days = sorted(set(TenantUsage.objects.filter(tenant__name="Northwind Voice").values_list("day", flat=True)))
    assert (days[-1] - days[0]).days > 200
    assert sum(day > days[-1] - timedelta(days=90) for day in days) > 80


def test_transcriptions_are_done_failed_and_running():
    assert set(Transcription.objects.values_list("status", flat=True)) == set(Status.values)
    assert not Transcription.objects.filter(status="failed", failure="").exists()
    running = Transcription.objects.running()
    assert running.count() == 2 * running.values("organization").distinct().count() > 0
