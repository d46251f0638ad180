"""Problem documents: what the API answers when it does not do what was asked (RFC 9457)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from . import ambient
from .representations import encoded

MEDIA_TYPE = "application/problem+json"
BASE = "/api/problems/"


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its HTTP status, its title, and what a program does about it."""

    status: int
    title: str
    advice: str


# By the last word of their `type`, which never changes its meaning.
KINDS = {
    "unreadable": Kind(400, "The request cannot be read", "Send a JSON body in UTF-8."),
    "idempotency-key": Kind(
        400, "Idempotency-Key is missing or malformed", "Send 1 to 64 printable ASCII characters, new for each deed."
    ),
    "token": Kind(401, "No token that works", "Send `Authorization: Bearer` with a token that is neither revoked nor expired."),
    "insufficient-credits": Kind(402, "Not enough credits", "Recharge first. Nothing was charged."),
    "insufficient-balance": Kind(402, "Not enough money", "Refill first. Nothing was deducted."),
    "scope": Kind(403, "The token lacks a scope", "Make a token with the scope named in `scope`."),
    "wrong-token": Kind(403, "The token is of the other kind", "Use a reseller's or a customer's token, as `needs` says."),
    "not-found": Kind(404, "Not found", "There is nothing here for this token."),
    "method": Kind(405, "Method not allowed", "Use one of those in the header `Allow`."),
    "key-conflict": Kind(409, "The key was used for something else", "Send a new key or event ID for a new deed."),
    "length": Kind(411, "The body's length is missing", "Send `Content-Length`, not a body in chunks."),
    "changed": Kind(412, "Changed meanwhile", "Read it again and send its new ETag in `If-Match`."),
    "too-large": Kind(413, "The body is too large", "Send less than 1 MiB at once."),
    "media-type": Kind(415, "The body is not JSON", "Send `Content-Type: application/json`."),
    "invalid": Kind(422, "Some fields are not valid", "Correct what `errors` names."),
    "refused": Kind(422, "Refused", "`detail` says why. Nothing was changed."),
    "unconfirmed": Kind(428, "Say that it is meant", "Send what `detail` asks for."),
    "too-many": Kind(429, "Too many requests", "Wait as long as `Retry-After` says."),
    "server": Kind(500, "Something went wrong here", "Tell us the `instance`. A retry with the same key is safe."),
    "busy": Kind(503, "Too busy", "Nothing was changed. Send the same again after `Retry-After`."),
}  # fmt: skip


class Problem(Exception):
    """An answer that is not what was asked for: its kind, and what is wrong in the reader's words.

    `errors` name fields, each with a message; `more` are members of this kind of problem only.
    """

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.headers = kind, detail, dict(headers or {})
        self.errors, self.more = list(errors), more

    @property
    def status(self) -> int:
        return KINDS[self.kind].status

    def document(self) -> dict[str, Any]:
        """Its members. `instance` is the request's ID, by which it is found in the log."""
        document = {
            "type": BASE + self.kind,
            "title": KINDS[self.kind].title,
            "status": self.status,
            "detail": self.detail,
            "instance": ambient.current().request_id,
            **self.more,
        }
        if self.errors:
            document["errors"] = [{"field": field, "message": message} for field, message in self.errors]
        return document

    def answer(self) -> HttpResponse:
        content = encoded(self.document())
        return HttpResponse(content, status=self.status, content_type=MEDIA_TYPE, headers=self.headers)
