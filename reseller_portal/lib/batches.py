"""What commands do with many rows: one at a time, each in its own transaction, and none holds the others up."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from tqdm import tqdm

from .keyset import keyset_pages

log = logging.getLogger("portal.batch")


@dataclass
class Tally:
    """How many were done, and how many failed. Those that had nothing to do any more are in neither."""

    done: int = 0
    failed: int = 0


def ids(rows: QuerySet) -> Iterator[int]:
    """The IDs of rows in their order, a page at a time, so that one that cannot be done is passed by."""
    for page in keyset_pages(rows.order_by("id"), ["id"]):
        yield from (row["id"] for row in page)


def each(command: BaseCommand, rows: QuerySet, act: Callable[[int], object], *, noun: str, limit: int = 0) -> Tally:
    """Call `act` with the ID of each row and count those it says yes for, `limit` of them at most (0: all).

    Whatever it raises is written down, and the next one is done.
    """
    tally = Tally()
    for pk in tqdm(ids(rows), total=rows.count(), desc=f"{noun}s", leave=False, disable=None):
        if limit and tally.done >= limit:
            break
        try:
            tally.done += bool(act(pk))
        except Exception as error:
            tally.failed += 1
            command.stderr.write(f"{noun} {pk}: {error}")
            log.exception("%s %s failed", noun, pk)
    return tally


def finish(command: BaseCommand, tally: Tally, said: str) -> None:
    """Say how it ended; raise when some failed, so that the command exits with 1."""
    result = f"{said.format(done=tally.done)}, {tally.failed:,} failed."
    if tally.failed:
        raise CommandError(result)
    command.stdout.write(result)
