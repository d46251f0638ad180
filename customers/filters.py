"""What a list can be narrowed by. All of it stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import formats, timezone

from reseller_portal.lib import clock
from reseller_portal.lib.tables import address

from .history import outsiders
from .meters import today_of
from .models import Activity, Customer, Tag, User
from .roles import Role, TeamType
from .scope import Scope
from .search import LONGEST, search

SOON = 7  # days within which credits run out
IDLE, GROWN_IN = timedelta(days=14), timedelta(days=30)
STATUSES = [
    ("active", "Active"),
    ("scheduled", "To be disabled"),
    ("disabled", "Disabled"),
    ("held", "Deletion on hold"),
]
SEATS = [("0", "No seats"), ("1", "1 seat"), ("more", "2 seats or more")]
CREDITS = [("low", "Low on credits"), ("soon", f"Empty within {SOON} days"), ("empty", "Out of credits")]
USAGE = [("none", f"No usage in {IDLE.days} days")]
GROWTH = [("growing", "Growing")]
# What people and programs also call it.
STATUS_WORDS = {
    **{name: name for name, _ in STATUSES},
    "on": "active",
    "inactive": "disabled",
    "off": "disabled",
}


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
    """Search, status, seats, credits, use, growth, team type, tag and registration. A value that makes no sense filters nothing."""

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
    usage = django_filters.ChoiceFilter(
        choices=USAGE, method="of_usage", empty_label="Any usage", widget=_Choice("Usage")
    )
    growth = django_filters.ChoiceFilter(
        choices=GROWTH, method="of_growth", empty_label="Any growth", widget=_Choice("Growth")
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
        ways = {"active": "active", "scheduled": "to_be_disabled", "disabled": "disabled", "held": "held"}
        return getattr(customers, ways[value])()

    def with_seats(self, customers: Any, name: str, value: str) -> Any:
        return customers.filter(seats__gt=1) if value == "more" else customers.filter(seats=int(value))

    def with_credits(self, customers: Any, name: str, value: str) -> Any:
        if value == "soon":
            return customers.running_out(self._today, SOON)
        return customers.low_on_credits() if value == "low" else customers.out_of_credits()

    def of_usage(self, customers: Any, name: str, value: str) -> Any:
        return customers.without_use_since(clock.now() - IDLE)

    def of_growth(self, customers: Any, name: str, value: str) -> Any:
        return customers.growing(self._today - GROWN_IN)

    @property
    def _today(self) -> date:
        return today_of(self.request.scope.organization)

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
            "usage": dict(USAGE).get(cleaned.get("usage") or ""),
            "growth": dict(GROWTH).get(cleaned.get("growth") or ""),
            "team": cleaned.get("team") and f"{TeamType(cleaned['team']).label} team",
            "tag": cleaned.get("tag") and f"Tag: {cleaned['tag']}",
            "since": cleaned.get("since") and f"From {formats.date_format(cleaned['since'], 'SHORT_DATE_FORMAT')}",
            "until": cleaned.get("until") and f"To {formats.date_format(cleaned['until'], 'SHORT_DATE_FORMAT')}",
        }
        return [Chip(label, address(self.request, **{name: ""})) for name, label in labels.items() if label]

    @property
    def is_backwards(self) -> bool:
        """Whether the days stand the wrong way round, so that nothing can match."""
        days = self.form.cleaned_data if self.form.is_valid() else {}
        return bool(days.get("since") and days.get("until") and days["since"] > days["until"])

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chips or self.form.data.get("q", "").strip())


# What was done, by the kinds that people look for. Each verb is in exactly one of them.
_SIGN_INS = Q(verb__startswith="user.signed_")
_NOUNS = {
    "customers": (
        "Customers",
        ("billing", "customer", "customers", "deletion", "invite", "note", "organization", "reseller", "tag"),
    ),
    "credits": ("Credits", ("credits",)),
    "balance": ("Balance", ("balance",)),
    "tokens": ("API tokens", ("api_token",)),
}
_NAMED = ["user", *(noun for _, nouns in _NOUNS.values() for noun in nouns)]
WHAT: dict[str, tuple[str, Q]] = {
    "customers": ("Customers and settings", Q(subject_kind__in=_NOUNS["customers"][1])),
    "users": ("Users", Q(subject_kind="user") & ~_SIGN_INS),
    "sign-ins": ("Sign-ins", _SIGN_INS),
    **{name: (label, Q(subject_kind__in=nouns)) for name, (label, nouns) in _NOUNS.items() if name != "customers"},
    "other": ("Everything else", ~Q(subject_kind__in=_NAMED)),
}


_PROGRAMS = ("programs", "Programs, with API tokens")


class ActivityFilter(django_filters.FilterSet):
    """Who, what, which customer and days. A value that makes no sense filters nothing."""

    who = django_filters.ChoiceFilter(method="by", empty_label="Anybody", widget=_Choice("Who"))
    what = django_filters.ChoiceFilter(
        choices=[(name, label) for name, (label, _) in WHAT.items()], method="of_kind", empty_label="Anything",
        widget=_Choice("What"),
    )  # fmt: skip
    customer = django_filters.CharFilter(method="about", max_length=LONGEST, strip=False)
    since = django_filters.DateFilter(method="from_day", widget=Day("From"))
    until = django_filters.DateFilter(method="to_day", widget=Day("To"))

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)
        self.scope: Scope = request.scope  # type: ignore[attr-defined]
        self.filters["who"].extra["choices"] = self._people()

    def _people(self) -> list[tuple[str, str]]:
        """The own people by name, then everybody else as a group."""
        own = User.objects.visible_to(self.scope).filter(organization=self.scope.organization)
        named = [(str(user.pk), str(user)) for user in own.order_by("first_name", "last_name", "id")]
        if self.scope.role != Role.RESELLER:
            return [*named, ("outside", outsiders(self.scope)), _PROGRAMS, ("system", "System")]
        others = [("customers", "Customers' people"), ("platform", "The platform"), _PROGRAMS, ("system", "System")]
        return [*named, *others]

    def by(self, rows: Any, name: str, value: str) -> Any:
        own = self.scope.organization
        match value:
            case "system":
                return rows.filter(actor=None, api_token=None)
            case "programs" if self.scope.role == Role.RESELLER:
                return rows.exclude(api_token=None)
            case "programs":
                return rows.filter(api_token__organization=own)
            case "platform":
                return rows.filter(actor__is_staff=True)
            case "customers":
                return rows.filter(actor__tenant=own).exclude(actor__organization=own)
            case "outside":
                strangers = Q(actor__isnull=False) & ~Q(actor__organization=own)
                return rows.filter(strangers | Q(api_token__isnull=False) & ~Q(api_token__organization=own))
        return rows.filter(actor_id=int(value))

    def of_kind(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(WHAT[value][1])

    def about(self, rows: Any, name: str, value: str) -> Any:
        """Digits are a customer's ID, deleted or not; anything else is searched for as in the list."""
        typed = value.strip()
        if typed.isascii() and typed.isdigit() and len(typed) <= 15:
            return rows.filter(organization_id=int(typed))
        if not typed:
            return rows
        found = search(Customer.objects.visible_to(self.scope), typed)
        return rows.filter(organization_id__in=found.order_by().values("pk"))

    def from_day(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(at__gte=midnight(day))

    def to_day(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(at__lt=midnight(day, after=1))  # the day itself counts

    @property
    def is_narrowed(self) -> bool:
        return any(str(self.form.data.get(name, "")).strip() for name in self.filters)
