"""What a list can be narrowed by. All of it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone

from reseller_portal.lib.tables import address

from .models import Customer, Tag
from .roles import TeamType
from .search import LONGEST, search

STATUSES = [("active", "Active"), ("disabled", "Disabled")]
SEATS = [("0", "No seats"), ("1", "1 seat"), ("more", "2 seats or more")]
CREDITS = [("low", "Low on credits"), ("empty", "Out of credits")]
# What people and programs also call it.
STATUS_WORDS = {"active": "active", "on": "active", "disabled": "disabled", "inactive": "disabled", "off": "disabled"}


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it says, and the address without it."""

    label: str
    url: str


def midnight(day: date, *, after: int = 0) -> datetime:
    """When a day, or the day so many days after it, begins in the time zone of whoever asks."""
    # Near the ends of the calendar a time zone would leave it.
    plausible = min(max(day, date(1900, 1, 1)), date(2900, 1, 1))
    return timezone.make_aware(datetime.combine(plausible + timedelta(days=after), time.min))


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, label: str) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"aria-label": label})


class _Choice(forms.Select):
    def __init__(self, label: str) -> None:
        super().__init__(attrs={"aria-label": label})


def _own_tags(request: Any) -> QuerySet:
    return Tag.objects.visible_to(request.scope).by_name()


class CustomerFilter(django_filters.FilterSet):
    """Search, status, seats, credits, team type, tag and registration. A value that makes no sense filters nothing."""

    q = django_filters.CharFilter(method="find", max_length=LONGEST, label="Search", strip=False)
    status = django_filters.ChoiceFilter(
        choices=STATUSES, method="of_status", empty_label="Any status", widget=_Choice("Status")
    )
    seats = django_filters.ChoiceFilter(
        choices=SEATS, method="with_seats", empty_label="Any seats", widget=_Choice("Seats")
    )
    credits = django_filters.ChoiceFilter(
        choices=CREDITS, method="with_credits", empty_label="Any credits", widget=_Choice("Credits")
    )
    team = django_filters.ChoiceFilter(
        choices=TeamType.choices, method="of_team", empty_label="Any team type", widget=_Choice("Team type")
    )
    tag = django_filters.ModelChoiceFilter(
        queryset=_own_tags, method="tagged_with", empty_label="Any tag", widget=_Choice("Tag")
    )
    since = django_filters.DateFilter(method="registered_since", widget=Day("Registered from"))
    until = django_filters.DateFilter(method="registered_until", widget=Day("Registered to"))

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: QuerySet) -> None:
        given = request.GET.copy()
        given["status"] = STATUS_WORDS.get(given.get("status", "").lower(), "")
        super().__init__(given, queryset, request=request, prefix=None)

    def find(self, customers: Any, name: str, value: str) -> Any:
        return search(customers, value)

    def of_status(self, customers: Any, name: str, value: str) -> Any:
        return customers.active() if value == "active" else customers.disabled()

    def with_seats(self, customers: Any, name: str, value: str) -> Any:
        return customers.filter(seats__gt=1) if value == "more" else customers.filter(seats=int(value))

    def with_credits(self, customers: Any, name: str, value: str) -> Any:
        return customers.low_on_credits() if value == "low" else customers.out_of_credits()

    def of_team(self, customers: Any, name: str, value: str) -> Any:
        return customers.filter(team_type=value)

    def tagged_with(self, customers: Any, name: str, tag: Tag) -> Any:
        return customers.tagged_with(tag)

    def registered_since(self, customers: Any, name: str, day: date) -> Any:
        return customers.filter(registered_at__gte=midnight(day))

    def registered_until(self, customers: Any, name: str, day: date) -> Any:
        return customers.filter(registered_at__lt=midnight(day, after=1))  # the day itself counts

    @property
    def chips(self) -> list[Chip]:
        """The filters that are on, but the search, which stands in its own box."""
        cleaned = self.form.cleaned_data if self.form.is_valid() or self.form.errors else {}
        labels = {
            "status": dict(STATUSES).get(cleaned.get("status") or ""),
            "seats": dict(SEATS).get(cleaned.get("seats") or ""),
            "credits": dict(CREDITS).get(cleaned.get("credits") or ""),
            "team": cleaned.get("team") and f"{TeamType(cleaned['team']).label} team",
            "tag": cleaned.get("tag") and f"Tag: {cleaned['tag']}",
            "since": cleaned.get("since") and f"From {formats.date_format(cleaned['since'], 'SHORT_DATE_FORMAT')}",
            "until": cleaned.get("until") and f"To {formats.date_format(cleaned['until'], 'SHORT_DATE_FORMAT')}",
        }
        return [Chip(label, address(self.request, **{name: ""})) for name, label in labels.items() if label]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips or self.form.data.get("q", "").strip())
