"""`manage.py create_reseller`: a reseller and its first owner."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from customers.actions.organizations import create_reseller
from customers.actions.users import add_user
from customers.errors import Refused
from customers.links import set_password_token
from customers.roles import Level
from reseller_portal.lib.origin import absolute_url


class Command(BaseCommand):
    help = "Create a reseller and its owner, who is mailed a link to set a password (7 days)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help='the reseller\'s name, for example "Northwind Voice"')
        parser.add_argument("--email", required=True, help="the owner's sign-in address, and the contact address")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", default="")
        parser.add_argument("--phone", default="", help="with country code, for example +31612345678")
        parser.add_argument(
            "--currency", default="EUR", help="ISO 4217; fixed after the first money (default: %(default)s)"
        )
        parser.add_argument("--time-zone", default="UTC", help="for days and months, for example Europe/Amsterdam")
        parser.add_argument("--print-link", action="store_true", help="print the link too; whoever sees it can use it")
        parser.add_argument("--dry-run", action="store_true", help="check everything and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                owner = self._create(options)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except Refused as refusal:
            raise CommandError(f"{refusal.field or 'reseller'}: {refusal.message}") from refusal
        if options["dry_run"]:
            self.stdout.write(f"{options['name']} can be created. Nothing was changed.")
            return
        self.stdout.write(
            f"{owner.organization} was created with ID {owner.organization_id}. A link was mailed to {owner.email}."
        )
        if options["print_link"]:
            self.stdout.write(absolute_url("customers:welcome", set_password_token(owner)))

    @staticmethod
    def _create(options: dict[str, Any]) -> Any:
        reseller = create_reseller(
            name=options["name"],
            email=options["email"],
            phone=options["phone"],
            currency=options["currency"],
            time_zone=options["time_zone"],
            by=None,
        )
        return add_user(
            reseller,
            email=options["email"],
            first_name=options["first_name"],
            last_name=options["last_name"],
            level=Level.OWNER,
            by=None,
        )
