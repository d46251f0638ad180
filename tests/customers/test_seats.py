"""Seats by day: what is counted when, and who has grown."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from customers.actions.erasure import make_tombstone
from customers.actions.organizations import create_customer
from customers.models import Customer, Organization, SeatCount
from reseller_portal.lib import clock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def count(at=NOON, **options):
    said = StringIO()
    with clock.moved_to(at):
        call_command("count_seats", stdout=said, **options)
    return said.getvalue().strip()


def rows(customer):
    return [(f"{day:%d}", seats) for day, seats in customer.seat_counts.order_by("day").values_list("day", "seats")]


def seat(customer, seats):
    Organization.objects.filter(pk=customer.pk).update(seats=seats)


def grown(cast, since):
    return {customer.name for customer in Customer.objects.filter(tenant=cast.acme).growing(since)}


@pytest.mark.django_db
def test_a_day_is_written_only_when_seats_changed_and_follows_until_it_is_over(cast):
    seat(cast.harbour, 2)
    assert count() == "4 customers have other seats than before."
    assert count(NOON + timedelta(days=1)).startswith("0 customers")
    for hour, seats in ((1, 5), (2, 3)):
        seat(cast.harbour, seats)
        count(NOON + timedelta(days=2, hours=hour))
    assert rows(cast.harbour) == [("20", 2), ("22", 3)]
    assert set(cast.harbour.seat_counts.values_list("tenant", flat=True)) == {cast.acme.pk}


def test_the_day_is_the_roots(cast):
    Organization.objects.filter(pk=cast.globex.pk).update(time_zone="Pacific/Auckland")
    count(NOON.replace(hour=23, minute=30))
    assert (rows(cast.meadow)[0][0], rows(cast.harbour)[0][0], rows(cast.direct)[0][0]) == ("21", "21", "21")
    count_at = NOON.replace(hour=11, minute=30) + timedelta(days=1)
    seat(cast.meadow, 7), seat(cast.harbour, 7)
    count(count_at)
    assert (rows(cast.meadow)[-1], rows(cast.harbour)[-1]) == (("22", 7), ("21", 7))


def test_a_dry_run_writes_nothing(cast):
    assert count(dry_run=True).endswith("Nothing was changed.")
    assert not SeatCount.objects.exists()


def test_a_deleted_customers_rows_go_and_do_not_come_back(cast):
    count()
    make_tombstone(cast.island, by=cast.olive)
    count(NOON + timedelta(days=1))
    assert rows(cast.island) == []
    assert rows(cast.harbour) != []


def test_growing_is_more_seats_than_a_month_ago(cast):
    seat(cast.harbour, 3), seat(cast.island, 3)
    count(NOON - timedelta(days=40))
    seat(cast.harbour, 4), seat(cast.island, 2)
    count(NOON)
    since = (NOON - timedelta(days=30)).date()
    assert grown(cast, since) == {"Harbour Legal"}
    assert grown(cast, NOON.date()) == set()


def test_a_customer_that_came_since_grows_from_nothing_and_one_that_was_never_counted_does_not(cast):
    with clock.moved_to(NOON):
        new = create_customer(cast.acme, name="New", email="new@new.example", by=cast.olive)
        create_customer(cast.acme, name="Bare", email="bare@new.example", by=cast.olive)
    Organization.objects.filter(pk=cast.harbour.pk).update(registered_at=NOON - timedelta(days=300), seats=9)
    Organization.objects.filter(pk=cast.island.pk).update(registered_at=NOON - timedelta(days=300))
    seat(new, 1)
    assert grown(cast, (NOON - timedelta(days=30)).date()) == {"New"}
