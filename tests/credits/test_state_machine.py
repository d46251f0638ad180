"""The ledger beside a plain dictionary: whatever is asked of it, in whatever order, both give the same answers.

Every example begins with the same funded cast and is rolled back, so that they do not know of one another.
"""

import copy
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from credits.actions.spending import (
    Spending,
    spend_batch,
)
from credits.errors import KeyConflict
from credits.models import RequestNote
from customers.actions.organizations import create_customer
from customers.models import Organization
from reseller_portal.lib import clock
from tests.credits.model import CUSTOMERS, LARGEST, ROOT, Ask, Model
from tests.credits.real_ledger import Ledger, answer_of

# Measured: 200 examples of 30 steps take 35 s on SQLite and 58 s on PostgreSQL, half as much again on busy cores.
EXAMPLES = {"sqlite": 40, "postgresql": 25}[connection.vendor]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
QUICK = settings(
    max_examples=EXAMPLES,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=SLOW,
    phases=[Phase.generate],  # making a failure smaller takes minutes; the long one does it
)
# A thousand would take eight minutes on PostgreSQL by those figures, and several times that on busy cores.
LONG = settings(
    QUICK, max_examples=10 * EXAMPLES, stateful_step_count=50, derandomize=False, phases=[Phase.generate, Phase.shrink]
)


def compared(ledger: Ledger, model: Model, ask: Ask) -> str:
    """Ask both; the answer that they gave."""
    expected = model.answer(ask)
    with clock.moved_to(model.now):
        assert answer_of(lambda: ledger.do(ask)) == expected.replace("nonsense", "refused"), ask
    return expected


# In hundredths of a credit, or what part of what there is to move; now and then something that no transfer carries.
PARTS = {"half": (1, 2, 0), "most": (19, 20, 0), "all": (1, 1, 0), "more than all": (1, 1, 1)}
amounts = st.one_of(
    st.integers(1, 900), st.sampled_from(list(PARTS)), st.sampled_from([1, 90, 100, 5_000, -1, 0, LARGEST, LARGEST + 1])
)
customers, notes = st.sampled_from(CUSTOMERS), st.sampled_from(["for May", ""])
batches = st.lists(st.tuples(customers, st.integers(1, 400), st.integers(1, 3)), min_size=1, max_size=4)


