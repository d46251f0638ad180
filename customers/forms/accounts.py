"""The forms of a person about themselves: sign in, first password, profile."""

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField
from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts

from .. import facts
from ..auth import PASSWORD_LENGTH
from ..models import User
from .fields import FactField, LongSelect

THEMES = [("", "As the device says"), ("light", "Light"), ("dark", "Dark")]


class SignInForm(LoginForm):
    """allauth's sign-in form with our words, and a limit on what is hashed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = PasswordField(label="Password", autocomplete="current-password", max_length=PASSWORD_LENGTH)
        password.widget.attrs.pop("placeholder", None)
        self.fields["password"] = password
        self.fields["login"].label = "Email or username"
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "maxlength": 254}


class NameForm(forms.Form):
    """First and last name."""

    first_name = FactField(rule=partial(facts.person_name, field="first_name", label="First name"), max_length=100)
    last_name = FactField(
        rule=partial(facts.person_name, field="last_name", label="Last name"), max_length=100, required=False
    )


class FirstPasswordForm(NameForm):
    """The first password of somebody who was added, and the name where nobody has said it yet."""

    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.get_full_name():
            del self.fields["first_name"], self.fields["last_name"]
        else:
            self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
            self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True
        self.fields["password"].help_text = " ".join(password_validators_help_texts())


class PreferencesForm(forms.Form):
    """How the portal looks and counts days for one person."""

    language = forms.ChoiceField(choices=settings.LANGUAGES, help_text="How dates and numbers are written.")
    time_zone = forms.ChoiceField(required=False, label="Time zone", widget=LongSelect)
    theme = forms.ChoiceField(choices=THEMES, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = user.organization.root.time_zone if user.organization else settings.TIME_ZONE
        zones = [(zone, zone.replace("_", " ")) for zone in facts.time_zones()]
        self.fields["time_zone"].choices = [("", f"As the organization: {own.replace('_', ' ')}"), *zones]  # type: ignore[attr-defined]


class EmailForm(forms.Form):
    """A new sign-in address, with the password, so that an open laptop is not enough to take an account over."""

    email = FactField(
        rule=facts.email,
        label="New email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="We mail a link to it. Your sign-in changes when you follow the link.",
    )
    current_password = forms.CharField(
        strip=False,
        max_length=PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current_password(self) -> str:
        password = self.cleaned_data["current_password"]
        # The adapter's check counts failures, as the sign-in does.
        if not get_adapter().reauthenticate(self.user, password):
            raise forms.ValidationError("This is not your current password.")
        return password
