"""Deleting a customer over the API: the one operation that spans every storey; and the routers of all of them."""

from django.db import transaction
from django.http import Http404, HttpResponse
from ninja import Query

from billing.api.metrics import router as metrics_router
from billing.api.transcriptions import router as transcriptions_router
from billing.api.usage import router as usage_router
from credits.api.credits import router as credits_router
from customers.actions.organizations import lock_living
from customers.api.asking import ApiRequest
from customers.api.customers import customer_at, me_router, refuse_stale
from customers.api.customers import router as customers_router
from customers.api.operations import operation
from customers.api.shapes import Confirmation, customer_of
from customers.api.users import router as users_router

from ..deletion import delete_customer
from ..lib.problems import Problem

__all__ = ["ROUTERS", "Http404"]


@operation(
    customers_router, "DELETE", "/customers/{int:pk}", scope="customers:write", status=204, also=("unconfirmed",),
    tagged=True,
)  # fmt: skip
@transaction.atomic
def delete_a_customer(request: ApiRequest, pk: int, asked: Query[Confirmation]) -> HttpResponse:
    """Delete a customer for good, with its people, tokens and usage; unspent credits go back to the pool.

    Say that it is meant with its exact `name`, or with its ETag in If-Match. Refused while money is outstanding.
    """
    customer = customer_at(request, pk)
    lock_living(customer)
    refuse_stale(request, customer_of(customer))
    is_meant = request.headers.get("If-Match", "*").strip() != "*"  # which names no customer, but any
    if not is_meant and asked.name != customer.name:
        said = "Send the customer's name as ?name=, or its ETag in If-Match. Deleting cannot be undone."
        raise Problem("unconfirmed", said)
    delete_customer(customer, by=request.by)
    return HttpResponse(status=204)


ROUTERS = (
    me_router, customers_router, users_router, credits_router, metrics_router, usage_router, transcriptions_router,
)  # fmt: skip
