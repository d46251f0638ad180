"""The settings of a reseller: its own organization beside its team and its API tokens."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from reseller_portal.lib.htmx import answer

from ..access import ScopedRequest, screen
from ..actions.information import save_information
from ..errors import Conflict
from ..forms.fields import refusals_in
from ..forms.information import OwnInformationForm
from ..people import TEAM
from ..token_places import SETTINGS
from .detail import told
from .tokens import tokens_of
from .users import organization_at, people_of

# (name of the address, label, icon, what fills the panel)
TABS = (
    ("team", "Team", "users", lambda request, organization: people_of(request, organization, TEAM)),
    ("settings_tokens", "API tokens", "key-round", lambda request, own: tokens_of(request, own, SETTINGS)),
)


def _show(request: ScopedRequest, tab: str = "team", form: OwnInformationForm | None = None) -> HttpResponse:
    organization = organization_at(request, TEAM, None, permission="settings.view")
    drawn = next(draw for name, _, _, draw in TABS if name == tab)
    context: dict[str, Any] = {
        "may_change": request.scope.may("settings.change"),
        "form": form or OwnInformationForm(customer=organization),
        "tabs": [
            {"id": name, "label": label, "icon": icon, "url": reverse(f"customers:{name}"), "current": name == tab}
            for name, label, icon, _ in TABS
        ],
        **drawn(request, organization),
    }
    status = 422 if form is not None else 200
    return answer(request, "customers/settings.html", context["panel"], context, status=status)


@screen("settings.view", "POST")
def settings(request: ScopedRequest) -> HttpResponse:
    """The organization and its team; a POST updates the organization."""
    if request.method != "POST":
        return _show(request)
    if not request.scope.may("settings.change"):
        raise PermissionDenied
    organization = organization_at(request, TEAM, None, permission="settings.change")
    form = OwnInformationForm(request.POST, customer=organization)
    if form.is_valid():
        try:
            with refusals_in(form, besides=(Conflict,)):
                saved = save_information(
                    organization, given=form.cleaned_data, opened_with=form.opened, by=request.user
                )
                # The whole page again: the name stands in the navigation, and every time on it may have changed.
                messages.success(request, told(saved))
                return redirect("customers:settings")
        except Conflict as conflict:
            form.dispute(conflict)
    return _show(request, form=form)


@screen("settings.view")
def team(request: ScopedRequest) -> HttpResponse:
    """Who of the reseller can sign in, and with which level."""
    return _show(request)


@screen("settings.view")
def tokens(request: ScopedRequest) -> HttpResponse:
    """The reseller's own API tokens."""
    return _show(request, "settings_tokens")
