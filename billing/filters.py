"""What transcriptions can be narrowed by. All of it stands in the address."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from customers.filters import Day, midnight

from .models import Transcription
from .models.transcriptions import Status


class DaysForm(forms.Form):
    """Two days, the second of which is not before the first."""

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        since, until = days.get("since"), days.get("until")
        if since and until and until < since:
            self.add_error("until", "This day lies before the first.")
        return days


class TranscriptionFilter(django_filters.FilterSet):
    """Status and the days on which it was created. A value that makes no sense is said beside it and filters nothing."""

    status = django_filters.ChoiceFilter(
        choices=Status.choices, empty_label="Any status", widget=forms.Select(attrs={"aria-label": "Status"})
    )
    since = django_filters.DateFilter(method="from_day", widget=Day("From"))
    until = django_filters.DateFilter(method="to_day", widget=Day("To"))

    class Meta:
        model = Transcription
        fields = ["status"]
        form = DaysForm

    def __init__(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)

    def from_day(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(created_at__gte=midnight(day))

    def to_day(self, rows: Any, name: str, day: date) -> Any:
        return rows.filter(created_at__lt=midnight(day, after=1))  # the day itself counts

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.data.get(name) for name in self.filters)
