"""The front door and the theme button."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from customers.actions.users import update_profile

THEMES = ("system", "light", "dark")


@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to where its day starts."""
    if request.scope.is_empty:  # type: ignore[attr-defined]
        return redirect("admin:index")
    return redirect("portal:dashboard" if request.scope.may("customers.view") else "billing:console")  # type: ignore[attr-defined]


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the device says: in a cookie, and with the user if somebody is signed in."""
    chosen = request.POST.get("theme", "")
    chosen = chosen if chosen in THEMES else "system"
    following = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = "/"
    if request.scope.user:  # type: ignore[attr-defined]
        update_profile(request.scope.user, theme="" if chosen == "system" else chosen, by=request.scope.user)  # type: ignore[attr-defined]
    response = HttpResponseRedirect(following)  # redirect() would read a word without a slash as a URL's name
    response.set_cookie(
        "theme", chosen, max_age=365 * 24 * 3600, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
