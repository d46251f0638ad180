"""The one list of what can be done with somebody who signs in: the menu of a row and each dialog behind it read it.

The same screens serve a customer's users, a reseller's team and the console; `Place` says what differs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from .actions import users
from .actions.removal import remove_user
from .forms.people import ConfirmForm, LevelForm
from .menu import Entry
from .models import Organization, User
from .roles import Kind, Level


@dataclass(frozen=True)
class Place:
    """Where an organization's people or tokens are listed and changed: who may, and under which addresses.

    In a place of one's `own` the organization is the asker's, and no address names it.
    """

    sees: str  # permissions
    changes: str
    listed: str  # names of addresses; after the last a noun follows
    adding: str
    changing: str
    own: bool
    title: str
    noun: str  # what they are called there
    owner: str = ""  # and the person that mails about the account go to

    def url(self, name: str, organization: Organization, *more: int) -> str:
        return reverse(f"customers:{name}", args=more if self.own else (organization.pk, *more))

    def list_url(self, organization: Organization) -> str:
        return self.url(self.listed, organization)

    def adding_url(self, organization: Organization) -> str:
        return self.url(self.adding, organization)


CUSTOMER = Place(
    "customers.view",
    "customers.change",
    "users",
    "new_user",
    "user",
    own=False,
    title="Users",
    noun="user",
    owner="Owner",
)
TEAM = Place(
    "settings.view",
    "team.change",
    "team",
    "new_teammate",
    "teammate",
    own=True,
    title="Team",
    noun="team member",
    owner="Account owner",
)
CONSOLE = Place(
    "console.users",
    "console.users",
    "console_users",
    "new_colleague",
    "colleague",
    own=True,
    title="Users",
    noun="user",
    owner="Owner",
)


@dataclass(frozen=True)
class UserChange:
    """One thing to do. Texts may name {user}, {email}, {organization} and {owner}; `done` is said afterwards."""

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
        owner = owner_word(user)
        return text.format(user=user, email=user.email, organization=user.organization, owner=owner)


def owner_word(user: User) -> str:
    """In a team "owner" is a level too, which several people may have."""
    return "account owner" if user.kind == Kind.RESELLER else "owner"


def is_owner(user: User) -> bool:
    return user.organization is not None and user.organization.owner_id == user.pk


def _of_last_administrator(user: User) -> list[str]:
    others = User.objects.seated().filter(organization=user.organization, level=Level.ADMINISTRATOR).exclude(pk=user.pk)
    if user.level != Level.ADMINISTRATOR or not user.is_active or others.exists():
        return []
    return [f"{user} is the last administrator of {user.organization}. Without one nobody there manages users."]


def _invitation(user: User) -> list[str]:
    return [f"A link to set a password goes to {user.email}. It works for 7 days.", "A link mailed before works too."]


def _level(user: User) -> list[str]:
    return [f"Present level: {user.get_level_display()}.", *_of_last_administrator(user)]


def _ownership(user: User) -> list[str]:
    owner = user.organization.owner if user.organization else None
    word = owner_word(user)
    before = [f"{owner} is the {word} no more, and stays {owner.get_level_display().lower()}."] if owner else []
    return [f"Mails about the account go to {user.email}.", *before]


def _deactivation(user: User) -> list[str]:
    word = owner_word(user)
    stays = f"{user} stays the {word}. Make somebody else the {word}, or mails about the account are not read."
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
    owner = f"{user} is the {owner_word(user)}. {organization} has none until you choose another; mails go to the contact address."
    return [
        "No more sign-in, and open sessions end at once. The seat is free.",
        f"Name and address are erased, in the activity too. {user.email} can be added again, here or elsewhere.",
        "This is permanent and cannot be undone.",
        *([owner] if is_owner(user) else []),
        *_of_last_administrator(user),
    ]


_MAY_OWN = (Level.OWNER, Level.ADMINISTRATOR, Level.MEMBER)
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
        "ownership", "Make {owner}", "crown", "Make {user} the {owner}", "Make {owner}", "Saving…",
        "{user} is the {owner} now", facts=_ownership,
        act=lambda user, by: users.make_owner(user.organization, user=user, by=by),
        offered=lambda user: user.is_active and not is_owner(user) and user.level in _MAY_OWN,
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
OF_OTHERS = ("deactivation", "removal")
BY_NOUN = {change.noun: change for change in CHANGES}


def entries(user: User, organization: Organization, *, by: User, place: Place = CUSTOMER) -> list[Entry]:
    """The menu of one user. Nobody shuts out themselves: see `standing`.

    Reset password has two steps and so a view of its own; a reseller does it for a customer's people only.
    """
    listed = [
        Entry(
            change.said(change.label, user),
            change.icon,
            place.url(f"{place.changing}_{change.noun}", organization, user.pk),
            tone=change.tone,
            dialog=True,
            rule=change.tone == "danger",
        )
        for change in CHANGES
        if change.offered(user) and not (user.pk == by.pk and change.noun in OF_OTHERS)
    ]
    if place is CUSTOMER and user.is_active:
        address = reverse("customers:user_password", args=[organization.pk, user.pk])
        labels = [entry.label for entry in listed]
        before = labels.index("Deactivate") if "Deactivate" in labels else len(listed)
        listed.insert(before, Entry("Reset password", "key-round", address, dialog=True))
    return listed
