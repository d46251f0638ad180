"""How SQLite is opened: one function for settings and `doctor`."""

import sqlite3

# The WAL-reset corruption race is fixed in these releases and the ones after them in their lines (sqlite.org/wal.html).
_WAL_FIXED_LINES = {(3, 44): 6, (3, 50): 7}
_WAL_FIXED_SINCE = (3, 51, 3)


def journal_mode(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> str:
    """WAL where the linked library has the WAL-reset fix, else the rollback journal."""
    fixed_in_line = version[2] >= _WAL_FIXED_LINES.get(version[:2], 1000)
    return "WAL" if version >= _WAL_FIXED_SINCE or fixed_in_line else "DELETE"


def options() -> dict[str, object]:
    """Connection options: writers queue for 20 seconds, every commit reaches the disk, guards cannot be bypassed."""
    return {
        # Writers take their lock at BEGIN: a read followed by a write cannot lose to another writer in between.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={journal_mode()}; PRAGMA synchronous=FULL; "
            "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
