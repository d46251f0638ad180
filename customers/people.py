"""The one list of what can be done with a customer's user: the menu of a row and each dialog behind it read it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from .actions import users
from .actions.removal import remove_user
from .forms.people import ConfirmForm, LevelForm
from .menu import Entry
from .models import User
from .roles import Level


@dataclass(frozen=True)
class UserChange:
    """One thing to do. Texts may name {user}, {email} and {organization}; `done` is said afterwards."""

    noun: str  # as in its address
    label: str
    icon: str
    heading: str
    button: str
    busy: str
    done: str
    act: Callable[..., Any]
    offered: Callable[[User], bool]
    facts: Callable[[User], list[str]]
    form: type[ConfirmForm] | type[LevelForm] = ConfirmForm
    tone: str = ""

    def facts_of(self, form: forms.Form) -> dict[str, Any]:
        """What the form asks for besides a yes."""
        return {name: value for name, value in form.cleaned_data.items() if name != "confirmed"}

    def said(self, text: str, user: User) -> str:
        return text.format(user=user, email=user.email, organization=user.organization)


def is_owner(user: User) -> bool:
    return user.organization is not None and user.organization.owner_id == user.pk


def _of_last_administrator(user: User) -> list[str]:
    others = User.objects.seated().filter(organization=user.organization, level=Level.ADMINISTRATOR).exclude(pk=user.pk)
    if user.level != Level.ADMINISTRATOR or not user.is_active or others.exists():
        return []
    return [f"{user} is the last administrator of {user.organization}. Nobody there manages users then; you still can."]


def _invitation(user: User) -> list[str]:
    return [f"A link to set a password goes to {user.email}. It works for 7 days.", "A link mailed before works too."]


def _level(user: User) -> list[str]:
    return [f"Present level: {user.get_level_display()}.", *_of_last_administrator(user)]


def _ownership(user: User) -> list[str]:
    owner = user.organization.owner if user.organization else None
    before = [f"{owner} is the owner no more, and stays {owner.get_level_display().lower()}."] if owner else []
    return [f"Mails about the account go to {user.email}.", *before]


def _deactivation(user: User) -> list[str]:
    stays = f"{user} stays the owner. Make somebody else the owner, or mails about the account are not read."
    return [
        "No more sign-in, and open sessions end at once.",
        "The seat is free. Everything else stays, and you can reactivate at any time.",
        *([stays] if is_owner(user) else []),
        *_of_last_administrator(user),
    ]


def _reactivation(user: User) -> list[str]:
    if user.accepted_at:
        return [f"{user} can sign in again with the same password, and takes a seat."]
    return [f"{user} is pending again. You can then mail a link to set a password."]


def _removal(user: User) -> list[str]:
    organization = user.organization
    owner = f"{user} is the owner. {organization} has none until you choose another; mails go to the contact address."
    return [
        "No more sign-in, and open sessions end at once. The seat is free.",
        f"Name and address are erased, in the activity too. {user.email} can be added again, here or elsewhere.",
        "This is permanent and cannot be undone.",
        *([owner] if is_owner(user) else []),
        *_of_last_administrator(user),
    ]


CHANGES = (
    UserChange(
        "invitation", "Mail the link again", "mail", "Mail {user} the link again", "Mail the link", "Mailing…",
        "A link was mailed to {email}", act=users.mail_set_password_link, facts=_invitation,
        offered=lambda user: user.status == "Pending",
    ),
    UserChange(
        "level", "Change level", "shield-check", "Level of {user}", "Change level", "Changing…",
        "The level of {user} was changed", act=users.change_level, facts=_level, form=LevelForm,
        offered=lambda user: True,
    ),
    UserChange(
        "ownership", "Make owner", "crown", "Make {user} the owner", "Make owner", "Saving…",
        "{user} is the owner now", facts=_ownership,
        act=lambda user, by: users.make_owner(user.organization, user=user, by=by),
        offered=lambda user: user.is_active and not is_owner(user),
    ),
    UserChange(
        "deactivation", "Deactivate", "user-round-x", "Deactivate {user}", "Deactivate", "Deactivating…",
        "{user} was deactivated", act=users.deactivate_user, facts=_deactivation,
        offered=lambda user: user.is_active,
    ),
    UserChange(
        "reactivation", "Reactivate", "user-round-check", "Reactivate {user}", "Reactivate", "Reactivating…",
        "{user} was reactivated", act=users.reactivate_user, facts=_reactivation,
        offered=lambda user: not user.is_active,
    ),
    UserChange(
        "removal", "Remove", "trash-2", "Remove {user}", "Remove", "Removing…",
        "{user} was removed", act=remove_user, facts=_removal, tone="danger", offered=lambda user: True,
    ),
)  # fmt: skip
BY_NOUN = {change.noun: change for change in CHANGES}


def entries(user: User) -> list[Entry]:
    """The menu of one user. Reset password has two steps and so a view of its own; it stands before what shuts out."""
    address = reverse("customers:user_password", args=[user.organization_id, user.pk])
    listed = [
        Entry(
            change.label,
            change.icon,
            reverse(f"customers:user_{change.noun}", args=[user.organization_id, user.pk]),
            tone=change.tone,
            dialog=True,
            rule=change.tone == "danger",
        )
        for change in CHANGES
        if change.offered(user)
    ]
    if user.is_active:
        before = next(place for place, entry in enumerate(listed) if entry.label == BY_NOUN["deactivation"].label)
        listed.insert(before, Entry("Reset password", "key-round", address, dialog=True))
    return listed
