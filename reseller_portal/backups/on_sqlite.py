"""SQLite: copied while it runs by the library's own backup, proved as a database of its own, put back by a rename."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from sqlite3 import connect
from typing import Any

from django.db import connection, connections

from credits.verification import checkpoint

from .errors import BackupError, OtherBooks
from .files import make_durable, new_file, put_in_place
from .manifests import proved_books

SUFFIX = "sqlite3"
_COPY = "copy"  # the alias that a file is opened under


def _database() -> Path:
    return Path(str(connection.settings_dict["NAME"])).resolve()


@contextmanager
def _opened(file: Path) -> Iterator[str]:
    """A file as a second database, which is found to be whole. Raises BackupError when it is not."""
    copy = connections[_COPY] = connection.copy(alias=_COPY)
    copy.settings_dict["NAME"] = str(file)
    try:
        with copy.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            answers = [row[0] for row in cursor.fetchall()]
            if answers != ["ok"] or cursor.execute("PRAGMA foreign_key_check").fetchone():
                raise BackupError(f"{file} is damaged: {answers[0] if answers != ['ok'] else 'rows point nowhere'}.")
        yield _COPY
    finally:
        copy.close()
        del connections[_COPY]


def dump(part: Path) -> dict[str, Any]:
    """Copy the database into `part`, and say what its books hold."""
    if not _database().exists():
        raise BackupError(f"{_database()} is not there.")
    # In one step: page by page, every commit of somebody else would start it again from the beginning.
    with closing(connect(_database(), timeout=20)) as live, closing(connect(part)) as copy:
        live.backup(copy)
    with _opened(part) as alias:
        return proved_books(alias)


def _refuse_in_use() -> None:
    """Raise BackupError while another process has the file open: it would go on writing into the one that is replaced.

    Known on Linux only, and of the processes that this user may look at.
    """
    for handle in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if handle.parts[2] != str(os.getpid()) and os.readlink(handle) == str(_database()):
                raise BackupError(f"Process {handle.parts[2]} has {_database()} open. Stop the portal first.")


def restore(file: Path, wanted: str) -> None:
    """Put the file in the database's place, once its books are found to be those with the checkpoint `wanted`."""
    connection.close()
    _refuse_in_use()
    part = new_file(_database().with_name(f".{_database().name}.restoring"))
    try:
        shutil.copyfile(file, part)
        with _opened(part) as alias:
            if checkpoint(alias) != wanted:
                raise OtherBooks
        make_durable(part)
        for stale in ("-wal", "-shm", "-journal"):  # of the database that goes: they would be applied to the new one
            _database().with_name(_database().name + stale).unlink(missing_ok=True)
        put_in_place(part, _database())
    finally:
        part.unlink(missing_ok=True)
