"""Backups: one file of the whole database that was proved before it got its name, with a manifest beside it.

A restore takes nothing else: the file must be the manifest's, byte for byte, and hold the books that were proved. Uploaded
files are listed in the manifest; copying them is left to whoever copies files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from ..lib import clock
from . import on_postgresql, on_sqlite
from .errors import BackupError
from .files import make_durable, new_file, put_in_place, sha256
from .manifests import Manifest, describe, path_of, read, write

__all__ = ["BackupError", "Manifest", "make_backup", "missing_media", "readable_backup", "restore_backup"]


@contextmanager
def _part_of(final: Path) -> Iterator[Path]:
    """A file that gets its name when everything went well, and is gone when something did not."""
    part = new_file(final.with_name(f".{final.name}.part"))
    try:
        yield part
        make_durable(part)
        put_in_place(part, final)
    finally:
        part.unlink(missing_ok=True)


def make_backup(folder: Path) -> tuple[Path, Manifest]:
    """Copy the database into `folder`, prove the copy and describe it. Both files are readable by their owner only.

    Raises BackupError, and leaves nothing, when no sound copy can be had. Books that are wrong are copied all the same:
    the manifest says how many differences there are.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = on_sqlite if connection.vendor == "sqlite" else on_postgresql
    final = folder / f"portal-{clock.now():%Y%m%d-%H%M%S}.{engine.SUFFIX}"
    if final.exists():
        raise BackupError(f"{final} is there already.")
    with _part_of(final) as part:
        books = engine.dump(part)
        manifest = describe(part, books=books)
        # First, so that a backup that has its name is whole.
        with _part_of(path_of(final)) as beside:
            write(manifest, beside)
    return final, manifest


def readable_backup(file: Path) -> Manifest:
    """The manifest of a backup that this database can take. Raises BackupError when it is another one, or was changed."""
    if not file.is_file():
        raise BackupError(f"{file} is not there.")
    manifest = read(file)
    if manifest.engine != connection.vendor:
        raise BackupError(f"This is a backup of {manifest.engine}, and the database here is {connection.vendor}.")
    if sha256(file) != manifest.sha256:
        raise BackupError(f"{file} is not what was backed up: its SHA-256 differs from the manifest's.")
    return manifest


def restore_backup(file: Path, manifest: Manifest) -> None:
    """Replace the database by the backup, whole or not at all. Nobody else may be connected to it.

    Raises BackupError when somebody is, or when the books are not those of the manifest. Migrating is the caller's.
    """
    engine = on_sqlite if connection.vendor == "sqlite" else on_postgresql
    engine.restore(file, manifest.books["checkpoint"])


def missing_media(manifest: Manifest) -> list[str]:
    """The uploaded files that were there at the time of the backup and are not here, or are others."""
    folder = Path(settings.MEDIA_ROOT)
    return [
        one["path"]
        for one in manifest.media
        if not (folder / one["path"]).is_file() or sha256(folder / one["path"]) != one["sha256"]
    ]
