"""Answering a program's request once, however often it is sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from reseller_portal.lib import clock

from ..models import ApiAnswer, ApiToken, Organization, User

_RUNNING = 0  # the status of one that is being answered: nobody else sees it, its transaction is open


@transaction.atomic
def answer_once(
    token: ApiToken, *, key: str, request_hash: str, answer: Callable[[], tuple[int, Any]], by: User | None
) -> tuple[ApiAnswer, bool]:
    """Return (the answer with its status and body, True when it was given before).

    What `answer` does and what it says are kept together or not at all; a refusal is kept too. Its row comes first: of two
    requests with one key at the same moment the second waits for it. Whoever asked for something else with this key finds
    another `request_hash` in the row.
    """
    organization = token.organization
    row, is_new = ApiAnswer.objects.get_or_create(
        organization=organization,
        key=key,
        defaults={
            "tenant": organization.root,
            "request_hash": request_hash,
            "status": _RUNNING,
            "at": clock.now(),
        },
    )
    if is_new:
        row.status, row.body = answer()
        row.save(update_fields=["status", "body"])
    return row, not is_new


@transaction.atomic
def prune_answers(*, before: datetime, by: User | None) -> int:
    """Forget the answers given before a moment. Returns how many."""
    return ApiAnswer.objects.filter(at__lt=before).delete()[0]


@transaction.atomic
def erase_answers(organization: Organization, *, by: User | None) -> int:
    """Forget what was answered to a deleted customer's programs, and to its reseller's about it. Returns how many."""
    about = Q(body__id=organization.pk) | Q(body__customer_id=organization.pk)
    told = Q(organization=organization) | Q(about, organization=organization.root)
    return ApiAnswer.objects.filter(told).delete()[0]


@transaction.atomic
def erase_answers_about(user: User, *, by: User | None) -> int:
    """Forget what was answered to a reseller's programs about somebody who was removed. Returns how many."""
    about = ApiAnswer.objects.filter(organization=user.tenant_id, body__customer_id=user.organization_id)
    return about.filter(body__id=user.pk).delete()[0]
