"""The one list of what can be done with a customer: the three dots, the right click and the detail page all show it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from .scope import Scope


@dataclass(frozen=True)
class Entry:
    """One thing to do. `url` is where it happens; `dialog` says that it opens over the page where scripts run."""

    label: str
    icon: str
    url: str
    tone: str = ""  # primary, danger or none
    dialog: bool = False
    rule: bool = False  # a line above
    copies: str = ""  # text for the clipboard, instead of an address to go to


# Stands for a customer's ID where one menu serves many rows; scripts put the row's own in its place.
ANY_ID = 0


def _of_status(pk: int, state: str) -> list[Entry]:
    """What changes the status of a customer that stands as `customers.countdown` says."""
    listed = {
        "Disable": (("active", "scheduled"), "ban", "customers:suspension"),
        "Keep active": (("scheduled",), "calendar-x", "customers:calling_off"),
        "Enable": (("disabled", "held"), "circle-check", "customers:enabling"),
        "Hold deletion": (("disabled",), "pause", "customers:hold"),
        "Release hold": (("held",), "play", "customers:release"),
    }
    return [
        Entry(label, icon, reverse(name, args=[pk]), dialog=True)
        for label, (states, icon, name) in listed.items()
        if state in states
    ]


def entries(scope: Scope, *, pk: int, email: str, state: str) -> list[Entry]:
    """What `scope` may do with the customer `pk`, in the order it is shown. `state` is where it stands: `countdown`."""
    may_change, may_delete = scope.may("customers.change"), scope.may("customers.delete")
    may_move = scope.may("credits.move")
    listed = [
        (True, Entry("View", "external-link", reverse("customers:detail", args=[pk]), tone="primary")),
        (may_change, Entry("Edit", "pencil", reverse("customers:edit", args=[pk]))),
        (may_move, Entry("Recharge credits", "plus", reverse("credits:recharge", args=[pk]), dialog=True)),
        (may_move, Entry("Set credits", "equal", reverse("credits:set", args=[pk]), dialog=True)),
        (may_move, Entry("Return to pool", "undo-2", reverse("credits:return", args=[pk]), dialog=True)),
        (may_move, Entry("Manage balance", "wallet", reverse("credits:balance", args=[pk]), dialog=True)),
        (may_change, Entry("Reset password", "key-round", reverse("customers:owner_password", args=[pk]), dialog=True)),
        (True, Entry("Billing details", "receipt", reverse("customers:subscription", args=[pk]) + "#billing")),
        (may_change, Entry("Set tags", "tags", reverse("customers:customer_tags", args=[pk]), dialog=True)),
        (True, Entry("Write an email", "mail", f"mailto:{quote(email, safe='@')}")),
        (True, Entry("Copy address", "copy", "", copies=email)),
        *((may_change, entry) for entry in _of_status(pk, state)),
        (
            may_delete,
            Entry("Delete", "trash-2", reverse("portal:deletion", args=[pk]), tone="danger", dialog=True, rule=True),
        ),
    ]
    return [entry for allowed, entry in listed if allowed]
