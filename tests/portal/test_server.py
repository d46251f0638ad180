"""The web server as `make run` starts it: a real gunicorn on loopback."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parents[2]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("gunicorn ended before it listened")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a server listens that has neither database nor cache; the probe of the process needs none."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DJANGO_"))}
    own = {"PORTAL_DATA_DIR": str(tmp_path_factory.mktemp("var")), "DATABASE_URL": "sqlite:///nowhere.sqlite3"}
    found = _free_port()
    command = [sys.executable, "-m", "gunicorn", "reseller_portal.wsgi", "--config", "gunicorn.conf.py"]
    environment = {**clean, **own, "PORT": str(found), "WEB_CONCURRENCY": "1"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(found, server)
        yield found
    finally:
        server.terminate()
        server.wait()


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_no_answer_names_the_server(port: int, method: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, "/livez")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Server")) == (200, None)
    connection.close()


def test_an_answer_has_its_other_headers(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/livez")
    assert {"Date", "Connection", "Content-Type", "X-Request-ID"} <= set(connection.getresponse().headers)
    connection.close()


def test_make_run_names_the_port_that_the_readme_names() -> None:
    """honcho would choose one of its own."""
    said = subprocess.run(["make", "-n", "run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert 'PORT="${PORT:-8000}" PORTAL_ORIGIN=' in said
