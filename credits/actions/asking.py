"""Asking the platform for more credits, and the answer."""

from django.db import transaction

from customers.actions.activity import record_activity
from customers.actions.locks import lock_organization
from customers.errors import Refused
from customers.models import Organization, User
from customers.roles import Kind
from reseller_portal.lib import clock

from .. import facts, wording
from ..models import AskingState, CreditAsking
from .issuing import issue_credits


@transaction.atomic
def ask_for_credits(reseller: Organization, *, amount: int, note: str = "", by: User) -> CreditAsking:
    """Ask for `amount` hundredths of a credit. Raises Refused while an earlier request waits for its answer."""
    if reseller.kind != Kind.RESELLER:
        raise Refused("Only a reseller asks for credits.")
    lock_organization(reseller.pk)
    if CreditAsking.objects.open().filter(tenant=reseller).exists():
        raise Refused("Your earlier request is still waiting for an answer.")
    asking = CreditAsking.objects.create(
        tenant=reseller, amount=facts.amount(amount), note=facts.note(note), asked_by=by, asked_at=clock.now()
    )
    told = {"amount": wording.quantity(asking.amount)}
    record_activity("credits.asked_for", asking, organization=reseller, by=by, after=told)
    return asking


def _lock_open(asking: CreditAsking) -> CreditAsking:
    lock_organization(asking.tenant_id)
    asking.refresh_from_db()
    if asking.state != AskingState.OPEN:
        raise Refused(f"This request is {asking.get_state_display().lower()} already.")
    return asking


def _answer(asking: CreditAsking, state: AskingState, answer: str, by: User) -> CreditAsking:
    asking.state, asking.answer, asking.answered_by, asking.answered_at = (
        state,
        facts.note(answer, field="answer"),
        by,
        clock.now(),
    )
    asking.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    verb = {AskingState.GRANTED: "credits.request_granted", AskingState.REFUSED: "credits.request_refused"}[state]
    record_activity(verb, asking, organization=asking.tenant, by=by)
    return asking


@transaction.atomic
def grant_request(asking: CreditAsking, *, answer: str = "", by: User) -> CreditAsking:
    """Issue what was asked for, once. Raises Refused for one that was answered already."""
    _lock_open(asking)
    issue_credits(asking.tenant, amount=asking.amount, key=f"asked:{asking.pk}", note=asking.note, by=by)
    return _answer(asking, AskingState.GRANTED, answer, by)


@transaction.atomic
def refuse_request(asking: CreditAsking, *, answer: str, by: User) -> CreditAsking:
    """Say no, and why. Raises Refused for one that was answered already, and without a reason."""
    if not facts.note(answer, field="answer"):
        raise Refused("Say why.", field="answer")
    return _answer(_lock_open(asking), AskingState.REFUSED, answer, by)
