"""The cast with credits: Acme's pool holds 100, Globex's 50."""

import itertools
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.db import connection

from customers.models import Organization
from reseller_portal.lib.amounts import short

_numbers = itertools.count(1)


def key() -> str:
    """A key that nobody used yet."""
    return f"test-{next(_numbers)}"


@pytest.fixture
def funded(cast: SimpleNamespace) -> SimpleNamespace:
    from credits.actions.issuing import issue_credits

    issue_credits(cast.acme, amount=10_000, key=key(), by=cast.stan)
    issue_credits(cast.globex, amount=5_000, key=key(), by=cast.stan)
    return cast


@pytest.fixture
def held() -> Callable[..., str]:
    """What an organization has, in whole units and in the order asked: held(acme, "pool"), held(harbour, "available", "used")."""

    def read(organization: Organization, *kinds: str) -> str:
        balances = dict(organization.accounts.values_list("kind", "balance"))
        return " | ".join(short(balances.get(kind, 0), 2) for kind in kinds)

    return read


@pytest.fixture
def books(funded: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """Movements of every sort: Harbour uses and holds, one recharge was undone, Island is deleted, Meadow prepaid."""
    from credits.actions.balances import refill_balance
    from credits.actions.closing import close_accounts
    from credits.actions.recharging import recharge_customer
    from credits.actions.spending import release_reservation, reserve_credits, settle_reservation, spend_credits
    from credits.actions.undoing import undo_movement
    from customers.actions.erasure import make_tombstone

    olive = funded.olive
    for customer in (funded.harbour, funded.island):
        recharge_customer(customer, amount=3_000, key=key(), by=olive)
    spend_credits(funded.harbour, amount=500, key=key(), by=None)
    settled, released, funded.held = (
        reserve_credits(funded.harbour, amount=100, key=key(), by=None).reservation for _ in range(3)
    )
    settle_reservation(settled, amount=40, key=key(), by=None)
    release_reservation(released, key=key(), by=None)
    funded.settled = settled
    undo_movement(recharge_customer(funded.harbour, amount=700, key=key(), by=olive), key=key(), by=olive)
    refill_balance(funded.meadow, amount=900, key=key(), note="By bank", by=funded.gus)
    close_accounts(funded.island, by=olive)
    make_tombstone(funded.island, by=olive)
    yield funded
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.execute("PRAGMA ignore_check_constraints=OFF")
