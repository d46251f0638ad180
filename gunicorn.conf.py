"""The web server: threads, because a page waits for the database more than for the processor."""

import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
timeout = 60
graceful_timeout = 30
preload_app = True
loglevel = os.environ.get("PORTAL_LOG_LEVEL", "warning").lower()
