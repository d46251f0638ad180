"""Every account's chain, walked from its first transfer: versions 1 to n, and the balance that each left (I2, I6)."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connections

from reseller_portal.lib.keyset import keyset_pages

from ..models import Account
from ..models.accounts import SOURCES
from .findings import Finding, Progress

PAGE = 5000
_LEAST = -(2**63)
# One side of transfers in the order of the constraint that numbers them, whose index answers it from anywhere.
_SIDE = """
SELECT {side}_id, {side}_version, id, {sign}amount, {side}_after FROM credits_transfer
WHERE ({side}_id, {side}_version) > (%s, %s) AND {side}_id <= %s ORDER BY {side}_id, {side}_version LIMIT %s
"""

Leg = tuple[int, int, int, int, int]  # account, version, transfer, change of the balance, balance after


def _legs(using: str, side: str, sign: str, accounts: tuple[int, int], progress: Progress) -> Iterator[Leg]:
    sql, place = _SIDE.format(side=side, sign=sign), (accounts[0], _LEAST)
    while True:
        with connections[using].cursor() as cursor:
            cursor.execute(sql, [*place, accounts[1], PAGE])
            rows = cursor.fetchall()
        progress(len(rows))
        yield from rows
        if len(rows) < PAGE:
            return
        place = rows[-1][:2]


def _of_each(page: list[dict[str, Any]], legs: Iterable[Leg]) -> Iterator[tuple[dict[str, Any], Iterable[Leg]]]:
    """Each account with its legs. Those of an account that was opened after the page was read are left out."""
    groups = groupby(legs, key=itemgetter(0))
    pk, own = next(groups, (None, iter(())))
    for account in page:
        while pk is not None and pk < account["id"]:
            pk, own = next(groups, (None, iter(())))
        if pk == account["id"]:
            yield account, own
            pk, own = next(groups, (None, iter(())))
        else:
            yield account, ()


def _odd_step(leg: Leg, version: int, balance: int) -> str:
    """What is wrong between a leg and what the one before it left, or nothing."""
    account, own_version, _, change, after = leg
    if own_version != version + 1:
        return f"it is number {own_version} of account {account}, and follows number {version}"
    if after != balance + change:
        return f"it leaves account {account} with {after}, but {balance} and {change:+} make {balance + change}"
    return ""


def _walk(account: dict[str, Any], legs: Iterable[Leg], using: str) -> Iterator[Finding]:
    version = balance = made = 0
    for leg in legs:
        _, own_version, transfer, change, after = leg
        if own_version > account["version"]:
            yield from _beyond(leg, using)
            break
        if wrong := _odd_step(leg, version, balance):
            yield Finding("I6", f"transfer {transfer}", wrong)
        if after < 0 and account["kind"] not in SOURCES:
            yield Finding("I2", f"transfer {transfer}", f"it leaves account {account['id']} below zero, with {after}")
        # On from what it says: one wrong transfer is one finding, not one for each that follows.
        made, version, balance = made + change, own_version, after
    about = f"account {account['id']}"
    if version != account["version"]:
        yield Finding("I6", about, f"it counts {account['version']} transfers, and the last there is number {version}")
    if made != account["balance"]:
        yield Finding("I6", about, f"it holds {account['balance']}, and its transfers make {made}")


def _beyond(leg: Leg, using: str) -> Iterator[Finding]:
    """A transfer past the version that its account had: a writer has come meanwhile, or the account fell behind."""
    account, version, transfer, *_ = leg
    counted = Account.objects.using(using).values_list("version", flat=True).get(pk=account)
    if counted < version:
        wrong = f"it is number {version} of account {account}, which counts {counted}"
        yield Finding("I6", f"transfer {transfer}", wrong)


def broken_chains(using: str, progress: Progress) -> Iterator[Finding]:
    """What is wrong with the transfers of any account, and with the balance and version that it ends with."""
    for page in keyset_pages(Account.objects.using(using).all(), ["id", "kind", "balance", "version"]):
        # Only now: an account's transfers are there when the account says so.
        accounts = page[0]["id"], page[-1]["id"]
        sides = (_legs(using, side, sign, accounts, progress) for side, sign in (("debit", "-"), ("credit", "")))
        for account, legs in _of_each(page, merge(*sides)):
            yield from _walk(account, legs, using)
        progress(len(page))
