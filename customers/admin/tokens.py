"""API tokens in the admin: to read, and to revoke. Whose they are makes them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ..actions.tokens import revoke_token
from ..models import ApiToken
from ..token_scopes import in_words
from .activity import ReadOnly
from .operations import ActionAdmin, Operation


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly, ActionAdmin):
    """Of the secret there is only its beginning."""

    list_display = ("id", "name", "prefix", "organization", "made_by", "made_at", "last_used_at", "expires_at", "state")
    list_select_related = ("organization", "made_by")
    list_filter = ("organization__kind", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("=prefix", "=organization__id", "organization__search_text")
    ordering = ("-id",)
    fields = (
        "name", "prefix", "organization", "tenant", "may", "made_by", "made_at", "last_used_at", "expires_at",
        "revoked_at", "state",
    )  # fmt: skip
    operations = (
        Operation(
            "revocation", "Revoke", "its programs are refused at once, and it cannot be given back.",
            "{} was revoked.", revoke_token, lambda token: token.revoked_at is None,
        ),
    )  # fmt: skip

    @admin.display(description="may")
    def may(self, token: ApiToken) -> str:
        return "; ".join(in_words(token.scopes))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, search_term.replace("\x00", ""))
