"""A transfer that has just been made, as whatever follows from it sees it: without the cost of a model."""

from dataclasses import dataclass
from datetime import datetime

from customers.models import Organization

from ..models import Account


@dataclass(frozen=True, slots=True)
class Moved:
    """`amount` minor units went from `debit` to `credit`; `root` is the tenant, whose days count."""

    root: Organization
    debit: Account
    credit: Account
    amount: int
    kind: str
    at: datetime
