"""Recharge, Set credits, Return to pool, Manage balance, and taking the latest of them back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from customers.access import ScopedRequest, screen
from customers.errors import Refused
from customers.forms.fields import refusals_in
from customers.models import Organization
from customers.views.detail import customer_or_404
from reseller_portal.lib import amounts
from reseller_portal.lib.htmx import dialog, done
from reseller_portal.lib.meters import Meter

from .. import holdings, wording
from ..actions.balances import deduct_balance, refill_balance
from ..actions.recharging import recharge_customer, return_credits, set_credits
from ..actions.undoing import undo_movement
from ..facts import CREDIT_DIGITS, digits
from ..forms import BalanceForm, MovementForm
from ..models import LedgerRequest
from ..models.accounts import CREDITS


@dataclass(frozen=True)
class Movement:
    """One way of moving credits between the pool and a customer."""

    heading: str
    label: str  # of the amount
    way: str  # add, set or take: what the preview does with it
    act: Callable[..., LedgerRequest]
    fact: str  # what the action calls the amount
    plain: str  # the button
    button: str  # the button once an amount stands in it, for #
    busy: str
    said: str
    least: int = 1


RECHARGE = Movement(
    "Recharge",
    "Credits to add",
    "add",
    recharge_customer,
    "amount",
    "Recharge",
    "Recharge # credits",
    "Recharging…",
    "{customer} got {amount}",
)
SET = Movement(
    "Set the credits of",
    "Available credits",
    "set",
    set_credits,
    "target",
    "Set credits",
    "Set # credits",
    "Setting…",
    "{customer} has {amount} available",
    least=0,
)
RETURN = Movement(
    "Return credits of",
    "Credits to return",
    "take",
    return_credits,
    "amount",
    "Return to pool",
    "Return # credits",
    "Returning…",
    "{customer} returned {amount} to the pool",
)


def _offered(movement: Movement, meter: Meter, pool: int) -> list[tuple[str, int]]:
    available, used = meter.available, meter.shown_used
    assigned = amounts.grouped(available + used, CREDIT_DIGITS)
    match movement.way:
        case "add":
            offered = [("+100", 10_000), ("+500", 50_000), (f"Back to {assigned}", used), ("All that is left", pool)]
            return [(text, amount) for text, amount in offered if 0 < amount <= pool]
        case "set":
            offered = [("0", 0), (assigned, available + used), ("As many as there are", available + pool)]
            return [(text, amount) for text, amount in offered if amount <= available + pool]
        case _:
            return [("All of them", available)] if available else []


def _presets(movement: Movement, meter: Meter, pool: int) -> list[tuple[str, str]]:
    """Amounts that people often mean: what each is called and how it is typed. Only those that would fit."""
    return [(text, amounts.plain(amount, CREDIT_DIGITS)) for text, amount in _offered(movement, meter, pool)]


def _hint(movement: Movement, available: int, pool: int) -> str:
    if movement.way == "take":
        return f"{wording.quantity(available)} can be returned"
    left = f"{wording.quantity(pool)} left in the pool"
    return f"{left}, so at most {amounts.grouped(available + pool, CREDIT_DIGITS)}" if movement.way == "set" else left


def _shown(amount: int, unit: str = CREDITS) -> dict[str, Any]:
    """An amount for the preview: as it is, and as it reads."""
    return {"amount": amount, "text": amounts.grouped(amount, digits(unit), needless=unit != CREDITS)}


def _left(request: ScopedRequest) -> int:
    pool = holdings.pool_left(request.scope)
    return pool.left if pool else 0


@screen("credits.move", "POST")
def move_credits(request: ScopedRequest, pk: int, movement: Movement) -> HttpResponse:
    """Show customer and pool before and after while an amount is typed, and move it."""
    customer = customer_or_404(request, pk)
    meter, pool = holdings.meter(customer), _left(request)
    sent = request.POST if request.method == "POST" else None
    form = MovementForm(sent, label=movement.label, least=movement.least, hint=_hint(movement, meter.available, pool))
    if form.is_valid():
        with refusals_in(form):
            return _moved(request, customer, movement, form)
    context = {
        "customer": customer,
        "movement": movement,
        "available": _shown(meter.available),
        "pool": _shown(pool),
        "presets": _presets(movement, meter, pool),
        "back": reverse("customers:detail", args=[pk]),
    }
    heading = f"{movement.heading} {customer}"
    return _asked(request, heading, "credits/_movement.html", form, context)


def _asked(
    request: ScopedRequest, heading: str, part: str, form: MovementForm, context: dict[str, Any]
) -> HttpResponse:
    """The form, or the form again with what is wrong."""
    if form.errors:
        form.renew_key()
    return dialog(request, heading, part, {**context, "form": form}, status=422 if form.errors else 200)


def _moved(request: ScopedRequest, customer: Organization, movement: Movement, form: MovementForm) -> HttpResponse:
    given = form.cleaned_data
    facts = {movement.fact: given["amount"], "note": given["note"], "key": str(given["key"])}
    posted = movement.act(customer, **facts, by=request.user)
    text = movement.said.format(customer=customer, amount=wording.quantity(given["amount"]))
    return _done(request, customer, text, posted)


def _done(request: ScopedRequest, customer: Organization, text: str, posted: LedgerRequest) -> HttpResponse:
    to = reverse("credits:history", args=[customer.pk])
    undo = reverse("credits:undo", args=[customer.pk, posted.pk]) if posted.transfers.exists() else ""
    return done(request, text, to=to, event="customers-changed", undo=undo)


@screen("credits.move", "POST")
def manage_balance(request: ScopedRequest, pk: int) -> HttpResponse:
    """Record money that a customer paid or got back outside the platform."""
    customer = customer_or_404(request, pk)
    currency, balance = customer.root.currency, holdings.money(customer)
    sent = request.POST if request.method == "POST" else None
    hint = f"The balance is {wording.quantity(balance, currency)}"
    form = BalanceForm(sent, label=f"Amount in {currency}", unit=currency, hint=hint)
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            act, said = (
                (refill_balance, "{} was added to {}’s balance")
                if given["way"] == "refill"
                else (deduct_balance, "{} was deducted from {}’s balance")
            )
            posted = act(customer, amount=given["amount"], note=given["note"], key=str(given["key"]), by=request.user)
            return _done(request, customer, said.format(wording.quantity(given["amount"], currency), customer), posted)
    context = {
        "customer": customer,
        "available": _shown(balance, currency),
        "digits": digits(currency),
        "back": reverse("customers:detail", args=[pk]),
    }
    heading = f"Manage the balance of {customer}"
    return _asked(request, heading, "credits/_balance.html", form, context)


@screen("credits.move", "POST")
def undo(request: ScopedRequest, pk: int, request_pk: int) -> HttpResponse:
    """Take a customer's latest movement back."""
    customer = customer_or_404(request, pk)
    posted = get_object_or_404(
        LedgerRequest.objects.visible_to(request.scope).filter(organization=customer), pk=request_pk
    )
    to, refusal = reverse("credits:history", args=[pk]), ""
    if request.method == "POST":
        try:
            undo_movement(posted, key=f"undo:{posted.pk}", by=request.user)
            return done(request, f"{wording.movement(posted)} was undone", to=to, event="customers-changed")
        except Refused as refused:
            refusal = refused.message
    context = {
        "customer": customer,
        "posted": posted,
        "movement": wording.movement(posted),
        "refusal": refusal,
        "back": to,
    }
    return dialog(request, "Undo", "credits/_undoing.html", context, status=422 if refusal else 200)
