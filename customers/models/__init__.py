"""Who exists, and what they did."""

from .activity import Activity, ActivityDetail
from .billing import BillingDetails
from .form_keys import FormKey
from .invites import Invite, Registration
from .jobs import Lease, TimedJob
from .notes import Note
from .organizations import Customer, Organization, Reseller
from .seats import SeatCount
from .suspensions import Suspension
from .tags import CustomerTag, Tag
from .tokens import ApiAnswer, ApiToken
from .users import User

__all__ = [
    "Activity",
    "ActivityDetail",
    "ApiAnswer",
    "ApiToken",
    "BillingDetails",
    "Customer",
    "CustomerTag",
    "FormKey",
    "Invite",
    "Lease",
    "Note",
    "Organization",
    "Registration",
    "Reseller",
    "SeatCount",
    "Suspension",
    "Tag",
    "TimedJob",
    "User",
]
