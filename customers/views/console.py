"""The console's Users: what a customer's administrators see of their people. Its first page is billing's."""

from django.http import HttpResponse

from reseller_portal.lib.htmx import answer

from ..access import ScopedRequest, screen
from ..people import CONSOLE
from .users import organization_at, people_of


@screen("console.users")
def users(request: ScopedRequest) -> HttpResponse:
    """Who of the organization can sign in: as the reseller's Users tab."""
    organization = organization_at(request, CONSOLE, None, permission=CONSOLE.sees)
    context = people_of(request, organization, CONSOLE)
    return answer(request, "customers/console_users.html", "customers/_users.html", context)
