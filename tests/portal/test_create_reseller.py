"""`manage.py create_reseller`."""

import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from customers.models import Activity, Organization, User

pytestmark = pytest.mark.django_db
GIVEN = ("Northwind Voice", "--email", "mara@northwind.example", "--first-name", "Mara")


def run(*extra):
    out = StringIO()
    call_command("create_reseller", *GIVEN, *extra, stdout=out)
    return out.getvalue()


def test_it_makes_a_reseller_and_its_owner():
    run("--last-name", "Kessler", "--currency", "gbp", "--time-zone", "Europe/London")
    reseller = Organization.objects.get()
    assert (reseller.kind, reseller.currency, reseller.time_zone) == ("reseller", "GBP", "Europe/London")
    assert (reseller.owner.email, reseller.owner.level, reseller.owner.status) == (
        "mara@northwind.example",
        "owner",
        "Pending",
    )


def test_it_mails_the_owner_a_link(settings):
    run()
    assert mail.outbox[0].to == ["mara@northwind.example"]
    assert f"{settings.PORTAL_ORIGIN}/welcome/" in mail.outbox[0].body


def test_it_says_what_it_made():
    assert re.search(r"Northwind Voice was created with ID \d+\. A link was mailed to mara@northwind\.example\.", run())


def test_it_keeps_the_link_to_itself():
    assert "/welcome/" not in run()


def test_it_prints_a_working_link_when_asked(as_user):
    path = re.search(r"http://localhost:8000(/welcome/\S+)", run("--print-link")).group(1)
    assert as_user(None).get(path).status_code == 200


def test_what_it_makes_is_written_down_as_the_systems():
    run()
    assert [(a.verb, a.actor) for a in Activity.objects.order_by("id")] == [
        ("reseller.created", None), ("user.added", None), ("user.invited", None),
    ]  # fmt: skip


def test_a_dry_run_changes_nothing(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    assert run("--dry-run") == "Northwind Voice can be created. Nothing was changed.\n"
    assert not any(model.objects.exists() for model in (Organization, User, Activity, DBTaskResult))


@pytest.mark.parametrize(
    ("extra", "field"),
    [
        (("--phone", "0612345678"), "phone"),
        (("--currency", "XXX"), "currency"),
        (("--time-zone", "Mars"), "time_zone"),
        (("--email", "nobody"), "email"),
    ],
)
def test_a_refusal_names_its_field_and_makes_nothing(extra, field):
    with pytest.raises(CommandError, match=f"^{field}: "):
        run(*extra)
    assert not Organization.objects.exists()


def test_a_dry_run_refuses_what_a_real_one_would():
    with pytest.raises(CommandError, match=r"^currency: "):
        run("--dry-run", "--currency", "XXX")


def test_a_taken_address_is_refused_and_no_reseller_is_left(cast):
    with pytest.raises(CommandError, match="email: This email already has a sign-in"):
        run("--email", cast.gus.email)
    assert not Organization.objects.filter(name="Northwind Voice").exists()


def test_a_refusal_exits_with_1():
    # A refusal comes before the first query, so the process needs no test database.
    command = [sys.executable, "manage.py", "create_reseller", *GIVEN, "--phone", "0612345678", "--dry-run"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(command, capture_output=True, text=True, cwd=settings.BASE_DIR, env=environment)
    assert (done.returncode, "phone: " in done.stderr) == (1, True)
