"""The one writer of the ledger.

Lock order everywhere: accounts ascending, then keys ascending. Under the locks an entry decides what to transfer from
the balances as they are; a refusal is stored like any answer, so that a retry gets it again, whatever has changed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from django.db import transaction

from customers.actions.activity import record_activity
from customers.errors import Refused
from customers.models import Organization, User
from reseller_portal.lib import clock

from ..errors import KeyConflict
from ..models import Account, LedgerRequest, RequestNote, Transfer
from ..models.accounts import SOURCES
from ..models.columns import LARGEST_AMOUNT
from ..models.transfers import Outcome
from . import engines
from .consequences import follow_up
from .moved import Moved
from .tries import Action, whole

Balances = Mapping[int, int]


@dataclass(frozen=True)
class Leg:
    """One transfer to make: `amount` minor units from `debit` to `credit`."""

    debit: Account
    credit: Account
    amount: int
    kind: str
    reverses: Transfer | None = None

    def carried(self) -> "list[Leg]":
        """As transfers can carry it: nothing for 0, and in parts what is more than the largest amount."""
        if self.amount < 0:
            raise ValueError("a transfer goes one way")
        if 0 < self.amount <= LARGEST_AMOUNT:
            return [self]
        whole, rest = divmod(self.amount, LARGEST_AMOUNT)
        return [replace(self, amount=part) for part in [LARGEST_AMOUNT] * whole + [rest] if part]


@dataclass(frozen=True)
class Entry:
    """One request: its key and body, the accounts that it may touch, and what it decides under their locks.

    `decide` gets the balances by account ID and returns the legs, or raises Refused. `organization` is the one whose
    credits or money it is about; `facts` are what was asked, and are hashed.
    """

    organization: Organization
    key: str
    action: str
    facts: Mapping[str, Any]
    accounts: Sequence[Account]
    decide: Callable[[Balances], Sequence[Leg]]
    note: str = ""
    verb: str = ""  # of the activity row to write; usage writes none
    told: str = ""  # the amount, as that row says it

    @cached_property
    def place(self) -> tuple[int, str]:
        """The tenant in which the key is unique, and the key."""
        return self.organization.tenant_id or self.organization.pk, self.key

    @cached_property
    def request_hash(self) -> str:
        body = {"action": self.action, "of": self.organization.pk, "note": self.note, **self.facts}
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Posting:
    """An entry that has just been posted, and the transfers made for it."""

    entry: Entry
    legs: Sequence[Leg]


@dataclass
class _Books:
    """The locked accounts while entries are being decided, and what is to be stored about them."""

    balances: dict[int, int]
    versions: dict[int, int]
    known: dict[tuple[int, str], LedgerRequest]
    at: datetime
    fresh: list[tuple[Entry, LedgerRequest]] = field(default_factory=list)
    transfers: list[tuple[LedgerRequest, engines.Row]] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)

    def of(self, entry: Entry) -> dict[int, int]:
        return {account.pk: self.balances[account.pk] for account in entry.accounts}

    def post(self, request: LedgerRequest, leg: Leg) -> None:
        if leg.debit.unit != leg.credit.unit:
            raise ValueError("a transfer stays in one unit")
        debit, credit = leg.debit.pk, leg.credit.pk
        for account, change in ((debit, -leg.amount), (credit, leg.amount)):
            self.balances[account] += change
            self.versions[account] += 1
        transfer = {
            "tenant_id": request.tenant_id,
            "debit_id": debit,
            "credit_id": credit,
            "amount": leg.amount,
            "kind": leg.kind,
            "reverses_id": leg.reverses.pk if leg.reverses else None,
            "debit_version": self.versions[debit],
            "credit_version": self.versions[credit],
            "debit_after": self.balances[debit],
            "credit_after": self.balances[credit],
        }
        self.transfers.append((request, transfer))


def _lock(entries: Sequence[Entry]) -> _Books:
    accounts = {account.pk for entry in entries for account in entry.accounts}
    locked, earlier = engines.lock(accounts, {entry.place for entry in entries})
    requests = LedgerRequest.objects.filter(pk__in=earlier) if earlier else ()
    return _Books(
        balances={pk: balance for pk, balance, _ in locked},
        versions={pk: version for pk, _, version in locked},
        known={(request.tenant_id, request.key): request for request in requests},
        at=clock.now(),
    )


def _balances_after(before: Balances, legs: Iterable[Leg]) -> dict[int, int]:
    after = dict(before)
    for leg in legs:
        after[leg.debit.pk] -= leg.amount
        after[leg.credit.pk] += leg.amount
    return after


def _refuse_below_zero(entry: Entry, after: Balances) -> None:
    """Raise Refused when an account would be left below zero, as the database's constraint would."""
    for account in entry.accounts:
        if after[account.pk] < 0 and account.kind not in SOURCES:
            raise Refused("There is not enough left.", field="amount")


