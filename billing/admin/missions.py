"""Missions in the admin: the built-in ones, in words, order and number that staff choose."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from customers.admin.operations import ActionAdmin, staff
from customers.forms.fields import FactField

from ..actions import missions
from ..models import Mission


class MissionForm(forms.ModelForm):
    """What staff may change about a mission."""

    title = FactField(rule=missions.title, max_length=missions.TITLE_LENGTH)
    text = FactField(rule=missions.text, max_length=missions.TEXT_LENGTH, required=False)

    class Meta:
        model = Mission
        fields = ("title", "text", "position", "shown")

    def _post_clean(self) -> None:
        """Leave the instance as it is: the action sets it, and says what changed."""


@admin.register(Mission)
class MissionAdmin(ActionAdmin):
    list_display = ("title", "event", "text", "position", "shown")
    readonly_fields = ("event",)
    fields = ("event", "title", "text", "position", "shown")
    form = MissionForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Whoever looks for them finds them, also before anybody edited one."""
        missions.write_missions_down(by=staff(request))
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        saved = missions.update_mission(obj, by=staff(request), **form.cleaned_data)
        obj.__dict__.update(saved.__dict__)  # the admin goes on with the object it passed in
