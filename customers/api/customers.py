"""Customers: what a reseller's programs do with them."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from reseller_portal.lib.cursors import give_page
from reseller_portal.lib.problems import Problem
from reseller_portal.lib.representations import give, give_one, is_what_was_read
from reseller_portal.lib.shapes import page_of
from reseller_portal.lib.tables import ordered

from ..actions.customers import create_customer_with_owner
from ..actions.organizations import (
    create_customer,
    disable_organization,
    enable_organization,
    lock_living,
    update_organization,
)
from ..columns import with_columns
from ..filters import CustomerFilter
from ..models import Customer, Organization
from ..tables import CustomerTable
from .asking import ApiRequest
from .operations import BOTH, operation, refuse_without
from .shapes import (
    AT_ONCE,
    NOTHING,
    CustomerChange,
    CustomerList,
    CustomerShape,
    Disabling,
    Enabling,
    MeShape,
    NewCustomer,
    customer_of,
    me_of,
)

router = Router(tags=["Customers"])
me_router = Router(tags=["Token"])
# What an order or a filter tells besides, and the scope that may read it. A cursor even holds the figure itself.
_TELLS = {"credits": "credits:read", "balance": "credits:read", "hours": "usage:read", "last_used": "usage:read",
          "usage": "usage:read"}  # fmt: skip


@operation(me_router, "GET", "/me", of=BOTH, gives=MeShape, tagged=True)
def who_am_i(request: ApiRequest) -> HttpResponse:
    """Whose token this is, and what it may do."""
    return give_one(request, me_of(request.token))


def customer_at(request: ApiRequest, pk: int) -> Organization:
    """A customer that the asker reaches, or 404."""
    found = Customer.objects.visible_to(request.scope).select_related("tenant", "suspension")
    return get_object_or_404(found, pk=pk)


def refuse_stale(request: ApiRequest, payload: Any) -> None:
    """Raise Problem when the header If-Match names something older than what is there."""
    if not is_what_was_read(request, payload):
        raise Problem("changed", "Somebody changed it since it was read. Read it again.")


@operation(router, "GET", "/customers", scope="customers:read", gives=page_of(CustomerShape))
def list_customers(request: ApiRequest, asked: Query[CustomerList]) -> HttpResponse:
    """The customers, found, narrowed and sorted as on the screen; newest first unless asked otherwise.

    By credits, balance, hours or use only with the scope that reads them.
    """
    for name in {str(asked.sort).removeprefix("-"), *asked.model_fields_set} & _TELLS.keys():
        refuse_without(request.token, _TELLS[name])
    found = Customer.objects.visible_to(request.scope).select_related("tenant", "suspension")
    narrowed = CustomerFilter(request, with_columns(found, (), request))
    if not narrowed.form.is_valid():
        errors = [(name, str(messages[0])) for name, messages in narrowed.form.errors.items()]
        raise Problem("invalid", "A filter makes no sense.", errors=errors)
    rows = narrowed.qs
    if asked.reference:
        rows = rows.filter(reference=asked.reference)
    if asked.metadata:
        key, _, value = asked.metadata.partition(":")
        rows = rows.with_metadata(key, value)
    table = ordered(request, CustomerTable, rows)
    return give(give_page(request, table.data.data, customer_of, limit=asked.limit, cursor=asked.cursor))


@operation(
    router, "POST", "/customers", scope="customers:write", gives=CustomerShape, status=201,
    tagged=True,
)  # fmt: skip
@transaction.atomic
def create_a_customer(request: ApiRequest, given: NewCustomer) -> HttpResponse:
    """A new customer, active at once. Refused when another one has its contact email. To invite its owner needs users:write."""
    if given.invite_owner:
        refuse_without(request.token, "users:write")
    told = given.model_dump(exclude={"invite_owner"})
    create = create_customer_with_owner if given.invite_owner else create_customer
    made = create(request.organization, **told, by=request.by)
    return give_one(
        request, customer_of(customer_at(request, made.pk)), status=201, Location=f"{request.path}/{made.pk}"
    )


@operation(router, "GET", "/customers/{int:pk}", scope="customers:read", gives=CustomerShape, tagged=True)
def read_a_customer(request: ApiRequest, pk: int) -> HttpResponse:
    """One customer."""
    return give_one(request, customer_of(customer_at(request, pk)))


@operation(router, "PATCH", "/customers/{int:pk}", scope="customers:write", gives=CustomerShape, tagged=True)
@transaction.atomic
def change_a_customer(request: ApiRequest, pk: int, given: CustomerChange) -> HttpResponse:
    """Change some facts of a customer. What is not sent stays as it is."""
    customer = customer_at(request, pk)
    lock_living(customer)
    refuse_stale(request, customer_of(customer))
    update_organization(customer, **given.given(), by=request.by)
    return give_one(request, customer_of(customer_at(request, pk)))


@operation(router, "POST", "/customers/{int:pk}/disable", scope="customers:write", gives=CustomerShape, tagged=True)
def disable_a_customer(request: ApiRequest, pk: int, given: Disabling = AT_ONCE) -> HttpResponse:
    """Let nobody of it sign in; open sessions end. Its API tokens go on unless `block_api`. Deleted after 90 days."""
    disable_organization(customer_at(request, pk), **given.model_dump(), by=request.by)
    return give_one(request, customer_of(customer_at(request, pk)))


@operation(router, "POST", "/customers/{int:pk}/enable", scope="customers:write", gives=CustomerShape, tagged=True)
def enable_a_customer(request: ApiRequest, pk: int, given: Enabling = NOTHING) -> HttpResponse:
    """Let its people in again. The days until its deletion are forgotten."""
    enable_organization(customer_at(request, pk), by=request.by)
    return give_one(request, customer_of(customer_at(request, pk)))
