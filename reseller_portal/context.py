"""What every page is drawn with: who looks at it, whose name it bears, where one can go."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from credits.holdings import pool_left
from customers.scope import NOBODY, Scope


@dataclass(frozen=True)
class Brand:
    name: str

    @property
    def initial(self) -> str:
        return next((c for c in self.name if c.isalnum()), "·").upper()


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None
    key: str = ""  # after a g


@dataclass(frozen=True)
class Group:
    label: str
    items: list[Item] = field(default_factory=list)


# (permission, group, label, URL name, icon): an entry appears when its screen exists and the level may open it.
ENTRIES = (
    ("customers.view", "", "Dashboard", "portal:dashboard", "layout-dashboard"),
    ("customers.view", "", "Customers", "customers:list", "building-2"),
    ("customers.view", "", "Usage", "billing:usage", "chart-column"),
    ("credits.view", "Money", "Credits", "credits:pool", "coins"),
    ("activity.all", "Platform", "Activity", "customers:all_activity", "scroll-text"),
    ("settings.view", "Platform", "Settings", "customers:settings", "settings-2"),
    ("console.view", "", "Overview", "billing:console", "layout-dashboard"),
    ("console.view", "", "Transcriptions", "billing:console_transcriptions", "audio-lines"),
    ("console.view", "", "Usage", "billing:console_usage", "chart-column"),
    ("console.users", "Workspace", "Users", "customers:console_users", "users"),
    ("console.tokens", "Workspace", "API tokens", "customers:console_tokens", "key-round"),
    ("console.activity", "Workspace", "Activity", "customers:console_activity", "scroll-text"),
)

KEYS = {"portal:dashboard": "d", "customers:list": "c", "billing:usage": "u"}  # a g, then this one


def _brand(scope: Scope) -> Brand:
    # A customer sees its reseller's name, never the platform's; staff and direct customers see the platform's.
    return Brand(scope.reseller.name if scope.reseller else settings.PORTAL_NAME)


def _navigation(scope: Scope, path: str) -> list[Group]:
    groups: dict[str, Group] = {}
    listed = [
        (label, text, reverse(name), icon, KEYS.get(name, ""))
        for may, label, text, name, icon in ENTRIES
        if scope.may(may)
    ]
    # The longest of the addresses above this page: Users, not Overview, at /console/users/new/.
    current = max((url for _, _, url, *_ in listed if path.startswith(url)), key=len, default="")
    for label, text, url, icon, key in listed:
        groups.setdefault(label, Group(label)).items.append(Item(text, url, icon, url == current, key=key))
    return list(groups.values())


def _theme(request: HttpRequest, scope: Scope) -> str:
    if scope.user:
        return scope.user.theme or "system"
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in {"light", "dark"} else "system"


def shell(request: HttpRequest) -> dict[str, Any]:
    scope = getattr(request, "scope", NOBODY)
    return {
        "scope": scope,
        "brand": _brand(scope),
        "navigation": SimpleLazyObject(lambda: _navigation(scope, request.path)),
        "pool_left": partial(pool_left, scope),  # asked for by the signed-in page only
        "theme": _theme(request, scope),
        "development": settings.DEVELOPMENT,
        "request_id": getattr(request, "request_id", ""),
    }
