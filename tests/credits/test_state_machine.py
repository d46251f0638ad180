"""The ledger beside a plain dictionary: whatever is asked of it, in whatever order, both give the same answers.

The model below knows nothing of accounts, locks or tables: it moves numbers between names. Every example begins with
the same funded cast and is rolled back, so that they do not know of one another.
"""

import copy
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from credits.actions.balances import deduct_balance, refill_balance
from credits.actions.closing import close_accounts
from credits.actions.issuing import issue_credits, withdraw_credits
from credits.actions.recharging import recharge_customer, return_credits, set_credits
from credits.actions.spending import (
    Spending,
    expire_reservation,
    release_reservation,
    reserve_credits,
    settle_reservation,
    spend_batch,
    spend_credits,
)
from credits.actions.undoing import undo_movement
from credits.errors import KeyConflict
from credits.models import Account, LedgerRequest, RequestNote, Transfer
from customers.actions.organizations import create_customer
from customers.errors import Refused
from customers.models import Organization
from reseller_portal.lib import clock

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
LONG = settings(
    QUICK, max_examples=1_000, stateful_step_count=50, derandomize=False, phases=[Phase.generate, Phase.shrink]
)

# --- The model --------------------------------------------------------------------------------------------------------
ROOT = {"harbour": "acme", "island": "acme", "meadow": "globex", "orchard": "globex", "direct": "direct"}
ROOT |= {"acme": "acme", "globex": "globex"}
CUSTOMERS, ROOTS = ("harbour", "island", "meadow", "orchard", "direct"), ("acme", "globex", "direct")
WITHOUT_FLOOR = ("issuer", "settlement")
MOVEMENTS = ("recharge", "set", "return", "refill", "deduct")
LARGEST = 10**12
Place = tuple[str, str]  # whose, and which kind
Leg = tuple[Place, Place, int]


@dataclass(frozen=True)
class Ask:
    """Something that is asked of the ledger. `of` is the reservation, by number, or the request's key that is undone."""

    action: str
    who: str
    key: str
    amount: int = 1
    note: str = ""
    of: Any = None


@dataclass
class Hold:
    """A reservation in the model."""

    who: str
    amount: int
    until: datetime
    state: str = "held"


