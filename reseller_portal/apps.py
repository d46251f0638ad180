"""The roof as an app: label `portal`, no models."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.models.signals import post_migrate


def _install_guards(using: str, **kwargs: Any) -> None:
    from .lib import append_only

    append_only.install(using)


class PortalConfig(AppConfig):
    name = "reseller_portal"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        # Sent once, after every app's migrations have run; the roof itself has no models and is never a sender.
        post_migrate.connect(_install_guards, sender=apps.get_app_config("customers"))


class PortalStaticFilesConfig(StaticFilesConfig):
    """Static files without htmx's extensions: we use none, and one names a module that is not there."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "hx-*.js"]
