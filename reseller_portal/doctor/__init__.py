"""The checks of `manage.py doctor`: what no request would notice until it hurts. Each is a function that yields findings."""

from .books import missing_guards, missing_migrations
from .copies import invites, kinds, seats, sorting_and_search, team_types, tenants
from .findings import Check, Finding, Level
from .server import database_settings
from .tombstones import tombstones

__all__ = ["CHECKS", "Check", "Finding", "Level"]

CHECKS = (
    Check("Database", database_settings),
    Check("Migrations", missing_migrations),
    Check("Append-only guards", missing_guards),
    Check("Tenants", tenants),
    Check("Users' kinds", kinds),
    Check("Seats", seats),
    Check("Team types", team_types),
    Check("Invitations", invites),
    Check("Sorting and search", sorting_and_search),
    Check("Deleted people", tombstones),
)
