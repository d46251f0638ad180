"""The short lists: who runs low, who is new, who uses most, what was transcribed last."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone

from billing.models import RecentHours, Transcription
from billing.spans import Span
from customers.meters import CREDITS, USE, meters
from customers.models import Customer
from customers.scope import Scope

from ..lib import durations, usage
from ..lib.runway import Runway

SHOWN = 5
MONTH = timedelta(days=30)
LOOKED_AT = 25  # of those that the kept sums name first: what they were added up of may have changed since


def _who(row: dict[str, Any], tab: str = "") -> dict[str, Any]:
    return {"id": row["id"], "name": row["name"], "url": f"{reverse('customers:detail', args=[row['id']])}{tab}"}


def running_low(scope: Scope, today: date) -> list[dict[str, Any]]:
    """Active customers whose credits will be gone within a month, the first of them first. Two queries."""
    if not scope.may("credits.view"):
        return []
    soon = Customer.objects.visible_to(scope).with_credits().running_out(today, MONTH.days)
    ids = list(soon.order_by("forecast__empty_on", "forecast__organization").values_list("id", flat=True)[:LOOKED_AT])
    rows = Customer.objects.visible_to(scope).active().filter(pk__in=ids).with_credits().with_use(today)
    meter_of, found = meters(today), []
    for row in rows.values("id", "name", *CREDITS, *USE):
        left = Runway(row["available"], row["used_lately"], row["first_used_on"], today)
        if left.left and left.days is not None and left.days <= MONTH.days:
            found.append((left.left * left.counted / left.went, row["id"], row))
    low = [(row, meter_of(row)) for *_, row in sorted(found, key=lambda one: one[:2])[:SHOWN]]
    return [{**_who(row, "credits/"), "sub": meter.note, "meter": replace(meter, soon="")} for row, meter in low]


def newest(scope: Scope, today: date) -> list[dict[str, Any]]:
    """Who registered last."""
    rows = Customer.objects.visible_to(scope).order_by("-registered_at", "-id")
    return [
        {**_who(row), "sub": _seats(row["seats"]), "at": row["registered_at"], "ago": _ago(row["registered_at"], today)}
        for row in rows.values("id", "name", "seats", "registered_at")[:SHOWN]
    ]


def _seats(seats: int) -> str:
    return f"{seats:,} seat{'' if seats == 1 else 's'}" if seats else "No seats yet"


def _ago(moment: Any, today: date) -> str:
    day = timezone.localtime(moment).date()
    days = (today - day).days
    near = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return near if days <= 30 else formats.date_format(day, "SHORT_DATE_FORMAT")


def top(scope: Scope, span: Span) -> list[dict[str, Any]]:
    """Who had most hours processed in 7, 30 or 90 days. Two queries."""
    column = f"in_{span.days}_days"
    kept = RecentHours.objects.visible_to(scope).filter(**{f"{column}__gt": 0}).order_by(f"-{column}", "organization")
    ids = list(kept.values_list("organization", flat=True)[:LOOKED_AT])
    rows = Customer.objects.visible_to(scope).filter(pk__in=ids).with_hours(span.last, span.days)
    used = [row for row in rows.values("id", "name", "hours", "hours_before") if row["hours"]]
    most = sorted(used, key=lambda row: (-row["hours"], row["id"]))[:SHOWN]
    return [
        {
            **_who(row, "usage/"),
            "hours": usage.hours(row["hours"]),
            "change": usage.change(row["hours"], row["hours_before"]),
            "width": f"{max(1, row['hours'] * 100 // most[0]['hours'])}%",
        }
        for row in most
    ]


def transcribed(scope: Scope) -> list[dict[str, Any]]:
    """The latest transcriptions."""
    rows = Transcription.objects.visible_to(scope).select_related("organization").order_by("-id")[:SHOWN]
    return [
        {
            **_who({"id": work.organization_id, "name": work.organization.name}, "transcriptions/"),
            "title": work.name,
            "status": work.status,
            "length": "" if work.seconds is None else durations.length(work.seconds),
            "model": work.model,
        }
        for work in rows
    ]
