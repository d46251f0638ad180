"""Rounds, and what is said of them: figures, and ratios beside their goals."""

import statistics

from bench.ledger.clients import Clients
from bench.ledger.report import line

from .cases import COMMAND, SHOWN, is_postgresql

OF_THE_GOAL = (
    10_000_000  # E1 is about so many events: reading them takes longer the more there are, reading sums does not
)
SUMS = ("none", "tenant", "all")
Figures = dict[str, float]


def measure(url: str, rounds: int, seconds: float) -> Figures:
    """Medians of how often a second each was done: dashboards and batches of 1,000 by one client, small batches by four.

    On SQLite, where one writes at a time, all of it by one.
    """
    case, count = ("c=4 spread", 4) if is_postgresql(url) else ("c=1", 1)
    clients = Clients("usage", url, count=count, program=COMMAND)
    asks = [(f"{way} {days} d", "c=1") for days in SHOWN for way in ("raw", "ours")]
    asks += [(f"{way}, sums: {sums}", case) for way in ("stored", "charged") for sums in SUMS]
    asks += [(f"{way} 1000", "c=1") for way in ("plain", "in process", "over HTTP")]
    values: dict[str, list[float]] = {what: [] for what, _ in asks}
    for turn in range(rounds + 1):
        for what, with_ in asks if turn % 2 else reversed(asks):
            measured = clients.measure(what, with_, seconds if turn else seconds / 4)
            values[what] += [measured] * bool(turn)  # the first turn fills caches
    clients.close()
    return {what: statistics.median(own) for what, own in values.items()}


def report(url: str, figures: Figures, events: int) -> None:
    postgresql = is_postgresql(url)
    print(f"\n{'PostgreSQL, fsync on' if postgresql else 'SQLite, synchronous FULL'}; {events:,} events in 120 days")
    for days in SHOWN:
        raw, ours = (1_000 / figures[f"{way} {days} d"] for way in ("raw", "ours"))
        print(f"  dashboard of {days} days: GROUP BY {raw:.1f} ms, ours {ours:.2f} ms")
        goal = 500 if days == 90 and events >= OF_THE_GOAL else None
        line("E1" if days == 90 else "", f"GROUP BY over a covering index / ours, {days} days", raw / ours, goal)
    by = "four clients" if postgresql else "one client"
    for way, goal in (("stored", "E2"), ("charged", "")):
        rates = [100 * figures[f"{way}, sums: {sums}"] for sums in SUMS]
        print(
            f"  batches of 100 by {by}, {way}: "
            + ", ".join(f"{s} {r:,.0f}/s" for s, r in zip(SUMS, rates, strict=True))
        )
        line(goal, f"{way} with the reseller's sums / without any", rates[1] / rates[0], 0.8 if goal else None)
        line(goal, f"{way} with the customer's sums too / without any", rates[2] / rates[0], 0.65 if goal else None)
    plain, ours, http = (1_000 * figures[f"{way} 1000"] for way in ("plain", "in process", "over HTTP"))
    named = "COPY" if postgresql else "executemany"
    print(
        f"  batches of 1,000: {named} into a bare table {plain:,.0f}/s, reported and charged "
        f"{ours:,.0f}/s, over HTTP {http:,.0f}/s"
    )
    line("", f"reported and charged, in process / {named}", ours / plain)
    line("", f"reported and charged, over HTTP / {named}", http / plain)
