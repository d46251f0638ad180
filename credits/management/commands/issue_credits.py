"""`manage.py issue_credits`: credits into a reseller's pool or to a direct customer, or back out."""

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from customers.errors import Refused
from customers.models import Organization
from customers.roles import Kind

from ... import facts, wording
from ...actions.issuing import issue_credits, withdraw_credits
from ...models import Account, AccountKind, LedgerRequest
from ...models.accounts import CREDITS


class Command(BaseCommand):
    help = "Issue credits to a reseller or a direct customer. The same key again moves nothing again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("root_id", type=int, help="the ID of a reseller or a direct customer")
        parser.add_argument("amount", help="as people write it, for example 250 or 12.5")
        parser.add_argument("--withdraw", action="store_true", help="take credits back instead")
        parser.add_argument("--note", default="", help="the reason, which the reseller sees")
        parser.add_argument("--key", default="", help="for a retry: the key that the first try printed")
        parser.add_argument("--dry-run", action="store_true", help="check everything and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        root = Organization.objects.existing().filter(pk=options["root_id"]).first()
        if root is None:
            raise CommandError(f"There is no organization with ID {options['root_id']}.")
        try:
            amount = facts.typed_amount(options["amount"], CREDITS)
            self._move(root, amount, self._key(options), options)
        except Refused as refusal:
            raise CommandError(f"{refusal.field or 'credits'}: {refusal.message}") from refusal

    def _key(self, options: dict[str, Any]) -> str:
        """The key that was given, or a fresh one: printed first, so that whoever learns no outcome can ask again with it."""
        key = options["key"] or f"command:{uuid4()}"
        if not options["key"] and not options["dry_run"]:
            self.stdout.write(f"Key: {key}")
            self.stdout.flush()
        return key

    def _move(self, root: Organization, amount: int, key: str, options: dict[str, Any]) -> None:
        act, said = (withdraw_credits, "withdrawn from") if options["withdraw"] else (issue_credits, "issued to")
        given = {"amount": amount, "key": key, "note": options["note"], "by": None}
        known = LedgerRequest.objects.filter(tenant=root, key=key).exists()
        if options["dry_run"]:
            with transaction.atomic():
                act(root, **given)
                after = _holding(root, "then")
                transaction.set_rollback(True)
            self.stdout.write(f"{wording.quantity(amount)} can be {said} {root}: {after}. Nothing was changed.")
            return
        act(root, **given)
        again = " This key was used before, and nothing was moved again." if known else ""
        self.stdout.write(f"{wording.quantity(amount)} {_were(amount)} {said} {root}: {_holding(root, 'now')}.{again}")


def _were(amount: int) -> str:
    return "was" if amount == 100 else "were"


def _holding(root: Organization, when: str) -> str:
    kind = AccountKind.POOL if root.kind == Kind.RESELLER else AccountKind.AVAILABLE
    left = wording.quantity(Account.objects.get(organization=root, kind=kind, unit=CREDITS).balance)
    return f"the pool {when} holds {left}" if kind == AccountKind.POOL else f"{left} are {when} available"
