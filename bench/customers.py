"""How fast the full form's action makes customers, and how much memory the purge takes: `make bench-customers`.

Everything runs on SQLite in a folder of its own, with the password hasher of production. The baseline is that hasher
alone, called in turn with the action: no machine makes more customers with a password a minute than it makes hashes. The
purge is the command itself; its customers are written in bulk, without credits. What it takes is the peak of what Python
allocated over what it held at the start, which slows it down: its time is no figure.
"""

import argparse
import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

FOLDER = tempfile.TemporaryDirectory(prefix="portal-bench-")
os.environ |= {"PORTAL_DATA_DIR": FOLDER.name, "DATABASE_URL": f"sqlite:///{FOLDER.name}/portal.sqlite3"}
for name, value in {
    "DJANGO_SETTINGS_MODULE": "reseller_portal.settings", "CACHE_URL": "locmemcache://",
    "EMAIL_URL": "memorymail://", "PORTAL_LOG_LEVEL": "ERROR",
}.items():  # fmt: skip
    os.environ.setdefault(name, value)

import django

django.setup()

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.db.models import Min, OuterRef, Subquery

from customers.actions.accounts import create_customer_account
from customers.actions.form_keys import make_once
from customers.actions.organizations import create_reseller
from customers.actions.users import add_user, create_staff
from customers.countdown import KEPT_FOR
from customers.models import Activity, ActivityDetail, BillingDetails, Organization, Suspension, User
from customers.roles import Kind, Level, Role
from reseller_portal.lib import clock
from reseller_portal.lib.text import name_key

PASSWORD = "Bench-only-7"


def prepare() -> tuple[Organization, User]:
    """A reseller, and its owner, who makes the customers."""
    call_command("migrate", verbosity=0)
    assert (connection.vendor, settings.PASSWORD_HASHERS) == ("sqlite", ["customers.hashers.PortalArgon2Hasher"])
    staff = create_staff(email="staff@bench.example", first_name="S", last_name="B", password=PASSWORD, by=None)
    of_reseller = {"currency": "EUR", "time_zone": "Europe/Amsterdam"}
    reseller = create_reseller(name="Bench", email="bench@bench.example", by=staff, **of_reseller)
    of_owner = {"email": "owner@bench.example", "first_name": "O", "last_name": "B", "level": Level.OWNER}
    return reseller, add_user(reseller, invite=False, by=staff, **of_owner)  # type: ignore[arg-type]


# --- Creating ---------------------------------------------------------------------------------------------------------
def create(reseller: Organization, owner: User, number: int) -> None:
    """What the view does with a valid form: the action, under the form's key."""
    given = {
        "first_name": "Ann", "last_name": "Archer", "username": f"ann.archer{number}", "position": "Head of IT",
        "time_zone": "", "email": f"ann@made{number}.example", "kind": "company", "company": f"Acme {number}",
        "vat_number": "NL123456789B01", "country": "NL", "address_1": "Dam 1", "address_2": "", "region": "",
        "postal_code": "1012 JS", "city": "Amsterdam", "phone": "06 12345678", "reference": f"C-{number}",
    }  # fmt: skip

    def make() -> Organization:
        return create_customer_account(reseller, given=given, password=PASSWORD, by=owner)

    make_once(Organization, uuid4(), form="full form", make=make, by=owner)


def taken(act: Callable[[], Any]) -> tuple[float, float]:
    """The seconds, and the processor's seconds, that something takes."""
    began, worked = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - began, time.process_time() - worked


