"""Who exists, and what they did."""

from .activity import Activity, ActivityDetail
from .form_keys import FormKey
from .organizations import Customer, Organization, Reseller
from .users import User

__all__ = ["Activity", "ActivityDetail", "Customer", "FormKey", "Organization", "Reseller", "User"]
