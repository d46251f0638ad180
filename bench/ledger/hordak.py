"""django-hordak, with settings of its own."""

import os
import random
import subprocess
from collections.abc import Callable
from typing import Any

from .cases import COMMAND, HORDAK_ACCOUNTS, ROOT


def set_up_hordak(url: str) -> dict[str, Callable[[bool], Callable[[], Any]]]:
    """django-hordak, with settings of its own."""
    import environ
    from django.conf import settings

    apps = ["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"]
    settings.configure(
        INSTALLED_APPS=apps, DATABASES={"default": environ.Env.db_url_config(url)}, USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", SECRET_KEY="bench", CURRENCIES=["EUR"],
        HORDAK_CURRENCIES=["EUR"], DEFAULT_CURRENCY="EUR",
    )  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from hordak.models import Account, AccountType
    from moneyed import Money

    if os.environ.get("BENCH_PREPARE"):
        call_command("migrate", verbosity=0)
        for number in range(HORDAK_ACCOUNTS):
            Account.objects.create(name=f"a{number}", code=f"{number:04}", currencies=["EUR"], type=AccountType.asset)
    accounts, one = list(Account.objects.all()), Money(1, "EUR")

    def transfer(hot: bool) -> Callable[[], Any]:
        def run() -> None:
            debit, credit = random.sample(accounts[1:], 2)
            (accounts[0] if hot else debit).transfer_to(credit, one)

        return run

    return {"hordak": transfer, "read": lambda _: lambda: random.choice(accounts).get_balance()}


def prepare_hordak(url: str) -> bool:
    """Whether it could be set up; says why not."""
    command = [*COMMAND, "--client", "hordak", "--url", url]
    environment = {**os.environ, "BENCH_PREPARE": "1"}
    made = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if made.returncode:
        reason = made.stderr.strip().rpartition("\n")[2]
        print(f"NOT MEASURED: C2 and C4, because django-hordak could not be set up ({reason}).")
    return not made.returncode