def _decide(books: _Books, entry: Entry, request: LedgerRequest) -> None:
    before = books.of(entry)
    try:
        legs = [part for leg in entry.decide(before) for part in leg.carried()]
        after = _balances_after(before, legs)
        _refuse_below_zero(entry, after)
    except Refused as refusal:
        request.outcome, request.reason = Outcome.REFUSED, refusal.message[:200]
        return
    for leg in legs:
        books.post(request, leg)
    books.postings.append(Posting(entry, legs))


def _answer(books: _Books, entry: Entry, by: User | None) -> LedgerRequest:
    if known := books.known.get(entry.place):
        return known
    request = LedgerRequest(
        tenant_id=entry.place[0],
        organization=entry.organization,
        key=entry.key,
        request_hash=entry.request_hash,
        action=entry.action,
        outcome=Outcome.POSTED,
        actor=by,
        at=books.at,
    )
    _decide(books, entry, request)
    books.known[entry.place] = request
    books.fresh.append((entry, request))
    return request


def _save(books: _Books) -> None:
    """In the order of the keys. One that somebody has just used for other accounts is a conflict."""
    ordered = sorted((request for _, request in books.fresh), key=lambda one: (one.tenant_id, one.key))
    places = {(one.tenant_id, one.key): place for place, one in enumerate(ordered)}
    at = engines.moment(books.at)
    requests = [{**{name: getattr(one, name) for name in engines.ASKED}, "at": at} for one in ordered]
    transfers = [
        {**transfer, "request_id": places[one.tenant_id, one.key], "at": at} for one, transfer in books.transfers
    ]
    touched = sorted({row[side] for _, row in books.transfers for side in ("debit_id", "credit_id")})
    accounts = [{"id": pk, "balance": books.balances[pk], "version": books.versions[pk]} for pk in touched]
    if (made := engines.store(requests, accounts, transfers)) is None:
        raise KeyConflict
    for request, pk in zip(ordered, made, strict=True):
        request.pk = pk
    noted = [(entry.note, request) for entry, request in books.fresh if entry.note]
    if noted:
        RequestNote.objects.bulk_create(
            [RequestNote(request=request, tenant_id=request.tenant_id, text=note) for note, request in noted]
        )


def _moved(books: _Books) -> list[Moved]:
    return [
        Moved(posting.entry.organization.root, leg.debit, leg.credit, leg.amount, leg.kind, books.at)
        for posting in books.postings
        for leg in posting.legs
    ]


def _tell(books: _Books, entries: Iterable[Entry], by: User | None) -> None:
    """What follows from what was posted, in the same transaction."""
    accounts = {account.pk: account for entry in entries for account in entry.accounts}
    for pk, account in accounts.items():
        account.balance = books.balances[pk]
    follow_up(_moved(books), accounts.values())
    for posting in books.postings:
        entry = posting.entry
        if entry.verb:
            after = {"amount": entry.told} if entry.told else {}
            record_activity(entry.verb, entry.organization, organization=entry.organization, by=by, after=after)


@transaction.atomic(savepoint=False)
def post_all(entries: Sequence[Entry], *, by: User | None) -> list[LedgerRequest | KeyConflict]:
    """Answer each entry, in order: posted or refused, stored either way; a known key gets its first answer.

    A key that was used before for another body gets a KeyConflict. Two round trips to the database, however many
    entries. Raises KeyConflict, and the transaction has to go, when somebody uses a key at the same moment.
    """
    books = _lock(entries)
    requests = [_answer(books, entry, by) for entry in entries]
    if books.fresh:
        _save(books)
        _tell(books, entries, by)
    return [
        request if request.request_hash == entry.request_hash else KeyConflict()
        for entry, request in zip(entries, requests, strict=True)
    ]


@transaction.atomic(savepoint=False)
def post(entry: Entry, *, by: User | None) -> LedgerRequest:
    """Answer one entry. Raises KeyConflict when its key was used before for another body."""
    answer = post_all([entry], by=by)[0]
    if isinstance(answer, KeyConflict):
        raise answer
    return answer


def settled(action: Action) -> Action:
    """Make an action `whole`, and raise a refusal that the ledger stored only after it was committed."""
    act = whole(action)

    @wraps(action)
    def run(*args: Any, **kwargs: Any) -> LedgerRequest:
        request = act(*args, **kwargs)
        if request.outcome == Outcome.REFUSED:
            raise Refused(request.reason, field="amount")
        return request

    return run  # type: ignore[return-value]
