"""What needs somebody today: how many of each, and where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from customers.countdown import KEPT_FOR
from customers.filters import SOON
from customers.models import Customer, Invite
from customers.scope import Scope

from ..lib import clock

UNANSWERED = timedelta(days=3)


@dataclass(frozen=True)
class Need:
    """So many of something, in words, and the page where it is done."""

    icon: str
    count: int
    words: str
    url: str
    tone: str = "warn"


def needs(scope: Scope, today: date) -> list[Need]:
    """All there are, the most urgent first; nothing that the asker may not see or do."""
    return [need for need in _all(scope, today) if need.count]


def _all(scope: Scope, today: date) -> Iterator[Need]:
    customers, listed = Customer.objects.visible_to(scope), reverse("customers:list")
    if scope.may("credits.view"):
        holding = customers.with_credits()
        gone, soon = holding.run_out(today).count(), holding.running_out(today, SOON).count()
        yield Need("coins", gone, f"{_customers(gone)} ran out of credits", f"{listed}?credits=empty", "danger")
        words = f"{_customers(soon)} will run out of credits within {SOON} days"
        yield Need("hourglass", soon, words, f"{listed}?credits=soon&sort=credits")
    now, week = clock.now(), timedelta(days=SOON)
    going = customers.to_be_deleted(disabled_until=now + week - KEPT_FOR, now=now + week).count()
    words = f"{_customers(going)} will be deleted within {SOON} days"
    yield Need("trash-2", going, words, f"{listed}?status=disabled&sort=status", "danger")
    if scope.may("customers.change"):
        sent = Invite.objects.visible_to(scope).pending().standing().filter(uses=1)
        waiting = sent.filter(made_at__lt=now - UNANSWERED).count()
        words = f"{waiting:,} invitation{'' if waiting == 1 else 's'} unanswered for more than {UNANSWERED.days} days"
        yield Need("mail-question-mark", waiting, words, reverse("customers:invite"))


def _customers(count: int) -> str:
    return f"{count:,} customer{'' if count == 1 else 's'}"
