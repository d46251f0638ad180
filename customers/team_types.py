"""What a customer's team is: the rule, which the actions apply and `doctor` proves.

default until the owner has a password and a verified address; then enterprise when the billing details are a company's,
else individual. A reseller's own team is none of these and stays default.
"""

from allauth.account.models import EmailAddress
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from .models import BillingDetails
from .roles import BillingKind, Kind, TeamType


def expected_team_type() -> Case:
    """The team type of each organization of a query, by the rule."""
    # The address of the sign-in: one that was asked for and is not confirmed yet proves nothing.
    proved = EmailAddress.objects.filter(
        user=OuterRef("owner"), email=F("user__email"), verified=True, user__accepted_at__isnull=False
    )
    companies = BillingDetails.objects.filter(organization=OuterRef("pk"), kind=BillingKind.COMPANY)
    return Case(
        When(Q(kind=Kind.RESELLER) | ~Exists(proved), then=Value(TeamType.DEFAULT.value)),
        When(Exists(companies), then=Value(TeamType.ENTERPRISE.value)),
        default=Value(TeamType.INDIVIDUAL.value),
    )