def report_creating(reseller: Organization, owner: User, count: int) -> None:
    sums = {"customers": [0.0, 0.0], "hashes": [0.0, 0.0]}
    for number in range(-5, count):
        rounds = {
            "hashes": taken(lambda: make_password(PASSWORD)),
            "customers": taken(lambda number=number: create(reseller, owner, number)),  # type: ignore[misc]
        }
        for name, spent in rounds.items():
            if number >= 0:  # the first ones fill caches
                sums[name] = [total + more for total, more in zip(sums[name], spent, strict=True)]
    print(f"\n{count:,} of each in turn           {'a minute':>10} {'a minute of processor time':>28}")
    rates = {name: [60 * count / total for total in totals] for name, totals in sums.items()}
    for label, name in (("password hashes alone", "hashes"), ("customers by the full form", "customers")):
        print(f"  {label:28} {rates[name][0]:10,.0f} {rates[name][1]:28,.0f}")
    ratios = [made / hashed for made, hashed in zip(rates["customers"], rates["hashes"], strict=True)]
    print(f"  {'customers / hashes':28} {ratios[0]:10.2f} {ratios[1]:28.2f}   (goal: 1,000 customers a minute)")


# --- The purge --------------------------------------------------------------------------------------------------------
def fill(reseller: Organization, count: int) -> None:
    """Customers whose time is up, each with an owner, billing details, a reason and a line of activity."""
    now = clock.now()
    gone = now - KEPT_FOR - timedelta(days=1)
    for start in range(0, count, 500):
        emails = [f"office@gone{uuid4().hex}.example" for _ in range(start, min(start + 500, count))]
        _write(reseller, emails, {"registered_at": gone, "disabled_at": gone})
    unowned = Organization.objects.filter(tenant=reseller, owner=None, disabled_at__isnull=False, deleted_at=None)
    first = User.objects.filter(organization=OuterRef("pk")).order_by().values("organization")
    unowned.update(owner=Subquery(first.annotate(first=Min("pk")).values("first")), seats=1)


def _write(reseller: Organization, emails: list[str], dates: dict[str, Any]) -> None:
    at, facts = dates["disabled_at"], {"kind": Kind.RESELLEE, "tenant": reseller}
    made = Organization.objects.bulk_create(
        Organization(**facts, **dates, name=one, email=one, name_key=name_key(one), search_text=one) for one in emails
    )
    of_user = {**facts, "role": Role.RESELLEE, "level": Level.ADMINISTRATOR, "joined_at": at, "accepted_at": at}
    named = {"first_name": "Ann", "last_name": "Archer", "password": make_password(None)}
    people = User.objects.bulk_create(User(**of_user, **named, organization=one, email=one.email) for one in made)
    EmailAddress.objects.bulk_create(EmailAddress(user=one, email=one.email, primary=True) for one in people)
    billed = {"tenant": reseller, "kind": "company", "company": "Acme", "country": "NL"}
    BillingDetails.objects.bulk_create(BillingDetails(organization=one, **billed) for one in made)
    why = {"tenant": reseller, "reason": "It was asked for.", "starts_at": at}
    Suspension.objects.bulk_create(Suspension(organization=one, **why) for one in made)
    about = {"tenant": reseller, "verb": "customer.disabled", "subject_kind": "organization", "at": at}
    rows = Activity.objects.bulk_create(Activity(organization=one, subject_id=one.pk, **about) for one in made)
    ActivityDetail.objects.bulk_create(ActivityDetail(activity=row, before={}, after={"reason": "x"}) for row in rows)


def purged(reseller: Organization, count: int) -> float:
    """The MiB that the command took at its peak to delete so many."""
    fill(reseller, count)
    said = StringIO()
    tracemalloc.start()
    held, _ = tracemalloc.get_traced_memory()
    call_command("purge_disabled_customers", stdout=said)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"{count:,} customers were deleted, 0 wait for money or work, 0 failed" in said.getvalue(), said.getvalue()
    return (peak - held) / 2**20


def report_purge(reseller: Organization, counts: list[int]) -> None:
    purged(reseller, 20)  # what is imported and compiled once is not the purge's
    print("\nThe purge's memory at its peak")
    for count in counts:
        print(f"  {count:7,} customers {purged(reseller, count):10.2f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1000, help="how many to create")
    parser.add_argument("--purge", type=int, nargs="*", default=[1000, 10_000], help="how many to delete, in turn")
    options = parser.parse_args()
    reseller, owner = prepare()
    report_creating(reseller, owner, options.customers)
    if options.purge:
        report_purge(reseller, options.purge)


if __name__ == "__main__":
    main()
