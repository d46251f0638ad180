"""A writer, in a process of its own: `python -m tests.credits.writer`, on the portal's own settings.

It reads jobs from its input, a line of JSON each, and writes an answer as soon as it has it: what stands there was
acknowledged.
"""

import contextlib
import itertools
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from unittest import mock

Ask = dict[str, Any]  # do, who, amount, key; a batch has items of who, amount, key


@contextlib.contextmanager
def _without_check() -> Iterator[None]:
    from credits.actions import ledger, recharging

    with (
        mock.patch.object(ledger, "_refuse_below_zero", return_value=None),
        mock.patch.object(recharging, "_refuse_short_pool", return_value=None),
    ):
        yield


@contextlib.contextmanager
def _without_key() -> Iterator[None]:
    """Nobody looks for the key; that SQLite lets it in twice is seen to here, for PostgreSQL in `rewrite`."""
    from credits.actions import engines

    lock, insert = engines.lock, engines._REQUESTS.replace("ON CONFLICT (tenant_id, key) DO NOTHING ", "")
    with (
        mock.patch.object(engines, "lock", lambda accounts, keys: (lock(accounts, keys)[0], [])),
        mock.patch.object(engines, "_REQUESTS", insert),
    ):
        yield


MUTATIONS = {"check": _without_check, "key": _without_key}


def _drop_constraint(name: str) -> None:
    from django.apps import apps
    from django.db import connection

    for model in apps.get_app_config("credits").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                model._meta.constraints = [one for one in model._meta.constraints if one is not constraint]
                with connection.schema_editor() as editor:
                    editor.remove_constraint(model, constraint)


def _prepare(organizations: dict[str, Any], customers: int, pool: int) -> None:
    from credits.actions.accounts import open_credit_accounts
    from credits.actions.issuing import issue_credits
    from customers.actions.organizations import create_customer, create_reseller

    root = {"currency": "EUR", "time_zone": "Europe/Amsterdam", "by": None}
    acme = create_reseller(name="Acme", email="acme@acme.example", **root)
    issue_credits(acme, amount=pool, key="pool", by=None)
    for number in range(customers):
        open_credit_accounts(create_customer(acme, name=f"c{number}", email=f"c{number}@acme.example", by=None))


def _ask(organizations: dict[str, Any], ask: Ask) -> list[tuple[str, str]]:
    """Ask the ledger, and tell what it answered to each key."""
    from credits.actions.closing import close_accounts
    from credits.actions.recharging import recharge_customer, return_credits, set_credits
    from credits.actions.spending import Spending, spend_batch, spend_credits
    from credits.errors import KeyConflict
    from customers.errors import Refused

    actions = {"recharge": recharge_customer, "return": return_credits, "spend": spend_credits}
    if ask["do"] == "batch":
        items = [Spending(organizations[who], amount, key) for who, amount, key in ask["items"]]
        answers = spend_batch(items, by=None)
        said = ["conflict" if isinstance(one, KeyConflict) else str(one.outcome) for one in answers]
        return [(one.key, answer) for one, answer in zip(items, said, strict=True)]
    customer, key = organizations[ask["who"]], ask.get("key", "")
    try:
        if ask["do"] == "close":
            close_accounts(customer, by=None)
            return []
        if ask["do"] == "set":
            set_credits(customer, target=ask["amount"], key=key, by=None)
        else:
            actions[ask["do"]](customer, amount=ask["amount"], key=key, by=None)
    except KeyConflict:
        return [(key, "conflict")]
    except Refused:
        return [(key, "refused")]
    return [(key, "posted")]


def _answer(organizations: dict[str, Any], ask: Ask, *, stubborn: bool) -> None:
    """Ask, and write down the answer. Whoever is stubborn asks again with the same key while the server is away."""
    from django.db import Error, connection

    while True:
        try:
            answers = _ask(organizations, ask)
        except Error as error:
            connection.close()
            if stubborn:
                time.sleep(0.05)
                continue
            first_line = f"{type(error).__name__}: {error}".partition("\n")[0]
            answers = [(ask.get("key", "-"), first_line)]
        for answer in answers:
            os.write(1, json.dumps(answer).encode() + b"\n")
        return


def _numbered(ask: Ask, number: int) -> Ask:
    """The same with keys that nobody used yet."""
    if ask["do"] == "batch":
        return {**ask, "items": [(who, amount, f"{key}-{number}") for who, amount, key in ask["items"]]}
    return {**ask, "key": f"{ask['key']}-{number}"}


def _thread(organizations: dict[str, Any], asks: list[Ask], job: dict[str, Any]) -> None:
    from django.db import connection

    connection.ensure_connection()
    for number in itertools.count() if job.get("endless") else range(1):
        for ask in asks:
            again = _numbered(ask, number) if job.get("endless") else ask
            _answer(organizations, again, stubborn=bool(job.get("stubborn")))
    connection.close()


def _work(job: dict[str, Any]) -> None:
    from django.conf import settings
    from django.db import connection, connections

    from customers.models import Organization

    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = job["database"]
    organizations = {one.name: one for one in Organization.objects.select_related("tenant")}
    if "prepare" in job:
        _prepare(organizations, **job["prepare"])
    for name in job.get("drop", ()):
        _drop_constraint(name)
    connections.close_all()
    threads = [threading.Thread(target=_thread, args=(organizations, asks, job)) for asks in job["asks"]]
    os.write(1, b"ready\n")
    sys.stdin.readline()
    with contextlib.ExitStack() as mutations:
        for name in job.get("without", ()):
            mutations.enter_context(MUTATIONS[name]())
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    os.write(1, b"done\n")


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        _work(json.loads(line))


if __name__ == "__main__":
    main()
