"""The one writer of the ledger.

Lock order everywhere: accounts ascending, then keys ascending. Under the locks an entry decides what to transfer from
the balances as they are; a refusal is stored like any answer, so that a retry gets it again, whatever has changed.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any, TypeVar

from django.db import connection, transaction

from customers.actions.activity import record_activity
from customers.errors import Refused
from customers.models import Organization, User
from reseller_portal.lib import clock

from ..errors import KeyConflict
from ..models import Account, LedgerRequest, RequestNote, Transfer
from ..models.accounts import SOURCES
from ..models.columns import LARGEST_AMOUNT
from ..models.transfers import Outcome
from .consequences import follow_up

Balances = Mapping[int, int]
Action = TypeVar("Action", bound=Callable[..., Any])


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

    @property
    def request_hash(self) -> str:
        body = {"action": self.action, "of": self.organization.pk, "note": self.note, **self.facts}
        return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@dataclass
class _Books:
    """The locked accounts while entries are being decided, and the transfers made so far."""

    accounts: dict[int, Account]
    transfers: list[Transfer] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    @property
    def balances(self) -> dict[int, int]:
        return {pk: account.balance for pk, account in self.accounts.items()}

    def post(self, request: LedgerRequest, legs: Iterable[Leg]) -> None:
        for leg in legs:
            debit, credit = self.accounts[leg.debit.pk], self.accounts[leg.credit.pk]
            if debit.unit != credit.unit:
                raise ValueError("a transfer stays in one unit")
            for account, change in ((debit, -leg.amount), (credit, leg.amount)):
                account.balance += change
                account.version += 1
                self.touched.add(account.pk)
            self.transfers.append(
                Transfer(
                    tenant_id=request.tenant_id,
                    request=request,
                    debit=debit,
                    credit=credit,
                    amount=leg.amount,
                    kind=leg.kind,
                    reverses=leg.reverses,
                    debit_version=debit.version,
                    credit_version=credit.version,
                    debit_after=debit.balance,
                    credit_after=credit.balance,
                    at=request.at,
                )
            )


def _lock(entries: Sequence[Entry]) -> _Books:
    wanted = sorted({account.pk for entry in entries for account in entry.accounts})
    # Not for update of keys: rows that only point to an account need not wait.
    locked = Account.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return _Books({account.pk: account for account in locked})


def _answered(entries: Sequence[Entry]) -> dict[tuple[int, str], LedgerRequest]:
    tenants, keys = {entry.organization.root.pk for entry in entries}, [entry.key for entry in entries]
    earlier = LedgerRequest.objects.filter(tenant__in=tenants, key__in=keys)
    return {(request.tenant_id, request.key): request for request in earlier}


def _would_fit(balances: Balances, entry: Entry, legs: Sequence[Leg]) -> None:
    """Raise Refused when a leg would take an account below zero, as the database's constraint would."""
    left = dict(balances)
    for leg in legs:
        left[leg.debit.pk] -= leg.amount
        left[leg.credit.pk] += leg.amount
    for account in entry.accounts:
        if left[account.pk] < 0 and account.kind not in SOURCES:
            raise Refused("There is not enough left.", field="amount")


def _insert_requests(fresh: Sequence[LedgerRequest]) -> None:
    """In the order of their keys. One that somebody else has just used for other accounts is a conflict."""
    if not fresh:
        return
    ordered = sorted(fresh, key=lambda request: (request.tenant_id, request.key))
    columns = [one for one in LedgerRequest._meta.concrete_fields if not one.primary_key]
    names = ", ".join(connection.ops.quote_name(str(one.column)) for one in columns)
    row = f"({', '.join(['%s'] * len(columns))})"
    values = [one.get_db_prep_save(getattr(r, one.attname), connection) for r in ordered for one in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LedgerRequest._meta.db_table} ({names}) VALUES {', '.join([row] * len(ordered))} "  # noqa: S608
            "ON CONFLICT (tenant_id, key) DO NOTHING RETURNING tenant_id, key, id",
            values,
        )
        made = {(tenant, key): pk for tenant, key, pk in cursor.fetchall()}
    if len(made) < len(ordered):
        raise KeyConflict
    for request in ordered:
        request.pk = made[request.tenant_id, request.key]


