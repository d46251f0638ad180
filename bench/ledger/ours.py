"""The ledger of this repository, as its clients use it."""

import os
import random
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from .cases import CUSTOMERS, KINDS


def set_up_ours(url: str) -> dict[str, Callable[[bool], Callable[[], Any]]]:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    from credits import holdings
    from credits.actions.ledger import Entry, Leg, post
    from credits.actions.recharging import recharge_customer
    from credits.actions.spending import spend_credits
    from credits.models import Account
    from customers.models import Organization

    customers = list(Organization.objects.exclude(tenant=None).select_related("tenant"))
    accounts = {(one.organization_id, one.kind): one for one in Account.objects.all()}

    def writer(hot: bool) -> Callable[[], Any]:
        def run() -> None:
            customer = random.choice(customers)
            debit = accounts[customer.tenant_id, "pool"] if hot else accounts[customer.pk, "available"]
            credit = accounts[customer.pk, "available" if hot else "used"]
            leg = Leg(debit, credit, 1, "recharge" if hot else "spending")
            # What the actions lock: all that a meter counts, and for a recharge the pool and what was spent too.
            kinds = ("available", "reserved", "used", *(("spent",) if hot else ()))
            held = [*([debit] if hot else []), *(accounts[customer.pk, kind] for kind in kinds)]
            entry = Entry(customer, uuid4().hex, "spend", {"amount": 1}, held, lambda _: [leg])
            post(entry, by=None)

        return run

    def action(hot: bool) -> Callable[[], Any]:
        do = recharge_customer if hot else spend_credits
        return lambda: do(random.choice(customers), amount=1, key=uuid4().hex, by=None)

    return {"writer": writer, "action": action, "read": lambda _: lambda: holdings.balances(random.choice(customers))}


def prepare_ours(url: str) -> None:
    """A reseller with a pool and customers with credits, written in bulk: no history, only accounts to move between."""
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from credits.models import Account
    from customers.actions.organizations import create_reseller
    from customers.models import Organization
    from reseller_portal.lib import clock

    call_command("migrate", verbosity=0)
    reseller = create_reseller(
        name="Bench", email="bench@bench.example", currency="EUR", time_zone="Europe/Amsterdam", by=None
    )
    facts = {"kind": "resellee", "tenant": reseller, "search_text": "", "registered_at": clock.now()}
    names = [f"c{number}" for number in range(CUSTOMERS)]
    customers = Organization.objects.bulk_create(
        Organization(name=name, name_key=name, email=f"{name}@bench.example", **facts) for name in names
    )
    kinds = [
        (reseller, "pool"),
        *((one, kind) for one in customers for kind in KINDS),
    ]
    Account.objects.bulk_create(
        Account(tenant=reseller, organization=who, kind=kind, unit="credits", balance=10**9) for who, kind in kinds
    )
    connection.close()
