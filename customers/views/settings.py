"""The settings of a reseller: its own organization beside its team."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect

from reseller_portal.lib.htmx import answer

from ..access import ScopedRequest, screen
from ..actions.information import save_information
from ..errors import Conflict
from ..forms.fields import refusals_in
from ..forms.information import OwnInformationForm
from ..people import TEAM
from .detail import told
from .users import organization_at, people_of


def _show(request: ScopedRequest, form: OwnInformationForm | None = None) -> HttpResponse:
    organization = organization_at(request, TEAM, None, permission="settings.view")
    context = {
        "may_change": request.scope.may("settings.change"),
        "form": form or OwnInformationForm(customer=organization),
        **people_of(request, organization, TEAM),
    }
    status = 422 if form is not None else 200
    return answer(request, "customers/settings.html", "customers/_users.html", context, status=status)


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
    return _show(request, form)


@screen("settings.view")
def team(request: ScopedRequest) -> HttpResponse:
    """Who of the reseller can sign in, and with which level."""
    return _show(request)
