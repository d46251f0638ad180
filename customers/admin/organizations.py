"""Organizations in the admin."""

import uuid
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from reseller_portal.lib.text import fold

from .. import facts
from ..actions.form_keys import make_once
from ..actions.organizations import (
    create_customer,
    create_direct_customer,
    create_reseller,
    disable_organization,
    enable_organization,
    refuse_taken_contact,
    update_organization,
)
from ..actions.suspensions import hold_deletion, release_hold
from ..countdown import DISABLED, HELD, standing_of
from ..forms.fields import FactField, refusals_in
from ..forms.suspensions import HoldForm
from ..models import Organization, Reseller
from ..roles import Kind
from .operations import ActionAdmin, Operation, staff

DISABLING = (
    "nobody of it can sign in, and open sessions end at once. If it is a reseller, its customers' people cannot either."
)


class OrganizationForm(forms.ModelForm):
    """What may be changed about an organization. Only a root has a currency and a time zone of its own."""

    name = FactField(rule=facts.name, max_length=200)
    email = FactField(rule=facts.email, label="Contact email", max_length=254)
    phone = FactField(rule=facts.phone, required=False, help_text=facts.PHONE_HINT)

    class Meta:
        model = Organization
        fields = ("name", "email", "phone", "currency", "time_zone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if email := cleaned.get("email"):
            with refusals_in(self):
                refuse_taken_contact(email, tenant=self.parent(cleaned), besides=self.instance.pk)
        if self.parent(cleaned) is None:
            for field, rule in (("currency", facts.currency), ("time_zone", facts.time_zone)):
                with refusals_in(self):
                    cleaned[field] = rule(cleaned.get(field) or "")
        return cleaned

    def parent(self, cleaned: dict[str, Any]) -> Organization | None:
        return self.instance.tenant

    def _post_clean(self) -> None:
        """Leave the instance as it is: the action sets it, and says what changed."""


class NewOrganizationForm(OrganizationForm):
    """A new organization: what it is, and for a reseller's customer, whose."""

    kind = forms.ChoiceField(choices=Kind)
    reseller: Any = forms.ModelChoiceField(queryset=None, required=False, help_text="For a customer of a reseller.")
    currency = FactField(
        rule=facts.currency, required=False, initial="EUR", help_text="For a reseller or direct customer."
    )
    time_zone = FactField(rule=facts.time_zone, required=False, initial=settings.TIME_ZONE, help_text="As above.")
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
        self.fields["reseller"].queryset = Reseller.objects.active().order_by("name_key")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == Kind.RESELLEE and not cleaned.get("reseller"):
            self.add_error("reseller", "Choose whose customer it is.")
        elif cleaned.get("kind") != Kind.RESELLEE and cleaned.get("reseller"):
            self.add_error("reseller", "Only a customer of a reseller has one. Leave it empty.")
        return cleaned

    def parent(self, cleaned: dict[str, Any]) -> Organization | None:
        return cleaned.get("reseller")


class StatusFilter(admin.SimpleListFilter):
    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("active", "Active"), ("disabled", "Disabled"), ("deleted", "Deleted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet | None:
        conditions = {
            "active": Q(disabled_at=None, deleted_at=None),
            "disabled": Q(disabled_at__isnull=False, deleted_at=None),
            "deleted": Q(deleted_at__isnull=False),
        }
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else None  # type: ignore[index]


@admin.register(Organization)
class OrganizationAdmin(ActionAdmin):
    list_display = ("id", "name", "kind", "tenant", "email", "phone", "seats", "status", "registered_at")
    list_display_links = ("id", "name")
    list_filter = ("kind", StatusFilter, ("tenant", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("tenant",)
    ordering = ("-registered_at", "-id")
    search_fields = ("search_text",)
    readonly_fields = ("kind", "tenant", "owner", "team_type", "seats", "status", "registered_at")
    operations: tuple[Operation, ...] = (
        Operation("suspension", "Disable", DISABLING, "{} was disabled.", disable_organization, lambda o: o.is_active),
        Operation(
            "enabling", "Enable", "its people can sign in again.", "{} was enabled.", enable_organization,
            lambda o: o.disabled_at and not o.deleted_at,
        ),
        Operation(
            "hold", "Hold deletion", "it stays disabled and is not deleted until the hold is released.",
            "The deletion of {} is on hold.", hold_deletion,
            lambda o: o.kind != Kind.RESELLER and not o.deleted_at and standing_of(o).state == DISABLED, HoldForm,
        ),
        Operation(
            "release", "Release hold", "it is deleted 90 days after it was disabled, in 14 days at the earliest.",
            "The hold of {} was released.", release_hold, lambda o: standing_of(o).state == HELD,
        ),
    )  # fmt: skip

    @admin.display(description="status")
    def status(self, organization: Organization) -> str:
        if organization.deleted_at:
            return "Deleted"
        return "Disabled" if organization.disabled_at else "Active"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = fold(search_term.replace("\x00", ""))
        if not term:
            return queryset, False
        found = Q(search_text__contains=term)
        if term.isascii() and term.isdigit() and len(term) <= 15:
            found |= Q(pk=int(term))
        return queryset.filter(found), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, change, form=OrganizationForm if change else NewOrganizationForm, **kwargs
        )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["kind", "reseller", "name", "email", "phone", "currency", "time_zone", "form_key"]
        own = ["currency", "time_zone"] if obj.tenant_id is None else []
        return ["name", "email", "phone", *own, *self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.deleted_at)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        facts_given = {
            f: form.cleaned_data[f]
            for f in ("name", "email", "phone", "currency", "time_zone")
            if f in form.cleaned_data
        }
        if change:
            update_organization(obj, by=staff(request), **facts_given)
            return
        make = self._maker(form.cleaned_data, facts_given, by=staff(request))
        made, _ = make_once(
            Organization, form.cleaned_data["form_key"], form="admin organization", make=make, by=staff(request)
        )
        obj.__dict__.update(made.__dict__)  # the admin goes on with the object it passed in

    @staticmethod
    def _maker(cleaned: dict[str, Any], given: dict[str, Any], *, by: Any) -> Any:
        if cleaned["kind"] == Kind.RESELLEE:
            given = {name: given[name] for name in ("name", "email", "phone")}
            return partial(create_customer, cleaned["reseller"], by=by, **given)
        return partial(create_reseller if cleaned["kind"] == Kind.RESELLER else create_direct_customer, by=by, **given)
