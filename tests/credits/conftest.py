"""The cast with credits: Acme's pool holds 100, Globex's 50."""

import itertools
from collections.abc import Callable
from types import SimpleNamespace

import pytest

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
