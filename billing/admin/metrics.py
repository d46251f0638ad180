"""Metrics in the admin: how they are called and counted, and what they cost."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from credits import wording
from credits.facts import CREDIT_DIGITS, typed_amount
from credits.models.accounts import CREDITS
from customers.admin.operations import ActionAdmin, staff
from customers.forms.fields import FactField, refusals_in
from reseller_portal.lib import amounts

from .. import facts
from ..actions.metrics import BUILT_IN, create_metric, delete_metric, is_used, update_metric
from ..models import Metric

FIELDS = ("name", "unit", "base_unit", "base_per_unit", "price", "per")


def _price(text: str) -> Any:
    return typed_amount(text, CREDITS, least=0)


class MetricForm(forms.ModelForm):
    """What staff may set. The price is typed in credits and kept in hundredths."""

    price: Any = FactField(rule=_price, help_text="In credits, for example 1 or 0.25. 0 is free.")

    class Meta:
        model = Metric
        fields = FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["price"] = amounts.short(self.instance.price, CREDIT_DIGITS)
        if "per" in self.fields:
            self.fields["per"].help_text = "Base units that the price is for: 60 for a price of each minute in seconds."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name: cleaned.get(name, getattr(self.instance, name)) for name in FIELDS}
        if not self.errors:
            with refusals_in(self):
                facts.metric(**given)
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance as it is: the action sets it, and says what changed."""


class NewMetricForm(MetricForm):
    code = FactField(rule=facts.metric_code, max_length=40, help_text="As the API names it. It stays as it is.")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if code in BUILT_IN or Metric.objects.filter(code=code).exists():
            raise forms.ValidationError("There is a metric with this code already.")
        return code


@admin.register(Metric)
class MetricAdmin(ActionAdmin):
    list_display = ("code", "name", "shown_in", "costs")
    ordering = ("code",)

    @admin.display(description="unit")
    def shown_in(self, metric: Metric) -> str:
        if metric.base_per_unit == 1:
            return metric.unit
        return f"{metric.unit} of {metric.base_per_unit:,} {metric.base_unit}"

    @admin.display(description="price", ordering="price")
    def costs(self, metric: Metric) -> str:
        return f"{wording.quantity(metric.price)} for {metric.per:,} {metric.base_unit}" if metric.price else "Free"

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=MetricForm if change else NewMetricForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("code", *FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("code", "base_unit", "base_per_unit") if is_used(obj) else ("code",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = {name: form.cleaned_data.get(name, getattr(obj, name)) for name in FIELDS}
        if change:
            update_metric(obj, by=staff(request), **given)
        else:
            made = create_metric(code=form.cleaned_data["code"], by=staff(request), **given)
            obj.__dict__.update(made.__dict__)  # the admin goes on with the object it passed in

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and obj.code not in BUILT_IN and not is_used(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_metric(obj, by=staff(request))
