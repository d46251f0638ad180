"""The screens of a person about themselves: first password and profile."""

from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from allauth.core.internal.ratelimit import consume, respond_429
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from .. import links
from ..access import ScopedRequest, screen
from ..actions.addresses import mail_confirmation_link, unproved_address
from ..actions.sessions import end_sessions
from ..actions.users import accept_invitation, request_email_change, update_profile
from ..devices import devices_of
from ..errors import Refused
from ..forms.accounts import EmailForm, FirstPasswordForm, NameForm, PreferencesForm
from ..forms.fields import refusals_in
from ..models import User


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mailed link leads: set a first password, and be signed in."""
    user = links.user_of(token)
    if user is None or user.organization is None:
        return render(request, "customers/welcome_expired.html", status=410)
    form = FirstPasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            accepted = accept_invitation(user, **form.cleaned_data, by=user)
            return perform_login(request, accepted, email_verification="none")
    context = {"form": form, "invited": user, "organization": user.organization, "brand": user.organization.root}
    return render(request, "customers/welcome.html", context, status=422 if form.errors else 200)


def _forms(user: User, request: ScopedRequest, section: str) -> dict[str, forms.Form]:
    given = {section: request.POST}
    names = {"first_name": user.first_name, "last_name": user.last_name}
    preferences = {"language": user.language or "en-gb", "time_zone": user.time_zone, "theme": user.theme}
    return {
        "name": NameForm(given.get("name"), initial=names, prefix="name"),
        "email": EmailForm(given.get("email"), user=user, prefix="email"),
        "preferences": PreferencesForm(given.get("preferences"), initial=preferences, user=user, prefix="preferences"),
    }


def _save(section: str, form: forms.Form, user: User) -> str:
    if section == "email":
        request_email_change(user, email=form.cleaned_data["email"], by=user)
        return f"A link was mailed to {form.cleaned_data['email']}. Follow it to change your sign-in."
    update_profile(user, by=user, **form.cleaned_data)
    return "Your profile was updated."


@screen(None, "POST")
def profile(request: ScopedRequest) -> HttpResponse:
    """A person's own name, email, password, language, time zone and theme; each section is a form of its own."""
    section = request.POST.get("section", "")
    sections = _forms(request.user, request, section)
    form = sections.get(section)
    if form and form.is_valid():
        with refusals_in(form):
            messages.success(request, _save(section, form, request.user))
            return redirect("customers:profile")
    pending = EmailAddress.objects.filter(user=request.user, primary=False, verified=False).first()
    context = {"forms": sections, "pending_email": pending, "unproved": unproved_address(request.user)}
    return render(request, "customers/profile.html", context, status=422 if form and form.errors else 200)


@screen(None, "POST")
def devices(request: ScopedRequest) -> HttpResponse:
    """Where a person is signed in; a POST signs out everywhere else."""
    here = request.session.session_key
    if request.method == "POST":
        end_sessions(request.user, kept=here, by=request.user)
        messages.success(request, "You are signed out everywhere else.")
        return redirect("customers:devices")
    return render(request, "customers/devices.html", {"devices": devices_of(request.user), "here": here})


@screen(None, "POST")
def confirmation(request: ScopedRequest) -> HttpResponse:
    """Mail somebody the link that proves the address they sign in with: the banner's button. The page is the profile."""
    if request.method != "POST":
        return redirect("customers:profile")
    limit = {"confirmation": "3/10m/user"}
    if not consume(request, app="portal", action="confirmation", config=limit, user=request.user):
        return respond_429(request)
    try:
        mail_confirmation_link(request.user, by=request.user)
        messages.success(request, f"A link was mailed to {request.user.email}. Follow it to confirm the address.")
    except Refused as refusal:
        messages.info(request, refusal.message)
    return redirect("customers:profile")
