"""Probes for whoever runs the portal. They answer to any host, and say nothing of anybody."""

import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from ..lib import append_only

FREE_SHARE = 0.05


def _database() -> str:
    """What is wrong with the database, or nothing. An error of its own means that it does not answer within a second."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '1s'")
            cursor.execute("SELECT 1")
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "migrations are missing"
    return "append-only guards are missing" if append_only.missing() else ""


def _disk() -> str:
    usage = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else "/")
    return "" if usage.free > usage.total * FREE_SHARE else "less than 5 % of the disk is free"


@login_not_required
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers. It never asks the database: a restart would not mend that."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when requests can be served; 503 with the reason when not."""
    try:
        problems = [problem for problem in (_database(), _disk()) if problem]
    except Error:
        problems = ["the database does not answer"]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)