@dataclass
class Model:
    """What the ledger should hold and say."""

    now: datetime
    balances: Counter[Place] = field(default_factory=Counter)
    answers: dict[tuple[str, str], tuple[Ask, str]] = field(default_factory=dict)
    legs: dict[tuple[str, str], list[Leg]] = field(default_factory=dict)
    latest: dict[str, Ask] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def answer(self, ask: Ask) -> str:
        """Do what is asked and say posted, refused, or conflict; `nonsense` is refused and not kept."""
        place = (ROOT[ask.who], ask.key)
        if self.is_nonsense(ask):
            return "nonsense"
        if place in self.answers:
            first, outcome = self.answers[place]
            return outcome if first == ask else "conflict"
        legs = self.decide(ask)
        outcome = "refused" if legs is None else "posted"
        self.answers[place] = (ask, outcome)
        if legs is not None:
            self.post(ask, [leg for leg in legs if leg[2]])
        return outcome

    def is_nonsense(self, ask: Ask) -> bool:
        least = 0 if ask.action in ("set", "settle") else 1
        if not least <= ask.amount <= LARGEST:
            return True
        if ask.action in ("refill", "deduct") and not ask.note:
            return True
        if ask.action in ("issue", "withdraw") and ask.who not in ROOTS:
            return True
        if ask.action == "settle" and ask.amount > self.holds[ask.of].amount:
            return True
        if ask.action == "expire" and self.holds[ask.of].until > self.now:
            return True
        return ask.who in self.gone and ask.action in ("issue", "withdraw", "undo", *MOVEMENTS)

    def decide(self, ask: Ask) -> list[Leg] | None:
        """The legs, or None where they do not fit."""
        legs: list[Leg] | None = getattr(self, f"_{ask.action}")(ask)
        after = self.balances.copy()
        for debit, credit, amount in legs or ():
            after[debit] -= amount
            after[credit] += amount
            if after[debit] < 0 and debit[1] not in WITHOUT_FLOOR:
                return None
        return legs

    def post(self, ask: Ask, legs: list[Leg]) -> None:
        for debit, credit, amount in legs:
            self.balances[debit] -= amount
            self.balances[credit] += amount
        self.legs[ROOT[ask.who], ask.key] = legs
        if ask.action in (*MOVEMENTS, "undo"):
            self.latest[ask.who] = ask
        if ask.action == "reserve":
            self.holds.append(Hold(ask.who, ask.amount, self.now + timedelta(hours=24)))
        if ask.action in ("settle", "release", "expire"):
            self.holds[ask.of].state = "ended"

    def source(self, who: str) -> Place:
        return (who, "issuer") if who in ROOTS else (ROOT[who], "pool")

    def holding(self, who: str) -> Place:
        return (who, "available" if who in CUSTOMERS else "pool")

    def recharged(self, who: str, amount: int) -> list[Leg]:
        """A recharge, after the allocation that it ends: one of which less than a tenth is left."""
        available, reserved, used = (self.balances[who, kind] for kind in ("available", "reserved", "used"))
        ends = 10 * available < available + reserved + used
        return [((who, "used"), (who, "spent"), used if ends else 0), (self.source(who), (who, "available"), amount)]

    def at_most(self, action: str, who: str) -> int:
        """About as much as can be moved: what lies where it would be taken from, or 1,000 out of nowhere."""
        takes = {"withdraw": self.holding(who), "recharge": self.source(who), "set": self.source(who)}
        takes |= {"issue": (who, "issuer"), "refill": (ROOT[who], "settlement"), "deduct": (who, "balance")}
        place = takes.get(action, (who, "available"))
        return 1_000 if place[1] in WITHOUT_FLOOR else self.balances[place]

    def _issue(self, ask: Ask) -> list[Leg]:
        if ask.who in CUSTOMERS:
            return self.recharged(ask.who, ask.amount)
        return [((ask.who, "issuer"), (ask.who, "pool"), ask.amount)]

    def _withdraw(self, ask: Ask) -> list[Leg]:
        return [(self.holding(ask.who), (ask.who, "issuer"), ask.amount)]

    def _recharge(self, ask: Ask) -> list[Leg]:
        return self.recharged(ask.who, ask.amount)

    def _set(self, ask: Ask) -> list[Leg]:
        more = ask.amount - self.balances[ask.who, "available"]
        return self.recharged(ask.who, more) if more > 0 else self._return(replace(ask, amount=-more))

    def _return(self, ask: Ask) -> list[Leg]:
        return [((ask.who, "available"), self.source(ask.who), ask.amount)]

    def _refill(self, ask: Ask) -> list[Leg]:
        return [((ROOT[ask.who], "settlement"), (ask.who, "balance"), ask.amount)]

    def _deduct(self, ask: Ask) -> list[Leg]:
        return [((ask.who, "balance"), (ROOT[ask.who], "settlement"), ask.amount)]

    def _spend(self, ask: Ask) -> list[Leg]:
        return [((ask.who, "available"), (ask.who, "used"), ask.amount)]

    def _reserve(self, ask: Ask) -> list[Leg]:
        return [((ask.who, "available"), (ask.who, "reserved"), ask.amount)]

    def _settle(self, ask: Ask) -> list[Leg] | None:
        hold = self.holds[ask.of]
        took = ask.amount if ask.action == "settle" else 0
        legs = [
            ((ask.who, "reserved"), (ask.who, "used"), took),
            ((ask.who, "reserved"), (ask.who, "available"), hold.amount - took),
        ]
        return legs if hold.state == "held" else None

    _release = _expire = _settle

    def _undo(self, ask: Ask) -> list[Leg] | None:
        latest, legs = self.latest.get(ask.who), self.legs.get((ROOT[ask.who], ask.of), [])
        if latest is None or latest.key != ask.of or latest.action == "undo" or not legs:
            return None
        return [(credit, debit, amount) for debit, credit, amount in reversed(legs)]

    def close(self, who: str) -> str:
        if self.balances[who, "balance"] or self.balances[who, "reserved"]:
            return "nonsense"
        available, used = self.balances[who, "available"], self.balances[who, "used"]
        moves = [((who, "available"), self.source(who), available), ((who, "used"), (who, "spent"), used)]
        self.post(Ask("delete", who, f"delete:{who}"), [leg for leg in moves if leg[2]])
        self.gone.add(who)
        return "posted"


