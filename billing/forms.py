"""What is asked for on the screens of usage. All of it stands in the address."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from customers.filters import Day
from reseller_portal.lib.tables import whole_number

from .measures import Measure
from .models.metrics import HOURS
from .spans import EARLIEST, LONGEST, PRESETS, USUAL, Span, Step

_INVALID = {"invalid": "Write a day such as 2026-11-28."}


class RangeForm(forms.Form):
    """The days from one to another; what is left out is said by `usual`, the span that was shown before."""

    since = forms.DateField(label="From", required=False, widget=Day("From"), error_messages=_INVALID)
    until = forms.DateField(label="To", required=False, widget=Day("To"), error_messages=_INVALID)

    def __init__(self, given: Any, *, usual: Span, today: date) -> None:
        filled = {"since": given.get("since") or "", "until": given.get("until") or ""}
        if not any(filled.values()):
            filled = {"since": usual.first.isoformat(), "until": usual.last.isoformat()}
        filled["until"] = filled["until"] or today.isoformat()
        super().__init__(filled, auto_id="usage_%s")
        self.today = today

    def clean(self) -> dict[str, Any]:
        for name, day in list(self.cleaned_data.items()):
            if day and day < EARLIEST:
                self.add_error(name, f"Choose a day from {EARLIEST.year} on.")
        if self.errors:
            return self.cleaned_data
        until = self.cleaned_data["until"]
        since = self.cleaned_data["since"] or until - timedelta(days=USUAL - 1)
        if until > self.today:
            self.add_error("until", "Choose today or an earlier day.")
        elif since > until:
            self.add_error("since", "This is after the last day.")
        elif (until - since).days >= LONGEST:
            self.add_error("since", f"Choose at most {LONGEST} days.")
        return {"since": since, "until": until}


@dataclass(frozen=True)
class Asked:
    """Which days, grouped how, of what. `preset` is how many days back when no dates were given, else 0."""

    span: Span
    preset: int
    step: str
    measure: Measure
    form: RangeForm
    today: date

    @property
    def is_so_far(self) -> bool:
        return self.span.last == self.today


def asked(request: HttpRequest, measures: dict[str, Measure], today: date) -> Asked:
    """What the address asks for. Days that cannot be are said beside their field, and the usual ones are shown."""
    given = request.GET
    days = whole_number(given.get("days"), USUAL)
    preset = days if days in PRESETS else USUAL
    form = RangeForm(given, usual=Span.latest(preset, today), today=today)
    dated = bool(given.get("since") or given.get("until"))
    # A field with an error is no longer among the cleaned.
    whole = Span(form.cleaned_data["since"], form.cleaned_data["until"]) if form.is_valid() else None
    span = whole if dated and whole else Span.latest(preset if not dated else USUAL, today)
    step = given.get("by", "")
    return Asked(
        span=span,
        preset=0 if dated else preset,
        step=step if step in Step.values else Step.DAY,
        measure=measures.get(given.get("of", "")) or measures[HOURS],
        form=form,
        today=today,
    )
