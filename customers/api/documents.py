"""What the OpenAPI document says of an operation beside its shapes: problems, headers, and the scope that it needs."""

from typing import TYPE_CHECKING, Any

from reseller_portal.lib.problems import KINDS, MEDIA_TYPE

if TYPE_CHECKING:
    from .operations import Rules

SECURITY = "Token"
_ALWAYS = ("token", "scope", "invalid", "too-many")
_WITH_BODY = ("unreadable", "length", "too-large", "media-type")

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "Which kind: a stable URI reference.", "examples": ["/api/problems/refused"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, for people."},
        "instance": {"type": "string", "description": "The request's ID, as in X-Request-ID."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "scope": {"type": "string", "description": "Of `scope`: the one that is missing."},
        "needs": {"type": "string", "description": "Of `wrong-token`: reseller or customer."},
    },
}  # fmt: skip
_COUNTS = {"RateLimit-Limit": "Requests that may come at once.", "RateLimit-Remaining": "How many are left.",
           "RateLimit-Reset": "Seconds until all are back."}  # fmt: skip
_WAIT = {"Retry-After": "Seconds to wait."}


def _headers(told: dict[str, str], kind: str = "integer") -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": kind}} for name, text in told.items()}


def _responses(kinds: set[str]) -> dict[int, Any]:
    """By status, with every kind of problem that has it."""
    by_status: dict[int, list[str]] = {}
    for slug in KINDS:
        if slug in kinds:
            by_status.setdefault(KINDS[slug].status, []).append(slug)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found = {}
    for status, slugs in by_status.items():
        words = "; ".join(f"`{slug}`: {KINDS[slug].title}" for slug in slugs)
        found[status] = {"description": words, "content": content}
    found[429]["headers"] = _headers(_WAIT)
    found[401]["headers"] = _headers({"WWW-Authenticate": "Bearer."}, "string")
    return found


def _header(name: str, text: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": required,
        "description": text,
        "schema": {"type": "string", **schema},
    }


def _parameters(rules: "Rules", method: str, *, tagged: bool) -> list[dict[str, Any]]:
    found = []
    if rules.key:
        text = "The same request with the same key gets its first answer again, with `Idempotency-Replayed: true`."
        found.append(
            _header(
                "Idempotency-Key", text, required=rules.key == "required", minLength=1, maxLength=64,
                pattern="^[\\x21-\\x7e]{1,64}$",
            )
        )  # fmt: skip
    if tagged and method == "GET":
        found.append(_header("If-None-Match", "An ETag: 304 when nothing changed."))
    if tagged and method in ("PATCH", "DELETE"):
        found.append(_header("If-Match", "An ETag: 412 when something changed since."))
    return found


def described(
    rules: "Rules", method: str, *, status: int, also: tuple[str, ...], tagged: bool, has_ids: bool
) -> dict[str, Any]:
    """What is added to an operation's part of the document."""
    kinds = {*_ALWAYS, *also}
    if len(rules.of) == 1:
        kinds.add("wrong-token")
    if rules.key:
        kinds |= {"idempotency-key", "key-conflict"}
    if method != "GET":
        kinds |= {*_WITH_BODY, "busy", "refused"}
    if has_ids:
        kinds.add("not-found")
    if tagged and method in ("PATCH", "DELETE"):
        kinds.add("changed")
    responses: dict[int, Any] = _responses(kinds)
    told = _headers(_COUNTS)
    if tagged and method != "DELETE":
        told |= _headers({"ETag": "Changes whenever anything of it does."}, "string")
    responses[status] = {"headers": told}
    if tagged and method == "GET":
        responses[304] = {"description": "Nothing changed."}
    return {
        "security": [{SECURITY: [rules.scope] if rules.scope else []}],
        "parameters": _parameters(rules, method, tagged=tagged),
        "responses": responses,
    }
