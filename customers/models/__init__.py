"""Who exists, and what they did."""

from .activity import Activity, ActivityDetail
from .form_keys import FormKey
from .notes import Note
from .organizations import Customer, Organization, Reseller
from .tags import CustomerTag, Tag
from .users import User

__all__ = [
    "Activity",
    "ActivityDetail",
    "Customer",
    "CustomerTag",
    "FormKey",
    "Note",
    "Organization",
    "Reseller",
    "Tag",
    "User",
]