def _save(books: _Books, fresh: Sequence[LedgerRequest], notes: Mapping[str, str]) -> None:
    _insert_requests(fresh)
    changed = [books.accounts[pk] for pk in sorted(books.touched)]
    if changed:
        rows = ", ".join(["(%s, %s, %s)"] * len(changed))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Account._meta.db_table} SET balance = new.column2, version = new.column3 "  # noqa: S608
                f"FROM (VALUES {rows}) AS new WHERE {Account._meta.db_table}.id = new.column1",
                [value for account in changed for value in (account.pk, account.balance, account.version)],
            )
        Transfer.objects.bulk_create(books.transfers)
    texts = [(request, notes.get(request.key)) for request in fresh]
    RequestNote.objects.bulk_create(
        [RequestNote(request=request, tenant_id=request.tenant_id, text=text) for request, text in texts if text]
    )


def _decide(books: _Books, entry: Entry, request: LedgerRequest) -> None:
    balances = books.balances
    try:
        legs = [part for leg in entry.decide(balances) for part in leg.carried()]
        _would_fit(balances, entry, legs)
    except Refused as refusal:
        request.outcome, request.reason = Outcome.REFUSED, refusal.message[:200]
    else:
        books.post(request, legs)


def _new_request(entry: Entry, by: User | None) -> LedgerRequest:
    return LedgerRequest(
        tenant=entry.organization.root,
        organization=entry.organization,
        key=entry.key,
        request_hash=entry.request_hash,
        action=entry.action,
        outcome=Outcome.POSTED,
        actor=by,
        at=clock.now(),
    )


@transaction.atomic
def post_all(entries: Sequence[Entry], *, by: User | None) -> list[LedgerRequest | KeyConflict]:
    """Answer each entry, in order: posted or refused, stored either way; a known key gets its first answer.

    A key that was used before for another body gets a KeyConflict. One lock of all the accounts and one statement a
    table, however many entries. Raises KeyConflict, and stores nothing, when somebody uses a key at the same moment.
    """
    books, known = _lock(entries), _answered(entries)
    answers: list[LedgerRequest | KeyConflict] = []
    fresh: list[tuple[Entry, LedgerRequest]] = []
    for entry in entries:
        place = (entry.organization.root.pk, entry.key)
        if place not in known:
            known[place] = _new_request(entry, by)
            _decide(books, entry, known[place])
            fresh.append((entry, known[place]))
        request = known[place]
        answers.append(request if request.request_hash == entry.request_hash else KeyConflict())
    _save(books, [request for _, request in fresh], {entry.key: entry.note for entry, _ in fresh})
    follow_up(books.transfers, books.accounts.values())
    for entry, request in fresh:
        if entry.verb and request.outcome == Outcome.POSTED:
            after = {"amount": entry.told} if entry.told else {}
            record_activity(entry.verb, entry.organization, organization=entry.organization, by=by, after=after)
    return answers


@transaction.atomic
def post(entry: Entry, *, by: User | None) -> LedgerRequest:
    """Answer one entry. Raises KeyConflict when its key was used before for another body."""
    answer = post_all([entry], by=by)[0]
    if isinstance(answer, KeyConflict):
        raise answer
    return answer


def settled(action: Action) -> Action:
    """Make an action atomic, and raise a refusal that the ledger stored only after it was committed."""

    @wraps(action)
    def run(*args: Any, **kwargs: Any) -> LedgerRequest:
        with transaction.atomic():
            request = action(*args, **kwargs)
        if request.outcome == Outcome.REFUSED:
            raise Refused(request.reason, field="amount")
        return request

    return run  # type: ignore[return-value]
