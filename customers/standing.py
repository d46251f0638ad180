"""Who may change whose place in an organization: asked by the actions, under their locks.

A screen asked for the permission when it began to answer. Here it is asked again of the rows as they stand now: two
owners who take the level from each other at the same moment must not both succeed.
"""

from .errors import Refused
from .models import Organization, User
from .roles import Kind, Level
from .scope import Scope


def refuse_unless_manager(organization: Organization | None, *, by: User | None) -> None:
    """Raise Refused when `by` is one of the organization's own people and does not manage them (any more).

    Its reseller's people, staff and the system act from outside; their screens say what they may.
    """
    if by is None or organization is None or by.organization_id != organization.pk:
        return
    permission = "team.change" if organization.kind == Kind.RESELLER else "console.users"
    now = User.objects.existing().filter(pk=by.pk, is_active=True).first()
    if now is None or not Scope(now).may(permission):
        who = "an owner" if organization.kind == Kind.RESELLER else "an administrator"
        raise Refused(f"You do not manage people here. Ask {who}.")


def refuse_self(user: User, *, by: User | None, verb: str) -> None:
    """Raise Refused for somebody who would shut out themselves: by mistake, as nobody else would notice in time."""
    if by is not None and by.pk == user.pk:
        raise Refused(f"You cannot {verb} yourself. Ask somebody else who manages people here.")


def refuse_losing_last_owner(user: User, *, by: User | None = None) -> None:
    """Raise Refused when a reseller would be left without an active owner.

    A customer may be left without an administrator by its reseller, which then manages its people; never by itself.
    """
    last = Level.OWNER if user.kind == Kind.RESELLER else Level.ADMINISTRATOR
    others = User.objects.seated().filter(organization=user.organization, level=last).exclude(pk=user.pk)
    is_bound = user.kind == Kind.RESELLER or (by is not None and by.organization_id == user.organization_id)
    if is_bound and user.level == last and not others.exists():
        word = last.label.lower()
        raise Refused(
            f"{user} is the last {word} of {user.organization}. Make somebody else an {word} first.", field="level"
        )
