"""Declaring an operation: one decorator says who may, and everything that is asked before it is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.decorators import decorate_view

from reseller_portal.lib.problems import Problem
from reseller_portal.lib.retries import tried_again

from ..models import ApiToken
from .asking import ApiRequest, as_program, kind_of
from .documents import described
from .keys import answered_once, key_of

RESELLER, CUSTOMER = "reseller", "customer"
BOTH = (RESELLER, CUSTOMER)
LARGEST_BODY = 1024 * 1024
OFFERED, REQUIRED = "offered", "required"


@dataclass(frozen=True)
class Rules:
    """What an operation asks for before it is done: whose token, with which scope ("" for any), and whether with a key."""

    of: tuple[str, ...]
    scope: str = ""
    key: str = ""  # "", offered or required


def has_scope(token: ApiToken, scope: str) -> bool:
    """Whether a token has a scope. Whoever may write may read."""
    resource = scope.partition(":")[0]
    return not scope or scope in token.scopes or (scope == f"{resource}:read" and f"{resource}:write" in token.scopes)


def refuse_without(token: ApiToken, scope: str) -> None:
    """Raise Problem for a token that was made without a scope."""
    if not has_scope(token, scope):
        raise Problem("scope", f"This token was made without the scope {scope}.", scope=scope)


def _refuse_others(rules: Rules, token: ApiToken) -> None:
    kind = kind_of(token)
    if kind not in rules.of:
        said = f"This is a {kind}'s token, and this needs a {rules.of[0]}'s."
        raise Problem("wrong-token", said, needs=rules.of[0])
    refuse_without(token, rules.scope)


def _refuse_body(request: HttpRequest) -> None:
    """Raise Problem for a body that is too large, and for one that is not JSON."""
    if "Transfer-Encoding" in request.headers:  # WSGI reads as much as the length says: it would be an empty one
        raise Problem("length", "Send Content-Length. A body in chunks cannot be read.")
    try:
        size = len(request.body)
    except RequestDataTooBig:  # as the headers say, before it is read
        size = LARGEST_BODY + 1
    if size > LARGEST_BODY:
        raise Problem("too-large", "A body has at most 1 MiB (1,048,576 bytes).")
    if request.body and request.content_type != "application/json":
        raise Problem("media-type", "Send the body as JSON, with Content-Type: application/json.")


def _refuse_unknown(request: HttpRequest, names: set[str]) -> None:
    """Raise Problem for a parameter that the operation does not have: a typo would filter nothing, unnoticed."""
    if unknown := sorted(set(request.GET) - names):
        errors = [(name, "There is no such parameter here.") for name in unknown]
        raise Problem("invalid", "The address has a parameter that is not known here.", errors=errors)


def _parameters(operation: Any) -> set[str]:
    queries = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    return {name for model in queries for name in model.__ninja_flatten_map__}


def _guarded(rules: Rules, run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    names = _parameters(run.__self__)  # type: ignore[attr-defined]

    def answer(request: ApiRequest, **path: Any) -> HttpResponse:
        with as_program(request):
            _refuse_others(rules, request.token)
            _refuse_body(request)
            _refuse_unknown(request, names)
            key = key_of(request, required=rules.key == REQUIRED) if rules.key else ""
            if not key:
                return tried_again(partial(run, request, **path))
            # A key space of their own, so that no program meets the keys that the portal itself makes.
            request.ledger_key = f"api:{request.organization.pk}:{key}"
            return answered_once(request, key, partial(run, request, **path))

    return answer


def operation(
    router: Router,
    method: str,
    path: str,
    *,
    of: tuple[str, ...] = (RESELLER,),
    scope: str = "",
    key: str | None = None,
    gives: Any = None,
    status: int = 200,
    again: int | None = None,
    also: tuple[str, ...] = (),
    tagged: bool = False,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view an operation of the API, for whose tokens and with which scope, and write it into the document.

    `gives` is the shape of its answer with `status`, or `again` where it was there before; `also` are kinds of problems
    besides those that any operation can have. A POST takes an Idempotency-Key, which is required where money moves.
    `tagged` has an ETag.
    """
    rules = Rules(of, scope, (OFFERED if method == "POST" else "") if key is None else key)

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        view.rules = rules  # type: ignore[attr-defined]
        extra = described(rules, method, status=status, also=also, tagged=tagged, has_ids="{" in path)
        register = router.api_operation(
            [method],
            path,
            response=dict.fromkeys(filter(None, (status, again)), gives),
            operation_id=view.__name__,
            summary=view.__name__.replace("_", " ").capitalize(),
            description=_told(view, rules),
            url_name=view.__name__,
            openapi_extra=extra,
        )
        return register(decorate_view(partial(_guarded, rules))(view))

    return declare


def _told(view: Callable[..., Any], rules: Rules) -> str:
    whose = " or ".join(f"a {kind}'s" for kind in rules.of)
    needs = f"Needs {whose} token" + (f" with the scope `{rules.scope}`." if rules.scope else ".")
    text = " ".join((view.__doc__ or "").split())
    return f"{text}\n\n{needs}"
