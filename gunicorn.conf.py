"""The web server: threads, because a page waits for the database more than for the processor."""

import os

from gunicorn.http.wsgi import Response

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 30
preload_app = True
loglevel = os.environ.get("PORTAL_LOG_LEVEL", "warning").lower()

_default_headers = Response.default_headers


def _without_server(response: Response) -> list[str]:
    return [line for line in _default_headers(response) if not line.startswith("Server:")]


# Which server we run helps only whoever looks for its holes. There is no setting for it.
Response.default_headers = _without_server
