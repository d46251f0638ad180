"""Tags, references and notes of the demo: what a reseller's people write on its customers for themselves."""

import random
from datetime import datetime, timedelta

from customers.actions.notes import add_note
from customers.actions.organizations import update_organization
from customers.actions.tags import create_tag, set_tags
from customers.models import Organization, User
from customers.models.tags import Colour

from ..lib import clock

# How often a customer has it.
TAGS = (
    ("VIP", Colour.PURPLE, 0.04),
    ("Healthcare", Colour.TEAL, 0.11),
    ("Public sector", Colour.BLUE, 0.09),
    ("Media", Colour.ORANGE, 0.1),
    ("Pilot", Colour.GREEN, 0.05),
    ("Needs follow-up", Colour.RED, 0.03),
)
REFERENCED, NOTED = 0.4, 0.02
NOTES = (
    "Renewal talk in January.\nThey want a quote for twice the credits.",
    "Calls on Mondays only. Ask for the front desk, they pass it on.",
    "Moved from another provider in spring; still compares prices.",
    "Invoice goes to the head office, not to the branch.",
    "Asked about a second language. Follow up when it is out.",
)


def write_on(reseller: Organization, *, today: datetime, by: User) -> None:
    """Put tags, references and a few notes on a share of a reseller's customers."""
    chance = random.Random(f"labels of {reseller.email}")
    with clock.moved_to(today - timedelta(days=300)):
        tags = [(create_tag(reseller, name=name, colour=colour, by=by).pk, share) for name, colour, share in TAGS]
    for customer in Organization.objects.filter(tenant=reseller).order_by("registered_at", "pk"):
        wanted = {pk for pk, share in tags if chance.random() < share}
        with clock.moved_to(min(today, customer.registered_at + timedelta(days=2))):
            if wanted:
                set_tags(customer, tags=wanted, opened_with=(), by=by)
            if chance.random() < REFERENCED:
                update_organization(customer, reference=f"NW-{chance.randrange(10_000, 99_999)}", by=by)
            if chance.random() < NOTED:
                add_note(customer, text=chance.choice(NOTES), by=by)