# --- The ledger -------------------------------------------------------------------------------------------------------
class Ledger:
    """The real one, asked in the model's words, and what its tables hold."""

    def __init__(self, organizations: dict[str, Organization]) -> None:
        self.organizations = dict(organizations)
        self.names = {one.pk: name for name, one in self.organizations.items()}
        self.reservations: list[Any] = []
        self.accounts: list[tuple[Any, ...]] = []
        self.chains: dict[int, tuple[int, int]] = {}  # version and balance of each account, by its transfers
        self.seen = 0

    def do(self, ask: Ask) -> Any:
        who, named = self.organizations[ask.who], {"key": ask.key, "by": None}
        noted = {**named, "note": ask.note}
        calls = {
            "issue": lambda: issue_credits(who, amount=ask.amount, **noted),
            "withdraw": lambda: withdraw_credits(who, amount=ask.amount, **noted),
            "recharge": lambda: recharge_customer(who, amount=ask.amount, **noted),
            "set": lambda: set_credits(who, target=ask.amount, **noted),
            "return": lambda: return_credits(who, amount=ask.amount, **noted),
            "refill": lambda: refill_balance(who, amount=ask.amount, **noted),
            "deduct": lambda: deduct_balance(who, amount=ask.amount, **noted),
            "spend": lambda: spend_credits(who, amount=ask.amount, **named),
            "reserve": lambda: reserve_credits(who, amount=ask.amount, **named),
            "settle": lambda: settle_reservation(self.reservations[ask.of], amount=ask.amount, **named),
            "release": lambda: release_reservation(self.reservations[ask.of], **named),
            "expire": lambda: expire_reservation(self.reservations[ask.of], by=None),
            "undo": lambda: undo_movement(self.request(ask.who, ask.of), **named),
        }
        return calls[ask.action]()

    def request(self, who: str, key: str) -> LedgerRequest:
        return LedgerRequest.objects.get(tenant=self.organizations[ROOT[who]], key=key)

    def close(self, who: str) -> None:
        customer = self.organizations[who]
        close_accounts(customer, by=None)
        Organization.objects.filter(pk=customer.pk).update(deleted_at=clock.now(), email=None, phone="")
        self.organizations[who] = Organization.objects.select_related("tenant").get(pk=customer.pk)

    def read(self) -> None:
        """The accounts, and the transfers since the last reading, each of which has to follow on the one before."""
        columns = ("pk", "organization", "kind", "unit", "version", "balance")
        self.accounts = list(Account.objects.values_list(*columns))
        for one in Transfer.objects.filter(pk__gt=self.seen).order_by("pk"):
            for account, version, after, change in (
                (one.debit_id, one.debit_version, one.debit_after, -one.amount),
                (one.credit_id, one.credit_version, one.credit_after, one.amount),
            ):
                before = self.chains.get(account, (0, 0))
                assert (version, after) == (before[0] + 1, before[1] + change), one
                self.chains[account] = (version, after)
            self.seen = one.pk

    def balances(self) -> dict[Place, int]:
        return {(self.names[who], kind): balance for _, who, kind, _, _, balance in self.accounts if balance}

    def sums(self) -> Counter[str]:
        sums: Counter[str] = Counter()
        for *_, unit, _, balance in self.accounts:
            sums[unit] += balance
        return sums

    def ends(self) -> dict[int, tuple[int, int]]:
        return {pk: (version, balance) for pk, *_, version, balance in self.accounts if version}


def answer_of(call: Any) -> str:
    """What the ledger answers: posted, refused or conflict."""
    try:
        call()
    except KeyConflict:
        return "conflict"
    except Refused:
        return "refused"
    return "posted"


# --- Both, side by side -----------------------------------------------------------------------------------------------
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
