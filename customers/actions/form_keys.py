"""Answering a form once, however often it is sent."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from reseller_portal.lib import clock

from ..models import FormKey, User


@transaction.atomic
def make_once(model: Any, key: UUID, *, form: str, make: Callable[[], Any], by: User) -> tuple[Any, bool]:
    """Return (what `make` made, True), or for a key that was sent before (what it made then, None if gone since, False).

    `form` says which form it is, and of what: a key that is sent to another one is another key there. The user's row is
    locked first, so that two submissions at the same moment wait for each other.
    """
    own_key = uuid5(key, form)
    # Without its key, as in locks.py: an action that has locked an organization may be writing who did it.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if earlier := FormKey.objects.filter(user=by, key=own_key).first():
        return model.objects.filter(pk=earlier.made_id).first(), False
    made = make()
    FormKey.objects.create(tenant_id=by.tenant_id, user=by, key=own_key, made_id=made.pk, created_at=clock.now())
    return made, True
