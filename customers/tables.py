"""The tables of this app: which columns there are, what they read, how they sort."""

from typing import Any

import django_tables2
from django.db.models import F, QuerySet

from reseller_portal.lib.tables import Column


class CustomerTable(django_tables2.Table):
    """A reseller's customers. Newest first unless asked otherwise; the ID breaks every tie."""

    id = Column(verbose_name="ID", order_by=["id"])
    name = Column(verbose_name="Name", order_by=["name_key", "id"])
    email = Column(verbose_name="Email", order_by=["email", "id"])
    phone = Column(verbose_name="Phone", order_by=["phone", "id"])
    seats = Column(verbose_name="Seats", order_by=["seats", "id"], figures=True)
    credits = Column(verbose_name="Credits", order_by=["available", "id"])
    balance = Column(verbose_name="Balance", order_by=["balance", "id"], figures=True, wide=True)
    status = Column(verbose_name="Status", order_by=["disabled_at", "id"])
    registered = Column(verbose_name="Registered", order_by=["registered_at", "id"])
    menu = Column(verbose_name="Actions")

    class Meta:
        order_by = "-registered"

    def order_status(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Active ones, then the disabled by date. Said in full, since the databases place nulls differently."""
        moment = F("disabled_at")
        if is_descending:
            return queryset.order_by(moment.desc(nulls_last=True), "-id"), True
        return queryset.order_by(moment.asc(nulls_first=True), "id"), True