class LedgerMachine(RuleBasedStateMachine):
    """Asks both and compares. The test says with whom, and what every example begins with."""

    organizations: dict[str, Organization]
    beginning: Model
    asks = Bundle("asks")
    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.ledger, self.model = Ledger(self.organizations), copy.deepcopy(self.beginning)
        self.numbers = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def ask(self, action: str, who: str, amount: int | str = 1, **facts: Any) -> Any:
        self.numbers += 1
        if isinstance(amount, str):
            times, by, more = PARTS[amount]
            amount = self.model.at_most(action, who) * times // by + more
        return self.put(Ask(action, who, **{"key": f"ask-{self.numbers}", "amount": amount, **facts}))

    def put(self, ask: Ask) -> Any:
        """Ask both; returns what may be asked again."""
        return multiple() if compared(self.ledger, self.model, ask) == "nonsense" else ask

    @rule(target=asks, action=st.sampled_from(["issue", "withdraw"]), who=st.sampled_from(sorted(ROOT)), amount=amounts)
    def the_platform_moves(self, action: str, who: str, amount: int | str) -> Any:
        return self.ask(action, who, amount)

    @rule(target=asks, action=st.sampled_from(["recharge", "set", "return"]), who=customers, amount=amounts, note=notes)
    def a_reseller_moves(self, action: str, who: str, amount: int | str, note: str) -> Any:
        return self.ask(action, who, amount, note=note)

    @rule(target=asks, action=st.sampled_from(["refill", "deduct"]), who=customers, amount=amounts, note=notes)
    def money_moves(self, action: str, who: str, amount: int | str, note: str) -> Any:
        return self.ask(action, who, amount, note=note)

    @rule(target=asks, who=customers, amount=amounts)
    def a_customer_spends(self, who: str, amount: int | str) -> Any:
        return self.ask("spend", who, amount)

    @rule(target=asks, who=customers, amount=amounts)
    def a_recharge_follows_spending(self, who: str, amount: int | str) -> Any:
        self.ask("spend", who, "most")
        return self.ask("recharge", who, amount)

    @rule(items=batches)
    def a_batch_is_spent(self, items: list[tuple[str, int, int]]) -> None:
        self.numbers += 1
        asks = [Ask("spend", who, f"batch-{self.numbers}-{slot}", amount) for who, amount, slot in items]
        expected = [self.model.answer(ask) for ask in asks]
        spendings = [Spending(self.ledger.organizations[ask.who], ask.amount, ask.key) for ask in asks]
        answers = spend_batch(spendings, by=None)
        assert ["conflict" if isinstance(one, KeyConflict) else one.outcome for one in answers] == expected

    @rule(target=holds, who=customers, amount=amounts)
    def a_customer_reserves(self, who: str, amount: int | str) -> Any:
        before = len(self.model.holds)
        ask = self.ask("reserve", who, amount)
        if len(self.model.holds) == before:
            return multiple()
        self.ledger.reservations.append(self.ledger.request(who, ask.key).reservation)
        return before

    @rule(target=asks, of=holds, action=st.sampled_from(["settle", "release"]), amount=st.integers(0, 900))
    def a_reservation_ends(self, of: int, action: str, amount: int) -> Any:
        return self.ask(action, self.model.holds[of].who, amount if action == "settle" else 1, of=of)

    @rule(of=holds, hours=st.sampled_from([1, 23, 24]))
    def a_reservation_expires(self, of: int, hours: int) -> None:
        self.model.now += timedelta(hours=hours)
        self.ask("expire", self.model.holds[of].who, key=f"expire:{self.ledger.reservations[of].pk}", of=of)

    @rule(target=asks, who=customers)
    def the_latest_movement_is_undone(self, who: str) -> Any:
        latest = self.model.latest.get(who)
        return self.ask("undo", who, of=latest.key) if latest else multiple()

    @rule(target=asks, earlier=asks)
    def something_earlier_is_undone(self, earlier: Ask) -> Any:
        return self.ask("undo", earlier.who, of=earlier.key)

    @rule(earlier=asks)
    def something_is_sent_again(self, earlier: Ask) -> None:
        self.put(earlier)

    @rule(earlier=asks, who=customers, action=st.sampled_from(["spend", "recharge"]), more=st.integers(0, 5))
    def a_key_is_used_for_something_else(self, earlier: Ask, who: str, action: str, more: int) -> None:
        self.put(Ask(action, who, earlier.key, min(earlier.amount + more, LARGEST)))

    @rule(who=customers, sure=st.sampled_from([False, False, True]))
    def a_customer_is_closed(self, who: str, sure: bool) -> None:
        if not sure or who in self.model.gone:
            return
        expected = self.model.close(who)
        with clock.moved_to(self.model.now):
            refused = answer_of(lambda: self.ledger.close(who)) == "refused"
        assert refused == (expected == "nonsense")
        assert refused or not RequestNote.objects.filter(request__organization=self.ledger.organizations[who]).exists()

    @invariant()
    def the_books_are_the_model_s(self) -> None:
        self.ledger.read()
        assert self.ledger.balances() == {place: balance for place, balance in self.model.balances.items() if balance}
        assert not any(self.ledger.sums().values())
        assert self.ledger.ends() == self.ledger.chains


# Two pools, four customers with credits, one of whom has money, one who is in the red, and one with nothing.
BEGINNING = (
    ("issue", "acme", 6_000), ("issue", "globex", 2_000), ("issue", "direct", 1_500), ("recharge", "harbour", 1_000),
    ("recharge", "meadow", 500), ("recharge", "orchard", 400), ("refill", "harbour", 700), ("spend", "orchard", 390),
)  # fmt: skip


def drive(cast: SimpleNamespace, how: settings) -> None:
    cast.orchard = create_customer(cast.globex, name="Orchard Press", email="desk@orchard.example", by=cast.gus)
    ledger, model = Ledger({name: getattr(cast, name) for name in ROOT}), Model(clock.now())
    for action, who, amount in BEGINNING:
        assert compared(ledger, model, Ask(action, who, f"beginning-{action}-{who}", amount, "for April")) == "posted"

    class Machine(LedgerMachine):
        organizations, beginning = ledger.organizations, model

    run_state_machine_as_test(Machine, settings=how)


def test_the_ledger_answers_as_a_dictionary_would(cast: SimpleNamespace) -> None:
    drive(cast, QUICK)


@pytest.mark.drill
def test_the_ledger_answers_as_a_dictionary_would_for_longer(cast: SimpleNamespace) -> None:
    drive(cast, LONG)
