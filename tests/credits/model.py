"""The ledger as a plain dictionary: it moves numbers between names and knows nothing of accounts, locks or tables."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

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
