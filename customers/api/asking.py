"""Who asks: the token behind a request, and the scope in which it is answered. Cookies count for nothing here."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest
from django.utils import timezone, translation

from reseller_portal.lib import ambient
from reseller_portal.lib.buckets import Allowance, take
from reseller_portal.lib.problems import Problem

from ..actions.tokens import note_use
from ..models import ApiToken, Organization, User
from ..roles import Kind
from ..scope import Scope
from ..tokens import token_of

TRIES = "20/m/ip"  # wrong tokens from one address, as on every page where somebody could guess
_SCHEME = "bearer"
_LONGEST = 200


class ApiRequest(HttpRequest):
    """A request as an operation gets it. For annotations; the guard sets these."""

    scope: Scope
    token: ApiToken
    organization: Organization  # the token's
    allowance: Allowance
    ledger_key: str  # of what this request asks of the ledger; where a key is required
    by: User | None  # nobody: a program did it


def _secret(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "")[:_LONGEST].partition(" ")
    return secret.strip() if scheme.lower() == _SCHEME else ""


def _refuse(request: HttpRequest) -> Problem:
    if not consume(request, app="portal", action="api", config={"api": TRIES}, limit_get=True):
        said = "Too many requests without a token that works came from this address."
        return Problem("too-many", said, headers={"Retry-After": "60"})
    said = "Send a token that works as Authorization: Bearer. It may have been revoked, or have expired."
    return Problem("token", said, headers={"WWW-Authenticate": 'Bearer realm="api"'})


def token_behind(request: HttpRequest) -> ApiToken:
    """The token that a request comes with. Raises Problem for none that works.

    Those who fail are counted by their address; whoever has a token that works is let in from there all the same.
    """
    token = token_of(_secret(request))
    if token is None:
        raise _refuse(request)
    note_use(token)
    return token


@contextmanager
def as_program(request: HttpRequest) -> Iterator[ApiRequest]:
    """While a request is answered: in its token's scope, in its organization's time zone, and written down as the program's.

    Raises Problem without a token that works, and when it asks too often.
    """
    asked = cast(ApiRequest, request)
    token = asked.token = token_behind(request)
    asked.scope, asked.organization, asked.by = Scope(token=token), token.organization, None
    asked.allowance = take(str(token.pk))
    if not asked.allowance.let_in:
        raise Problem("too-many", "This token asks too often. Wait a moment.")
    zone = zoneinfo.ZoneInfo(token.organization.root.time_zone)
    with ambient.of_token(token.pk), timezone.override(zone), translation.override("en-gb"):
        yield asked


def kind_of(token: ApiToken) -> str:
    """Whose token it is, in the API's words: reseller or customer."""
    return "reseller" if token.organization.kind == Kind.RESELLER else "customer"
