"""Who exists, and what they did."""

from .activity import Activity, ActivityDetail
from .form_keys import FormKey
from .invites import Invite, Registration
from .organizations import Customer, Organization, Reseller
from .users import User

__all__ = [
    "Activity",
    "ActivityDetail",
    "Customer",
    "FormKey",
    "Invite",
    "Organization",
    "Registration",
    "Reseller",
    "User",
]
