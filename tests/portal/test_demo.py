"""`manage.py demo`: a believable data set, the same every time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from customers.models import Activity, Organization, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # test_demo_data makes one on both databases


def demo(*extra, **options):
    out = StringIO()
    call_command("demo", "--customers", "5", *extra, stdout=out, verbosity=0, **options)
    return out.getvalue()


def everything():
    """All that was made but the hashes, which are salted, and the keys, which count on."""
    organizations = Organization.objects.order_by("id").values_list(
        "kind", "tenant__name", "name", "email", "phone", "registered_at", "disabled_at", "seats", "owner__email"
    )
    people = User.objects.order_by("id").values_list("email", "first_name", "last_name", "level", "joined_at")
    activity = Activity.objects.order_by("id").values_list("at", "verb", "organization__name", "actor__email")
    return list(organizations), list(people), list(activity)


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


def test_if_empty_fills_an_empty_database_and_says_with_how_many():
    assert demo("--if-empty") == "11 customers were made.\n"
    assert Organization.objects.exists()


def test_a_dry_run_keeps_nothing():
    assert "dropped again" in demo("--dry-run")
    assert not any(model.objects.exists() for model in (Organization, User, Activity))


@pytest.mark.parametrize("number", ["0", "-1"])
def test_a_demo_has_at_least_one_customer(number):
    with pytest.raises(CommandError, match="1 or more"):
        call_command("demo", "--customers", number)
