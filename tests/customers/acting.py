"""What the tests of actions share: adding somebody, and proof of what an action left behind."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from customers.actions.users import (
    add_user,
)
from customers.errors import Refused
from customers.models import Activity, ActivityDetail, Organization, User
from customers.roles import Level
from reseller_portal.lib import clock


def last():
    return Activity.objects.select_related("detail").latest("id")


def counts():
    return (
        User.objects.count(),
        EmailAddress.objects.count(),
        Activity.objects.count(),
        ActivityDetail.objects.count(),
        len(mail.outbox),
    )


def refusal(action, *given, **facts):
    """The refusal, and proof that it left nothing behind."""
    before = counts()
    with pytest.raises(Refused) as caught:
        action(*given, **facts)
    assert counts() == before
    return caught.value


def add(cast, organization="harbour", *, by="olive", **facts):
    given = {"email": "nina@new.example", "first_name": "Nina", "last_name": "Novak", "level": Level.MEMBER}
    return add_user(getattr(cast, organization), **{**given, **facts}, by=getattr(cast, by))


def seats(organization):
    return Organization.objects.get(pk=organization.pk).seats


def delete(user):
    User.objects.filter(pk=user.pk).update(deleted_at=clock.now(), email=None, username=None, is_active=False)
    user.refresh_from_db()
