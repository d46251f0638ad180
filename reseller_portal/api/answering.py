"""Every answer of the API that is not what was asked for, as a problem document; and what stands on all of them."""

import logging
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from credits.errors import KeyConflict, LedgerBusy
from customers.api.keys import busy
from customers.errors import Refused

from ..lib.problems import Problem
from ..lib.retries import is_given_up

log = logging.getLogger("portal.api")
_SENT = ("given", "asked")  # what operations call their body and their parameters


def problem_of(error: Exception) -> Problem | None:
    """An exception as a problem; None for one that is a mistake of ours."""
    match error:
        case Problem():
            return error
        case KeyConflict():
            return Problem("key-conflict", "This key was used before for something else. Its first answer stands.")
        case LedgerBusy():
            return busy()
        case OperationalError() if is_given_up(error):
            return busy()
        case Refused():
            kind = "insufficient-credits" if error.field == "credits" else "refused"
            return Problem(kind, error.message, errors=[(error.field, error.message)] if error.field else [])
        case Http404():
            return Problem("not-found", "There is nothing here for this token.")
        case PermissionDenied():
            return Problem("scope", "This token may not do that.")
        case ValidationError():
            return _invalid(error)
        case HttpError():
            inner = error.__cause__
            return inner if isinstance(inner, Problem) else Problem("unreadable", "The body is not JSON in UTF-8.")
    return None


def _invalid(error: ValidationError) -> Problem:
    errors = []
    for one in error.errors:
        place = [str(part) for part in one["loc"][1:] if part not in _SENT]
        message = str(one["msg"]).removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            message = "There is no such field here."
        errors.append((".".join(place) or "body", message))
    return Problem("invalid", "Some fields are not valid.", errors=errors)


def _answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    problem = problem_of(error)
    if problem is None:
        raise error
    return problem.answer()


def add_handlers(api: NinjaAPI) -> None:
    """Have the API answer with problems. What is none goes on its way, so that a transaction around it is undone."""
    for kind in (Problem, Refused, Http404, PermissionDenied, ValidationError, HttpError):
        api.add_exception_handler(kind, cast(Any, _answer_to))


View = Callable[..., HttpResponse]


def _asked(view: View, request: HttpRequest, **path: Any) -> HttpResponse:
    try:
        return view(request, **path)
    except Exception as error:
        if (problem := problem_of(error)) is None:
            log.exception("API request failed")
            problem = Problem("server", "Something went wrong here. Nothing was changed.")
        return problem.answer()


def answering(view: View) -> View:
    """A view of the API: open to whoever brings a token, blind to cookies, and answering in JSON whatever happens."""

    @login_not_required
    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = _asked(view, request, **path)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            response = Problem("method", f"Here is {allowed}.", headers={"Allow": allowed}).answer()
        if allowance := getattr(request, "allowance", None):
            for name, value in allowance.headers.items():
                response.headers[name] = value
        if is_head:
            request.method, length = "HEAD", str(len(response.content))
            response.content, response.headers["Content-Length"] = b"", length
        return response

    answer.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]
    return answer
