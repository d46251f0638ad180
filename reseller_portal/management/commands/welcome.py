"""`manage.py welcome`: where the portal answers, and who can sign in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from customers.models import User

from ...demo.people import PASSWORD, SIGN_INS


class Command(BaseCommand):
    help = "Print the portal's address and, where the demo data is, its sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"\n  {settings.PORTAL_NAME}: {settings.PORTAL_ORIGIN}\n")
        if User.objects.filter(email=next(iter(SIGN_INS))).exists():
            width = max(map(len, SIGN_INS))
            lines = [f"    {email:<{width}}  {who}" for email, who in SIGN_INS.items()]
            self.stdout.write(f"  Demo sign-ins, all with the password {PASSWORD}\n" + "\n".join(lines) + "\n")
        self.stdout.write(f"  Mail lies in {settings.DATA_DIR / 'mail'}. Ctrl-C ends everything.\n\n")
