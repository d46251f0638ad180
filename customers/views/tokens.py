"""API tokens: making one, whose secret is shown once, the list of them, and the end of one.

A customer's Tokens tab, the console's page and a reseller's own in its settings are these views; `token_places` says what
differs.
"""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from reseller_portal.lib.htmx import answer, dialog, done
from reseller_portal.lib.tables import whole_number

from ..access import ScopedRequest, screen
from ..actions.form_keys import make_once
from ..actions.tokens import create_token, revoke_token
from ..forms.fields import refusals_in
from ..forms.tokens import TokenForm
from ..history import who
from ..models import ApiToken, Organization
from ..people import Place
from ..token_places import CONSOLE, CUSTOMER, PURPOSES
from ..token_scopes import in_words
from .detail import customer_or_404, show
from .users import organization_at, trail

PAGE = 50
CHANGED = "tokens-changed"


def tokens_of(request: ScopedRequest, organization: Organization, place: Place) -> dict[str, Any]:
    """The tokens of an organization, those that work first, each with its scopes in words and who made it."""
    found = ApiToken.objects.visible_to(request.scope).filter(organization=organization).select_related("made_by")
    page = Paginator(found.usable_first(), PAGE).get_page(max(1, whole_number(request.GET.get("page"), 1)))
    may_change = request.scope.may(place.changes)
    rows = [
        {
            "token": token,
            "scopes": in_words(token.scopes),
            "maker": who(token.made_by, request.scope),
            "revoke_url": _revoke_url(token, organization, place) if may_change and token.state == "Active" else "",
        }
        for token in page.object_list
    ]
    return {
        "panel": "customers/_tokens.html",
        "organization": organization,
        "tokens": rows,
        "page": page,
        "place": place,
        "purpose": PURPOSES[place],
        "tokens_url": place.list_url(organization),
        "add_url": place.adding_url(organization) if may_change else "",
    }


def _revoke_url(token: ApiToken, organization: Organization, place: Place) -> str:
    return place.url(f"{place.changing}_revocation", organization, token.pk)


@screen("customers.view")
def tokens(request: ScopedRequest, pk: int) -> HttpResponse:
    """The API tokens of a customer, for its reseller."""
    customer = customer_or_404(request, pk)
    return show(request, customer, "tokens", tokens_of(request, customer, CUSTOMER))


@screen("console.tokens")
def console_tokens(request: ScopedRequest) -> HttpResponse:
    """The organization's own API tokens."""
    organization = organization_at(request, CONSOLE, None, permission=CONSOLE.sees)
    context = tokens_of(request, organization, CONSOLE)
    return answer(request, "customers/console_tokens.html", "customers/_tokens.html", context)


def _made(request: ScopedRequest, organization: Organization, form: TokenForm) -> ApiToken | None:
    """The token; only on the one just made is its secret. None where it was made and is gone since."""
    given = {name: form.cleaned_data[name] for name in ("name", "scopes", "expires_at")}
    make = partial(create_token, organization, **given, by=request.user)
    form_name = f"API token of {organization.pk}"
    return make_once(ApiToken, form.cleaned_data["key"], form=form_name, make=make, by=request.user)[0]


@screen(None, "POST")
def new_token(request: ScopedRequest, place: Place, pk: int | None = None) -> HttpResponse:
    """Make a token, and show its secret in this one answer: it is kept nowhere."""
    organization = organization_at(request, place, pk, permission=place.changes)
    form = TokenForm(request.POST if request.method == "POST" else None, organization=organization)
    context = {"organization": organization, "trail": trail(organization, place), "form": form, "address": request.path,
               "back": place.list_url(organization)}  # fmt: skip
    if form.is_valid():
        with refusals_in(form):
            facts = {**context, "token": _made(request, organization, form)}
            response = dialog(request, "New API token", "customers/_token_made.html", facts, again=True)
            response.headers["HX-Trigger"] = CHANGED
            return response
    status = 422 if form.errors else 200
    return dialog(request, "New API token", "customers/_new_token.html", context, status=status)


@screen(None, "POST")
def revoke(request: ScopedRequest, token_pk: int, place: Place, pk: int | None = None) -> HttpResponse:
    """Say what revoking a token does, and do it."""
    organization = organization_at(request, place, pk, permission=place.changes)
    ours = ApiToken.objects.visible_to(request.scope).filter(organization=organization)
    token, to = get_object_or_404(ours, pk=token_pk), place.list_url(organization)
    if request.method == "POST":
        had_ended = token.revoked_at is not None
        revoke_token(token, by=request.user)
        text = f"{token} had been revoked already" if had_ended else f"{token} was revoked"
        return done(request, text, to=to, event=CHANGED)
    context = {"trail": trail(organization, place), "token": token, "address": request.path, "back": to}
    return dialog(request, f"Revoke {token}", "customers/_token_revocation.html", context)
