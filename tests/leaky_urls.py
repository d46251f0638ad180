"""Addresses with the mistakes that the sweep is there for, to see it find them. Beside each the right way to do it."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import include, path
from django.views.decorators.http import require_http_methods

from customers.models import Customer, Organization
from reseller_portal import urls as portal

FORM = '<form method="post"><input name="customer" value="{}"><input name="csrfmiddlewaretoken" value="{}"></form>'


def _show(request: HttpRequest, customer: Organization) -> HttpResponse:
    if request.method == "POST":
        customer.name = "Renamed"
        customer.save(update_fields=["name"])
    return HttpResponse(customer.name)


@require_http_methods(["GET", "HEAD", "POST"])
def unscoped(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(Organization, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def scoped(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
def telling(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuses, but in other words where there is something to refuse."""
    customer = Customer.objects.visible_to(request.scope).filter(pk=pk).first()
    if customer is None and Organization.objects.filter(pk=pk).exists():
        return HttpResponse("This is another reseller's customer.", status=404)
    return _show(request, customer) if customer else HttpResponse("There is nothing here.", status=404)


@require_http_methods(["GET", "HEAD", "POST"])
def blind(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes first and asks afterwards."""
    if request.method == "POST":
        Organization.objects.filter(pk=pk).update(phone="+31612345678")
    return HttpResponse(status=404)


def _form(request: HttpRequest, wall: bool) -> HttpResponse:
    rows = Customer.objects.visible_to(request.scope)
    if request.method == "POST":
        given = get_object_or_404(rows if wall else Organization, pk=request.POST["customer"])
        given.name = "Renamed"
        given.save(update_fields=["name"])
    own = rows.order_by("pk").first()
    return HttpResponse(FORM.format(own.pk if own else "", get_token(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def trusting_form(request: HttpRequest) -> HttpResponse:
    return _form(request, wall=False)


@require_http_methods(["GET", "HEAD", "POST"])
def careful_form(request: HttpRequest) -> HttpResponse:
    return _form(request, wall=True)


views = (unscoped, scoped, telling, blind)
probes = [path(f"probe/{view.__name__}/<int:pk>/", view, name=view.__name__) for view in views]
probes += [path(f"probe/{view.__name__}/", view, name=view.__name__) for view in (trusting_form, careful_form)]
urlpatterns = [path("", include((probes, "probe"))), *portal.urlpatterns]
handler400, handler500 = portal.handler400, portal.handler500
