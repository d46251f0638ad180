"""Who did what, to whom, when, from where: of a whole tenant, or of a customer's own organization."""

from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from reseller_portal.lib import clock
from reseller_portal.lib.htmx import answer
from reseller_portal.lib.tables import address, whole_number

from ..access import ScopedRequest, screen
from ..actions.activity import record_export_of_activity
from ..filters import ActivityFilter
from ..history import file_of, page_of, rows_of
from ..models import Organization
from ..roles import Role


def _show(request: ScopedRequest, *, here: str, file: str) -> HttpResponse:
    narrowed, before = ActivityFilter(request, rows_of(request.scope)), whole_number(request.GET.get("before"), 0)
    kept = request.GET.copy()
    kept.pop("before", None)
    context = {
        "history": page_of(request.scope, narrowed.qs, before=before),
        "filter": narrowed,
        "before": before,
        "of_tenant": request.scope.role == Role.RESELLER,
        "address": reverse(here),
        "query": kept.urlencode(),
        "file": reverse(file),
        "target": "#activity",
    }
    response = answer(request, "customers/activity.html", "customers/_activity_answer.html", context)
    if request.htmx:
        response.headers["HX-Push-Url"] = address(request)  # without the parameters that a form sends empty
    return response


def _file(request: ScopedRequest) -> HttpResponseBase:
    organization = cast(Organization, request.scope.organization)
    rows = ActivityFilter(request, rows_of(request.scope)).qs
    newest = rows.order_by("-id").values_list("pk", flat=True).first() or 0
    rows = rows.filter(pk__lte=newest)  # without the line that this export adds
    if request.method == "GET":
        record_export_of_activity(organization, rows=rows.count(), by=request.user)
    zone = ZoneInfo(organization.root.time_zone)
    filename = f"activity-{clock.now().astimezone(zone):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
    chunks = file_of(request.scope, rows, zone)
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


@screen("activity.all")
def activity(request: ScopedRequest) -> HttpResponse:
    """Everything that happened in the reseller's tenant, newest first."""
    return _show(request, here="customers:all_activity", file="customers:activity_file")


@screen("activity.all")
def activity_file(request: ScopedRequest) -> HttpResponseBase:
    """The same as CSV, narrowed like the screen."""
    return _file(request)


@screen("console.activity")
def console_activity(request: ScopedRequest) -> HttpResponse:
    """What an organization's own people did, and what became of its users."""
    return _show(request, here="customers:console_activity", file="customers:console_activity_file")


@screen("console.activity")
def console_activity_file(request: ScopedRequest) -> HttpResponseBase:
    """The same as CSV."""
    return _file(request)
