"""Ten thousand events, shuffled, sent by several writers at once and some of them twice, are charged once."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection

from billing.actions.usage import Reported, report_usage
from billing.models import UsageEvent
from credits.verification import verify
from customers.models import Organization
from reseller_portal.lib import clock
from tests.billing.using import differences, fund

EVENTS, BATCH, WRITERS = (10_000 if connection.vendor == "postgresql" else 2_000), 500, 4


def events_of(name: str, number: int) -> list[Reported]:
    chance, now = random.Random(name), clock.now()
    return [
        Reported(
            f"{name}-{n}",
            "hours_processed" if n % 5 else "transcriptions",
            chance.randint(1, 90) if n % 5 else 1,
            now - timedelta(minutes=chance.randint(0, 5 * 24 * 60)),
            chance.choice(["", "en", "nl"]),
        )
        for n in range(number)
    ]


def send(work: Sequence[tuple[Organization, list[Reported]]]) -> list[str]:
    try:
        return [one.outcome for who, batch in work for one in report_usage(who, batch, token=None, by=None)]
    finally:
        connection.close()


def replay(customers: Sequence[Organization], number: int) -> list[str]:
    """All outcomes of all events. Every fourth is sent twice, by different writers in different batches."""
    batches = []
    for customer in customers:
        events, chance = events_of(f"e{customer.pk}", number), random.Random(7)
        for sent in (events, events[::4]):
            shuffled = chance.sample(sent, len(sent))
            batches += [(customer, shuffled[n : n + BATCH]) for n in range(0, len(sent), BATCH)]
    random.Random(8).shuffle(batches)
    with ThreadPoolExecutor(WRITERS) as pool:
        return [one for found in pool.map(send, (batches[n::WRITERS] for n in range(WRITERS))) for one in found]


@pytest.mark.django_db(transaction=True)
def test_a_replay_is_charged_once(cast: SimpleNamespace) -> None:
    """Two customers, each the only one of its tenant that uses anything; one runs out of credits on the way."""
    rich, poor = fund(cast.harbour, 100_000), fund(cast.meadow, EVENTS // 4)
    outcomes = replay([rich, poor], EVENTS // 2)
    assert (outcomes.count("posted") + outcomes.count("refused"), outcomes.count("repeated")) == (EVENTS, EVENTS // 4)
    refused = UsageEvent.objects.filter(refused=True)
    assert set(refused.values_list("organization", flat=True)) == {poor.pk}
    assert [*differences(rich), *differences(poor), *map(str, verify())] == []
