"""Work for the worker: word that credits run low. A task's first argument is whom it goes to, for when they are erased."""

from django.conf import settings
from django_tasks import task

from customers.models import Customer, Organization, User
from customers.roles import Kind
from reseller_portal.lib import mail
from reseller_portal.lib.meters import Meter
from reseller_portal.lib.origin import absolute_url


def _address(user_id: int, organization: Organization) -> str:
    """The person's address, or the organization's contact for whoever may not sign in any more."""
    user = User.objects.existing().filter(pk=user_id, is_active=True).first() if user_id else None
    return (user and user.email) or organization.email or ""


@task(queue_name="mail")
def mail_low_credits(
    user_id: int, organization_id: int, customer_id: int, line: int, available: int, assigned: int
) -> None:
    """Word to an organization that a customer (itself, or one of its own) has less than `line` per cent left.

    `user_id` is its owner's, 0 for the contact address; `available` and `assigned` are hundredths of a credit. Nobody of
    a disabled organization is mailed.
    """
    organization = Organization.objects.existing().select_related("tenant").filter(pk=organization_id).first()
    customer = Customer.objects.existing().filter(pk=customer_id).first()
    if organization is None or customer is None or not organization.lets_people_in:
        return
    is_own, meter = organization.pk == customer.pk, Meter(available, 0, assigned - available)
    link = absolute_url("billing:console") if is_own else absolute_url("credits:history", customer.pk)
    sender = settings.PORTAL_NAME if organization.kind == Kind.REGULAR else organization.root.name
    context = {"customer": customer, "is_own": is_own, "line": line, "meter": meter.drawn(), "link": link}
    if to := _address(user_id, organization):
        mail.send("low_credits", to=to, sender=sender, context=context)
