"""The users of a customer: what a reseller's programs do with them."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from reseller_portal.lib.cursors import give_page
from reseller_portal.lib.representations import give, give_one
from reseller_portal.lib.shapes import Listed, page_of

from ..actions.locks import lock_user
from ..actions.removal import remove_user
from ..actions.users import add_user, change_level, deactivate_user, mail_set_password_link, reactivate_user
from ..models import Organization, User
from .asking import ApiRequest
from .customers import customer_at, refuse_stale
from .operations import operation
from .shapes import NOTHING, Enabling, NewUser, UserChange, UserShape, user_of

router = Router(tags=["Users"])
_ONE = "/customers/{int:pk}/users/{int:user_pk}"


def _user_at(request: ApiRequest, customer: Organization, user_pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.scope).filter(organization=customer), pk=user_pk)


def _shown(request: ApiRequest, pk: int, user_pk: int, *, status: int = 200, **headers: str) -> HttpResponse:
    customer = customer_at(request, pk)
    return give_one(request, user_of(_user_at(request, customer, user_pk), customer), status=status, **headers)


@operation(router, "GET", "/customers/{int:pk}/users", scope="users:read", gives=page_of(UserShape))
def list_users(request: ApiRequest, pk: int, asked: Query[Listed]) -> HttpResponse:
    """Who of a customer can sign in, or was invited to, in the order they were added."""
    customer = customer_at(request, pk)
    rows = User.objects.visible_to(request.scope).filter(organization=customer).order_by("id")
    page = give_page(request, rows, lambda user: user_of(user, customer), limit=asked.limit, cursor=asked.cursor)
    return give(page)


@operation(
    router, "POST", "/customers/{int:pk}/users", scope="users:write", gives=UserShape, status=201,
    tagged=True,
)  # fmt: skip
def add_a_user(request: ApiRequest, pk: int, given: NewUser) -> HttpResponse:
    """Invite somebody: a link to set a password is mailed, unless the customer is disabled."""
    customer = customer_at(request, pk)
    user = add_user(customer, **given.model_dump(), invite=customer.lets_people_in, by=request.by)
    return _shown(request, pk, user.pk, status=201, Location=f"{request.path}/{user.pk}")


@operation(router, "GET", _ONE, scope="users:read", gives=UserShape, tagged=True)
def read_a_user(request: ApiRequest, pk: int, user_pk: int) -> HttpResponse:
    """One user."""
    return _shown(request, pk, user_pk)


@operation(router, "PATCH", _ONE, scope="users:write", gives=UserShape, tagged=True)
@transaction.atomic
def change_a_user(request: ApiRequest, pk: int, user_pk: int, given: UserChange) -> HttpResponse:
    """Give somebody another level."""
    customer = customer_at(request, pk)
    user = lock_user(_user_at(request, customer, user_pk))
    refuse_stale(request, user_of(user, customer))
    change_level(user, level=given.level, by=request.by)
    return _shown(request, pk, user_pk)


@operation(router, "DELETE", _ONE, scope="users:write", status=204, tagged=True)
@transaction.atomic
def remove_a_user(request: ApiRequest, pk: int, user_pk: int) -> HttpResponse:
    """Remove somebody for good: out at once, name and address erased. Cannot be undone."""
    customer = customer_at(request, pk)
    user = lock_user(_user_at(request, customer, user_pk))
    refuse_stale(request, user_of(user, customer))
    remove_user(user, by=request.by)
    return HttpResponse(status=204)


def _done(request: ApiRequest, pk: int, user_pk: int, act: Callable[..., User]) -> HttpResponse:
    act(_user_at(request, customer_at(request, pk), user_pk), by=request.by)
    return _shown(request, pk, user_pk)


@operation(router, "POST", f"{_ONE}/deactivate", scope="users:write", gives=UserShape, tagged=True)
def deactivate_a_user(request: ApiRequest, pk: int, user_pk: int, given: Enabling = NOTHING) -> HttpResponse:
    """Let somebody in no more; open sessions end and the seat is free."""
    return _done(request, pk, user_pk, deactivate_user)


@operation(router, "POST", f"{_ONE}/reactivate", scope="users:write", gives=UserShape, tagged=True)
def reactivate_a_user(request: ApiRequest, pk: int, user_pk: int, given: Enabling = NOTHING) -> HttpResponse:
    """Let somebody in again."""
    return _done(request, pk, user_pk, reactivate_user)


@operation(router, "POST", f"{_ONE}/invite", scope="users:write", gives=UserShape, tagged=True)
def invite_a_user_again(request: ApiRequest, pk: int, user_pk: int, given: Enabling = NOTHING) -> HttpResponse:
    """Mail the link to set a password once more."""
    return _done(request, pk, user_pk, mail_set_password_link)
