"""The manifest of a backup: what the file is, and what was found in it when it was made."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from credits.verification import checkpoint, counts, verify

from ..lib import clock
from .errors import BackupError
from .files import sha256

_FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """`books` has the numbers of accounts, transfers, reservations and differences, and the checkpoint of the balances."""

    engine: str
    created_at: str
    sha256: str
    bytes: int
    migrations: dict[str, str]  # each app's last
    books: dict[str, Any]
    media: list[dict[str, Any]]


def proved_books(using: str = "default") -> dict[str, Any]:
    """What `verify_ledger` has to say about a database."""
    return {"differences": sum(1 for _ in verify(using)), **counts(using), "checkpoint": checkpoint(using)}


def path_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _media() -> list[dict[str, Any]]:
    folder = Path(settings.MEDIA_ROOT)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        {"path": str(path.relative_to(folder)), "bytes": path.stat().st_size, "sha256": sha256(path)} for path in files
    ]


def describe(file: Path, *, books: dict[str, Any]) -> Manifest:
    """The manifest of a finished file that holds these books."""
    return Manifest(
        engine=connection.vendor,
        created_at=clock.now().isoformat(),
        sha256=sha256(file),
        bytes=file.stat().st_size,
        migrations=dict(sorted(MigrationRecorder(connection).applied_migrations())),
        books=books,
        media=_media(),
    )


def write(manifest: Manifest, path: Path) -> None:
    path.write_text(json.dumps({"format": _FORMAT, **asdict(manifest)}, indent=2) + "\n")


def read(file: Path) -> Manifest:
    """The manifest beside a backup. Raises BackupError when there is none, or none that this version understands."""
    try:
        found = json.loads(path_of(file).read_text())
        if found.pop("format") != _FORMAT:
            raise BackupError(f"{path_of(file)} was written by another version.")
        return Manifest(**found)
    except FileNotFoundError as error:
        raise BackupError(f"{path_of(file)} is not there, so nothing says what {file.name} is.") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{path_of(file)} is no manifest of a backup.") from error
