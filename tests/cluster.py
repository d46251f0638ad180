"""Run a command with a private PostgreSQL beside it: `python tests/cluster.py COMMAND …`.

PORTAL_TEST_POSTGRES holds the server's address for the command; it is empty where no server could be had, and the
tests then say so. In the order of preference: DATABASE_URL when it names one, else installed binaries in a temporary
folder, on a unix socket, gone when the command ends. `initdb` refuses root, so root hands it to `postgres` or `nobody`.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def binaries() -> Path | None:
    """The folder with the newest installed server, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _server_user() -> dict[str, object]:
    """Whom to run the server as: the arguments of subprocess for it."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {}


# A locale that sorts as people do, which production may have and byte order is not: else no test could see that
# name_key has lost its collation. Servers before 15, or built without ICU, take the second.
LOCALES = (["--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8"], ["--locale=C.UTF-8"])


def _initdb(command: list[object], run: dict[str, Any]) -> None:
    for locale in LOCALES[:-1]:
        if subprocess.run([*command, *locale], **{**run, "check": False, "stderr": subprocess.DEVNULL}).returncode == 0:
            return
    subprocess.run([*command, *LOCALES[-1]], **run)


@contextlib.contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """A running server; yields its address as a DATABASE_URL. Without `durable` it may lose data in a crash."""
    folder, user, bin_folder = Path(tempfile.mkdtemp(prefix="portal-pg-")), _server_user(), binaries()
    assert bin_folder is not None
    if user:
        os.chown(folder, int(str(user["user"])), int(str(user["group"])))
    options = "-c listen_addresses='' -c max_connections=60" + (
        "" if durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    )
    run = {
        "check": True,
        "stdout": subprocess.DEVNULL,
        "cwd": folder,
        "env": {**os.environ, "LC_ALL": "C.UTF-8"},
        **user,
    }
    control = [bin_folder / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
    try:
        _initdb([bin_folder / "initdb", "-D", folder / "data", "-U", "portal", "-A", "trust", "-E", "UTF8", "-N"], run)
        subprocess.run([*control, "-o", f"{options} -k {folder}", "start"], **run)
        try:
            yield f"postgres://portal@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **{**run, "check": False})
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# What `--dist each` runs beside each other: four parts that take about as long. A browser leaves its test waiting.
WORKERS = (
    "popen//env:PORTAL_TEST_DB=sqlite//env:PORTAL_TEST_PART=browser",
    "popen//env:PORTAL_TEST_DB=sqlite//env:PORTAL_TEST_PART=once",
    "popen//env:PORTAL_TEST_DB=sqlite//env:PORTAL_TEST_PART=both",
    "popen//env:PORTAL_TEST_DB=postgresql",
)


def main(command: list[str]) -> int:
    given = os.environ.get("DATABASE_URL", "")
    with contextlib.ExitStack() as stack:
        address, missing = "", ""
        if given.startswith("postgres"):
            address = given
        elif binaries() is None:
            missing = "no PostgreSQL binaries were found"
        else:
            try:
                address = stack.enter_context(cluster())
            except (OSError, subprocess.CalledProcessError) as error:
                missing = f"a PostgreSQL server could not be started ({error})"
        os.environ |= {"PORTAL_TEST_POSTGRES": address, "PORTAL_TEST_MISSING": missing}
        workers = [
            argument for worker in WORKERS if address or "postgresql" not in worker for argument in ("--tx", worker)
        ]
        spread = ["--dist", "each", *workers] if "pytest" in command else []
        return subprocess.run([*command, *spread]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
