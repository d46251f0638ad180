"""What movements can be narrowed by. All of it stands in the address."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from customers.filters import Day, midnight

from .models import Transfer, TransferKind


class MovementFilter(django_filters.FilterSet):
    """Kind of movement and days. A value that makes no sense filters nothing."""

    kind = django_filters.ChoiceFilter(
        choices=TransferKind.choices, empty_label="Any kind", widget=forms.Select(attrs={"aria-label": "Kind"})
    )
    since = django_filters.DateFilter(method="from_day", widget=Day("From"))
    until = django_filters.DateFilter(method="to_day", widget=Day("To"))

    class Meta:
        model = Transfer
        fields = ["kind"]

    def __init__(self, request: HttpRequest, queryset: QuerySet) -> None:
        super().__init__(request.GET, queryset, request=request)

    def from_day(self, transfers: Any, name: str, day: date) -> Any:
        return transfers.filter(at__gte=midnight(day))

    def to_day(self, transfers: Any, name: str, day: date) -> Any:
        return transfers.filter(at__lt=midnight(day, after=1))  # the day itself counts

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.data.get(name) for name in self.filters)
