"""The worker on SQLite with the rollback journal, where a long read keeps every writer waiting."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ_SECONDS = 30  # longer than the 20 seconds that a writer waits for its lock


@pytest.mark.drill
@pytest.mark.once
def test_a_queued_mail_goes_out_after_a_read_of_30_seconds(tmp_path: Path) -> None:
    own = {"PORTAL_DATA_DIR": str(tmp_path), "DATABASE_URL": "", "CACHE_URL": "", "EMAIL_URL": ""}
    environment = {name: value for name, value in {**os.environ, **own}.items() if value}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "reseller_portal.settings",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }

    def manage(*arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    manage("prepare")
    manage("create_reseller", "Waiting Room", "--email", "ada@waiting.example", "--first-name", "Ada")
    reader = sqlite3.connect(tmp_path / "portal.sqlite3")
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM customers_user").fetchone()
    loop = next(line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("worker:"))
    worker = subprocess.Popen(
        ["sh", "-c", loop.partition(":")[2]], cwd=ROOT, env=environment, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(READ_SECONDS)
        assert not list((tmp_path / "mail").glob("*"))  # the read did hold the worker up
        reader.close()
        deadline = time.monotonic() + 60
        while not list((tmp_path / "mail").glob("*")) and time.monotonic() < deadline:
            time.sleep(0.5)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
    mails = "".join(path.read_text() for path in (tmp_path / "mail").glob("*"))
    assert "ada@waiting.example" in mails
    assert "/welcome/" in mails
