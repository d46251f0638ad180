"""Settings. What differs between installations comes from the environment: see the README's table."""

import os
import secrets
from pathlib import Path

import environ

from .lib import sqlite

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("PORTAL_DATA_DIR", str(BASE_DIR / "var"))).resolve()
PORT = env.int("PORT", 8000)
PORTAL_ORIGIN = env.str("PORTAL_ORIGIN", f"http://localhost:{PORT}").rstrip("/")
PORTAL_NAME = env.str("PORTAL_NAME", "Reseller Portal")
# Only here do the style guide and mail previews exist, and cookies travel without TLS.
DEVELOPMENT = PORTAL_ORIGIN.startswith("http://localhost")
DEBUG = False


def _secret_key() -> str:
    """The key from the environment, else one made once and kept in the data folder, readable by its owner only."""
    if given := env.str("PORTAL_SECRET_KEY", ""):
        return given
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass  # another process was faster
    return path.read_text().strip()


SECRET_KEY = _secret_key()

# Hosts are checked by the first middleware, which knows the verified domains; Django's list cannot.
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "reseller_portal.apps.PortalConfig",
    "customers",
    "credits",
    "billing",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "reseller_portal.apps.PortalStaticFilesConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "django_htmx",
    "django_tables2",
    "django_tasks_db",
    "lucide",
    "ninja",
]

MIDDLEWARE = [
    "reseller_portal.middleware.requests.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "reseller_portal.middleware.headers.HeadersMiddleware",
    "reseller_portal.middleware.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reseller_portal.middleware.sessions.SessionAgeMiddleware",
    "reseller_portal.middleware.scope.ScopeMiddleware",
    "reseller_portal.middleware.htmx.SignInRedirectMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "reseller_portal.middleware.tries.TriesMiddleware",
    "reseller_portal.middleware.passwords.ForcedChangeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "reseller_portal.urls"
WSGI_APPLICATION = "reseller_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come before the packages', so that allauth's pages wear our look.
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reseller_portal.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "reseller_portal.lib.forms.PortalRenderer"

# --- Databases and caches -------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), **sqlite.options()}
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Rate limits count in the cache, so it must be one for all processes.
CACHES = {"default": env.cache_url("CACHE_URL", "dbcache://portal_cache")}

# --- API --------------------------------------------------------------------------------------------------------------
# Of one token: requests a second on average, and how many may come at once. Counted in each process, unless the cache is
# a Redis that all of them share.
API_RATE, API_BURST = env.float("PORTAL_API_RATE", 20.0), env.int("PORTAL_API_BURST", 100)
API_LIMITS_SHARED = "redis" in CACHES["default"]["BACKEND"].lower()

# --- Sign-in ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "customers.User"
AUTHENTICATION_BACKENDS = ["customers.auth.TenantBackend"]
PASSWORD_HASHERS = ["customers.hashers.PortalArgon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "customers.auth.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "first_name", "last_name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "customers.auth.AccountAdapter"
ACCOUNT_FORMS = {"login": "customers.forms.accounts.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "reset_password": "20/m/ip,5/m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PORTAL_PROXIES", 0)
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W021"]

SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS

# --- Headers and cookies ----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
# Not no-referrer: with it a browser sends `Origin: null` on forms, which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_NAME = "sessionid" if DEVELOPMENT else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if DEVELOPMENT else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "reseller_portal.views.errors.csrf_failure"
if not DEVELOPMENT:
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    if env.bool("PORTAL_BEHIND_TLS_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "reseller_portal.lib.static.PortalStaticStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has a use for our files

# --- Mail and background work -----------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", f"filemail:///{DATA_DIR / 'mail'}"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("PORTAL_MAIL_FROM", "portal@localhost")
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail"],
    }
}

# --- Language and time ------------------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
# The words are English; the choice is how dates and numbers are written.
LANGUAGES = [("en-gb", "English, 31 Dec 2026"), ("en-us", "English (United States), Dec 31, 2026")]
FORMAT_MODULE_PATH = ["reseller_portal.formats"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "reseller_portal.lib.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("PORTAL_LOG_LEVEL", "INFO")},
    # The request log says it already, without the query string.
    "loggers": {"django.request": {"level": "ERROR"}, "django.server": {"level": "ERROR"}},
}
