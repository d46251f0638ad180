"""Files that survive a power cut, and that nobody else may read."""

import hashlib
import os
from pathlib import Path


def new_file(path: Path) -> Path:
    """An empty file for its owner only, instead of whatever an attempt that was cut short has left there."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def make_durable(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(part: Path, final: Path) -> None:
    """Give a durable file its name, at once and for good."""
    os.replace(part, final)
    make_durable(final.parent)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
