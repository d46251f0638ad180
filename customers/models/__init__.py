"""Who exists, and what they did."""

from .activity import Activity, ActivityDetail
from .billing import BillingDetails
from .form_keys import FormKey
from .invites import Invite, Registration
from .jobs import Lease, TimedJob
from .organizations import Customer, Organization, Reseller
from .suspensions import Suspension
from .users import User

__all__ = [
    "Activity",
    "ActivityDetail",
    "BillingDetails",
    "Customer",
    "FormKey",
    "Invite",
    "Lease",
    "Organization",
    "Registration",
    "Reseller",
    "Suspension",
    "TimedJob",
    "User",
]
