"""Who exists, and what they did."""

from .activity import Activity, ActivityDetail
from .billing import BillingDetails
from .form_keys import FormKey
from .organizations import Customer, Organization, Reseller
from .users import User

__all__ = ["Activity", "ActivityDetail", "BillingDetails", "Customer", "FormKey", "Organization", "Reseller", "User"]
