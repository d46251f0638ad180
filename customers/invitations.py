"""The one list of what can be done with an invite: the menu of a row and each dialog behind it read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from .actions import invites
from .menu import Entry
from .models import Invite


@dataclass(frozen=True)
class InviteChange:
    """One thing to do. Texts that differ for a link that was mailed and one that was copied are asked for."""

    noun: str  # as in its address
    icon: str
    label: Callable[[Invite], str]
    button: Callable[[Invite], str]
    busy: str
    done: Callable[[Invite], str]
    act: Callable[..., Any]
    offered: Callable[[Invite], bool]
    facts: Callable[[Invite], list[str]]
    tone: str = ""


def _renewal(invite: Invite) -> list[str]:
    old = "The link from before ends at once, if it has not already."
    if invite.email:
        return [f"A new link goes to {invite.email}. It works once within 7 days.", old]
    lasts = "It works until you revoke it." if invite.uses is None else "It works for 7 days."
    return [f"You get a new link to copy. {lasts}", old, "It is shown once."]


def _revocation(invite: Invite) -> list[str]:
    stay = {0: [], 1: ["The customer who registered with it stays."]}
    many = [f"The {invite.used:,} customers who registered with it stay."]
    return ["Nobody can register with this link any more, whoever has it.", *stay.get(invite.used, many)]


CHANGES = (
    InviteChange(
        "renewal", "rotate-cw", busy="Making the link…", act=invites.renew_invite, facts=_renewal,
        label=lambda invite: "Mail it again" if invite.email else "Make a new link",
        button=lambda invite: "Mail a new link" if invite.email else "Make a new link",
        done=lambda invite: f"A new link was mailed to {invite.email}",
        offered=lambda invite: invite.state in ("Pending", "Open", "Expired"),
    ),
    InviteChange(
        "revocation", "ban", busy="Revoking…", act=invites.revoke_invite, facts=_revocation, tone="danger",
        label=lambda invite: "Revoke", button=lambda invite: "Revoke",
        done=lambda invite: f"{invite} was revoked",
        offered=lambda invite: invite.state in ("Pending", "Open"),
    ),
)  # fmt: skip
BY_NOUN = {change.noun: change for change in CHANGES}


def entries(invite: Invite) -> list[Entry]:
    """The menu of one invite; nothing where nothing is left to do."""
    return [
        Entry(
            change.label(invite),
            change.icon,
            reverse(f"customers:invite_{change.noun}", args=[invite.pk]),
            tone=change.tone,
            dialog=True,
            rule=change.tone == "danger",
        )
        for change in CHANGES
        if change.offered(invite)
    ]
