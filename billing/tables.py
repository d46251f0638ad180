"""The tables of this app: which columns there are and how they sort."""

from typing import Any

import django_tables2
from django.db.models import F, QuerySet

from reseller_portal.lib.tables import Column

USUAL_ORDER = "hours"


class UsageTable(django_tables2.Table):
    """What each customer of a reseller used in a span. The figures are summed only where they are sorted by."""

    name = Column(verbose_name="Customer", order_by=["name_key", "id"])
    hours = Column(verbose_name="Hours", order_by=["used_hours", "id"], figures=True)
    transcriptions = Column(verbose_name="Transcriptions", order_by=["used_transcriptions", "id"], figures=True)
    credits = Column(verbose_name="Credits", order_by=["used_credits", "id"], figures=True)
    change = Column(verbose_name="Change in hours", order_by=["grown", "id"], figures=True)

    class Meta:
        order_by = f"-{USUAL_ORDER}"

    def order_change(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Those of whom nothing is known before stand at the end, whichever way."""
        if is_descending:
            return queryset.order_by(F("grown").desc(nulls_last=True), "-id"), True
        return queryset.order_by(F("grown").asc(nulls_last=True), "id"), True
