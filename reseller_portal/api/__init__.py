"""The API as a whole: every app's routers under one roof, its document, and the page that shows it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.openapi.views import openapi_json

from customers.api.asking import token_behind
from customers.api.documents import PROBLEM, SECURITY

from ..lib.problems import BASE, KINDS
from ..lib.representations import give
from . import deletion  # adds its operation to the customers' router
from .answering import add_handlers, answering
from .reading import JsonParser
from .words import DESCRIPTION

__all__ = ["api", "deletion", "urls"]


class PortalAPI(NinjaAPI):
    """The API, whose document has what is said of every operation alike. It is made once."""

    document: OpenAPISchema | None = None

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        if self.document is None:
            self.document = super().get_openapi_schema(**kwargs)
            self.document["components"]["schemas"]["Problem"] = PROBLEM
            self.document["components"]["securitySchemes"] = {
                SECURITY: {"type": "http", "scheme": "bearer", "description": "An API token, `rsk_…`."}
            }
        return self.document


api = PortalAPI(
    title="API",  # without the platform's name: customers of resellers read it too
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs=Swagger(settings={"persistAuthorization": False, "displayRequestDuration": True}),
    parser=JsonParser(),
    servers=[{"url": settings.PORTAL_ORIGIN}],
)
add_handlers(api)
for router in deletion.ROUTERS:
    api.add_router("/v1", router)


@login_not_required
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, for whoever is signed in or has a token."""
    if not request.user.is_authenticated:
        token_behind(request)
    return openapi_json(request, api)


def problem(request: HttpRequest, slug: str) -> HttpResponse:
    """What a kind of problem means: where its `type` leads."""
    if slug not in KINDS:
        raise deletion.Http404
    kind = KINDS[slug]
    return give({"type": BASE + slug, "title": kind.title, "status": kind.status, "advice": kind.advice})


@csrf_exempt  # it does nothing; a program with a slip in its address would be told of cookies
def unknown(request: HttpRequest, **rest: Any) -> HttpResponse:
    """Whatever is nowhere in the API."""
    raise deletion.Http404


def _pattern(entry: Any) -> URLPattern:
    if entry.name == "openapi-view":
        return entry  # a page of the portal: whoever is not signed in is sent there first
    entry.callback = answering(document if entry.name == "openapi-json" else entry.callback)
    return entry


def _urls() -> tuple[list[URLPattern], str, str]:
    found = [_pattern(entry) for entry in api.urls[0]]
    found.append(path("problems/<slug:slug>", answering(problem), name="problem"))
    return [*found, re_path("^(?P<rest>.*)$", answering(unknown), name="unknown")], "ninja", "api"


urls = path("api/", _urls())
