"""Settings under test: the portal's own, on the database this worker was told to use."""

import os
import tempfile
from pathlib import Path

DATABASE = os.environ.get("PORTAL_TEST_DB", "sqlite")
FOLDER = Path(os.environ.setdefault("PORTAL_DATA_DIR", tempfile.mkdtemp(prefix="portal-test-")))
os.environ["PORTAL_SECRET_KEY"] = "only for tests"
os.environ["DATABASE_URL"] = (
    os.environ["PORTAL_TEST_POSTGRES"] if DATABASE == "postgresql" else f"sqlite:///{FOLDER / 'portal.sqlite3'}"
)
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ.setdefault("EMAIL_URL", "memorymail://")
os.environ.setdefault("PORTAL_LOG_LEVEL", "ERROR")

from reseller_portal.settings import *  # noqa: F403
from reseller_portal.settings import DATABASES, INSTALLED_APPS, STORAGES

if DATABASE == "sqlite":
    # A file, not memory: the live server's threads and the test each have a connection of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
# What one token may do is tested where it is said; elsewhere nobody has to count.
API_RATE, API_BURST = 1_000_000.0, 1_000_000
# zeal raises on a query in a loop, wherever a test walks past one.
INSTALLED_APPS += ["zeal"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "mail"]}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
