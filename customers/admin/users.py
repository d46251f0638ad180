"""Users in the admin."""

import uuid
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from .. import facts
from ..actions.form_keys import make_once
from ..actions.sessions import end_sessions
from ..actions.users import (
    add_user,
    change_level,
    deactivate_user,
    mail_set_password_link,
    reactivate_user,
    refuse_taken_sign_in,
    require_password_change,
    update_profile,
)
from ..forms.fields import FactField, refusals_in
from ..models import Organization, User
from ..roles import LEVELS_OF_KIND, Kind, Level
from ..standing import refuse_losing_last_owner
from .operations import ActionAdmin, Operation, staff

LEVEL_CHOICES = [("", "---------"), *Level.choices]


class UserForm(forms.ModelForm):
    """What staff may change about a user."""

    first_name = FactField(rule=partial(facts.person_name, field="first_name", label="First name"), required=False)
    last_name = FactField(rule=partial(facts.person_name, field="last_name", label="Last name"), required=False)

    class Meta:
        model = User
        fields = ("first_name", "last_name", "level", "is_active")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        user = self.instance
        level = cleaned.get("level", user.level)
        if user.organization and level not in LEVELS_OF_KIND[Kind(user.kind)]:
            levels = ", ".join(choice.label for choice in LEVELS_OF_KIND[Kind(user.kind)])
            self.add_error("level", f"{user.organization} has the levels {levels}.")
        elif user.organization and (level != user.level or (user.is_active and not cleaned.get("is_active"))):
            with refusals_in(self):
                refuse_losing_last_owner(user)
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance as it is: the actions set it, and say what changed."""


class NewUserForm(forms.ModelForm):
    """A new user of an organization, who is mailed a link to set a password."""

    organization: Any = forms.ModelChoiceField(
        queryset=None, widget=forms.NumberInput, help_text="The organization's ID."
    )
    level = forms.ChoiceField(choices=LEVEL_CHOICES)
    email = FactField(rule=facts.email, max_length=254)
    username = FactField(rule=facts.username, required=False, max_length=40)
    first_name = FactField(rule=partial(facts.person_name, field="first_name", label="First name"))
    last_name = FactField(rule=partial(facts.person_name, field="last_name", label="Last name"), required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()
        self.fields["organization"].queryset = Organization.objects.existing()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        organization = cleaned.get("organization")
        if organization and cleaned.get("level") and cleaned["level"] not in LEVELS_OF_KIND[Kind(organization.kind)]:
            levels = ", ".join(choice.label for choice in LEVELS_OF_KIND[Kind(organization.kind)])
            self.add_error("level", f"{organization} has the levels {levels}.")
        if cleaned.get("email"):
            with refusals_in(self):
                refuse_taken_sign_in(cleaned["email"])
        username = cleaned.get("username")
        if username and User.objects.filter(username=username).exists():
            self.add_error("username", "This username is taken.")
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance as it is: the action makes the user."""


@admin.register(User)
class UserAdmin(ActionAdmin):
    list_display = ("id", "__str__", "email", "organization", "role", "level", "status", "last_login")
    list_display_links = ("id", "__str__")
    list_filter = ("role", "level", "is_active", "is_staff")
    list_select_related = ("organization",)
    ordering = ("-id",)
    search_fields = ("email", "username", "first_name", "last_name", "organization__search_text")
    readonly_fields = (
        "email",
        "username",
        "organization",
        "role",
        "status",
        "joined_at",
        "last_login",
        "must_change_password",
    )
    operations = (
        Operation(
            "invitation", "Mail a set-password link", "a link to set a first password is mailed to this address.",
            "A link was mailed to {}.", mail_set_password_link, lambda u: u.status == "Pending",
        ),
        Operation(
            "password-change", "Require a password change", "asked for a new password at the next request.",
            "{} must choose a new password.", require_password_change, lambda u: u.status == "Active",
        ),
        Operation(
            "sessions", "Sign out everywhere", "every open session ends at once.",
            "{} was signed out everywhere.", end_sessions, lambda u: u.status == "Active",
        ),
    )  # fmt: skip

    @admin.display(description="status")
    def status(self, user: User) -> str:
        return "Deleted" if user.deleted_at else user.status

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term.replace("\x00", ""))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, form=UserForm if change else NewUserForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ["organization", "level", "email", "username", "first_name", "last_name", "form_key"]
        own = ["level"] if obj.organization_id else []
        return ["first_name", "last_name", *own, "is_active", *self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.readonly_fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.deleted_at)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = dict(form.cleaned_data)
        if not change:
            organization, key = given.pop("organization"), given.pop("form_key")
            make = partial(add_user, organization, by=staff(request), **given)
            made, _ = make_once(User, key, form="admin user", make=make, by=staff(request))
            obj.__dict__.update(made.__dict__)  # the admin goes on with the object it passed in
            return
        update_profile(obj, by=staff(request), first_name=given["first_name"], last_name=given["last_name"])
        if obj.organization:
            change_level(obj, level=given["level"], by=staff(request))
        if given["is_active"] != obj.is_active:
            (reactivate_user if given["is_active"] else deactivate_user)(obj, by=staff(request))
