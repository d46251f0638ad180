"""The tables of this app: which columns there are, what they read, how they sort."""

from typing import Any

import django_tables2
from django.db.models import F, QuerySet

from reseller_portal.lib.tables import Column


class CustomerTable(django_tables2.Table):
    """A reseller's customers. Newest first unless asked otherwise; the ID breaks every tie.

    All that can be chosen, in the order in which they are offered: customers/columns.py says which are shown.
    """

    id = Column(verbose_name="ID", order_by=["id"])
    name = Column(verbose_name="Name", order_by=["name_key", "id"])
    email = Column(verbose_name="Email", order_by=["email", "id"])
    phone = Column(verbose_name="Phone", order_by=["phone", "id"], reads=["phone"])
    registered = Column(verbose_name="Registered", order_by=["registered_at", "id"], reads=["registered_at"])
    status = Column(verbose_name="Status", order_by=["disabled_at", "id"])
    credits = Column(
        verbose_name="Credits",
        order_by=["available", "id"],
        reads=["available", "reserved", "used"],
        needs="with_credits",
    )
    seats = Column(verbose_name="Seats", order_by=["seats", "id"], reads=["seats"], figures=True)
    hours = Column(verbose_name="Hours in 30 days", order_by=["recent", "id"], figures=True)
    last_used = Column(
        verbose_name="Last used", order_by=["last_used", "id"], reads=["last_used"], needs="with_last_use"
    )
    account = Column(
        verbose_name="Customer account",
        order_by=["account", "id"],
        reads=["account", "accepted_at"],
        needs="with_account",
    )
    team = Column(verbose_name="Team type", order_by=["team_type", "id"], reads=["team_type"])
    company = Column(verbose_name="Company", order_by=["company", "id"], reads=["company"], needs="with_company")
    balance = Column(
        verbose_name="Balance", order_by=["balance", "id"], reads=["balance"], needs="with_balance", figures=True
    )
    tags = Column(verbose_name="Tags", order_by=["first_tag", "id"])
    reference = Column(verbose_name="Reference", order_by=["reference", "id"], reads=["reference"])
    menu = Column(verbose_name="Actions")

    class Meta:
        order_by = "-registered"

    def order_status(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """Active ones, then the disabled by date. Said in full, since the databases place nulls differently."""
        moment = F("disabled_at")
        if is_descending:
            return queryset.order_by(moment.desc(nulls_last=True), "-id"), True
        return queryset.order_by(moment.asc(nulls_first=True), "id"), True

    def order_tags(self, queryset: Any, is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """By the first tag's name; those without any stand at the low end. Only whoever sorts by it pays for it."""
        ordered = ("-first_tag", "-id") if is_descending else ("first_tag", "id")
        return queryset.with_first_tag().order_by(*ordered), True

    def order_hours(self, queryset: Any, is_descending: bool) -> tuple[QuerySet[Any], bool]:
        """By what was last added up, minutes ago; what a row shows is added up anew."""
        ordered = ("-recent", "-id") if is_descending else ("recent", "id")
        return queryset.with_recent_hours().order_by(*ordered), True
