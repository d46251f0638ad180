"""Work for the worker: the mails about sign-in, invitations and deletion. Links are made here, so that none lies in the queue."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.utils import timezone
from django_tasks import task

from reseller_portal.lib import clock, mail
from reseller_portal.lib.origin import absolute_url

from .actions.invites import make_mailed_link, note_mailed
from .countdown import due_of
from .links import set_password_token
from .models import Invite, Organization, User


def _sender(user: User) -> str:
    """Whom the reader knows: the reseller for its people and its customers', the platform for everybody else."""
    if user.organization and user.kind != "regular":
        return user.organization.root.name
    return settings.PORTAL_NAME


def _user(pk: int) -> User | None:
    """The user, or None for one who may not sign in any more and gets no mail about it."""
    user = User.objects.select_related("organization__tenant").filter(pk=pk, is_active=True, deleted_at=None).first()
    if user and user.organization and not user.organization.lets_people_in:
        return None
    return user


def _send(name: str, user: User, *, to: str | None = None, **context: object) -> None:
    mail.send(name, to=to or user.email or "", sender=_sender(user), context={"user": user, **context})


@task(queue_name="mail")
def mail_welcome(user_id: int) -> None:
    """The link to set a first password."""
    user = _user(user_id)
    if user and user.status == "Pending":
        _send("welcome", user, link=absolute_url("customers:welcome", set_password_token(user)))


@task(queue_name="mail")
def mail_password_reset(user_id: int) -> None:
    """The link to set a new password, asked for at the sign-in page."""
    if user := _user(user_id):
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        _send("password_reset", user, link=absolute_url("account_reset_password_from_key", **key))


@task(queue_name="mail")
def mail_email_confirmation(address_id: int) -> None:
    """The link that proves an address."""
    address = EmailAddress.objects.filter(pk=address_id, verified=False).first()
    if address and (user := _user(address.user_id)):
        key = EmailConfirmationHMAC(address).key
        _send("email_confirmation", user, to=address.email, link=absolute_url("account_confirm_email", key))


@task(queue_name="mail")
def mail_password_changed(user_id: int) -> None:
    """Word that the password was changed, in case it was somebody else."""
    if user := _user(user_id):
        _send("password_changed", user, link=absolute_url("account_reset_password"))


@task(queue_name="mail")
def mail_password_replaced(user_id: int) -> None:
    """Word that somebody else set a new password. The password itself is in no mail."""
    if user := _user(user_id):
        _send("password_replaced", user)


@task(queue_name="mail")
def mail_email_changed(user_id: int, old_email: str) -> None:
    """Word to the old address that the sign-in moved away from it."""
    if user := _user(user_id):
        _send("email_changed", user, to=old_email)


@task(queue_name="mail")
def announce_deletion(organization_id: int, days: int, user_id: int | None) -> None:
    """Word that a disabled customer is deleted in so many days. None when it was enabled or held meanwhile."""
    customer = _doomed(organization_id)
    if customer and timedelta() < (due_of(customer) - clock.now()) <= timedelta(days=days):
        _tell_manager("deletion_announced", customer, user_id)


@task(queue_name="mail")
def report_waiting(organization_id: int, user_id: int | None) -> None:
    """Word that a disabled customer is not deleted yet, and what it waits for."""
    customer = _doomed(organization_id)
    if customer and customer.suspension.waits_for:
        _tell_manager("deletion_waiting", customer, user_id)


def _doomed(pk: int) -> Organization | None:
    """A customer that is disabled and whose deletion is not on hold, with its suspension."""
    rows = Organization.objects.disabled().select_related("tenant__owner", "suspension")
    return rows.filter(pk=pk, suspension__held_at=None, suspension__isnull=False).first()


def _tell_manager(name: str, customer: Organization, user_id: int | None) -> None:
    """To a member of staff; with None to the reseller: its owner, else its contact address."""
    reader = _user(user_id) if user_id else customer.tenant.owner if customer.tenant else None
    if reader is not None and (reader.deleted_at or not reader.is_active):
        reader = None
    to = reader.email if reader else customer.root.email
    if (user_id and not reader) or not to:
        return
    page = ("admin:customers_organization_change", customer.pk) if user_id else ("customers:detail", customer.pk)
    sender = settings.PORTAL_NAME if user_id else customer.root.name
    context = {
        "customer": customer,
        "deletes_at": due_of(customer),
        "link": absolute_url(*page),
        "staff": bool(user_id),
    }
    with timezone.override(ZoneInfo(customer.root.time_zone)):
        mail.send(name, to=to, sender=sender, context=context)


@task(queue_name="mail")
def mail_invitation(invite_id: int) -> None:
    """The link to register with. Its token is made here, and only the hash is kept; the mail leaves outside the lock."""
    invite = Invite.objects.filter(pk=invite_id).first()
    if invite and (linked := make_mailed_link(invite, by=None)):
        facts = {"invite": linked, "link": absolute_url("customers:join", linked.token)}
        mail.send("invitation", to=linked.email, sender=linked.tenant.name, context=facts)
        note_mailed(linked, by=None)
