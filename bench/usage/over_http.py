"""Batches over HTTP: the portal's own server on loopback, and a product that reports to it with a token."""

import atexit
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from .cases import ROOT

TOKENS = 40  # customers who report


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _start(url: str) -> str:
    """A server as `make run` has it, on the database of the bench; ended with this process. Its address."""
    port = _free_port()
    origin = f"http://localhost:{port}"
    given = {
        "DATABASE_URL": url, "PORT": str(port), "PORTAL_ORIGIN": origin, "CACHE_URL": "locmemcache://",
        "PORTAL_DATA_DIR": tempfile.mkdtemp(prefix="portal-bench-"), "PORTAL_LOG_LEVEL": "ERROR", "PORTAL_API_RATE": "1000",
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "reseller_portal.wsgi", "--config", "gunicorn.conf.py"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **given}, **quiet)  # type: ignore[call-overload]
    atexit.register(server.terminate)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{origin}/livez", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return origin
    raise RuntimeError("the server did not start")


def _secrets(customers: Sequence[Any]) -> list[str]:
    from customers.actions.tokens import create_token
    from reseller_portal.lib import clock

    end = clock.now() + timedelta(days=1)
    some = random.sample(customers, min(TOKENS, len(customers)))
    made = [create_token(one, name="bench", scopes=["usage:write"], expires_at=end, by=None) for one in some]
    return [token.secret for token in made]


def reporter(customers: Sequence[Any], reported: Callable[[int], list[Any]]) -> Callable[[], None]:
    """What reports 1,000 events in one request; the server starts when it is first called."""
    origin, secrets = "", list[str]()

    def report() -> None:
        nonlocal origin, secrets
        if not origin:
            origin, secrets = _start(os.environ["DATABASE_URL"]), _secrets(customers)
        events = [
            {"event_id": one.event_id, "metric": one.metric, "quantity": one.quantity, "language": one.language,
             "occurred_at": one.occurred_at.isoformat()}
            for one in reported(1_000)
        ]  # fmt: skip
        headers = {"Authorization": f"Bearer {random.choice(secrets)}", "Content-Type": "application/json"}
        body = json.dumps({"events": events}).encode()
        request = urllib.request.Request(f"{origin}/api/v1/usage/batch", body, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            answers = json.load(answer)["answers"]
        if any(one["outcome"] != "posted" for one in answers):
            raise RuntimeError("not all of it was posted")

    return report
