"""The words of the permission model: kinds of organization, roles, levels, and what each may do."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What an organization is to the platform."""

    RESELLER = "reseller", "Reseller"
    RESELLEE = "resellee", "Customer of a reseller"
    REGULAR = "regular", "Direct customer"


class Role(TextChoices):
    """What a user is, as the API and the reference documents name it."""

    RESELLER = "RESELLER", "Reseller"
    RESELLEE = "RESELLEE", "Customer's user"
    CUSTOMER = "CUSTOMER", "Direct customer"
    CONTRIBUTOR = "CONTRIBUTOR", "Direct customer's contributor"


class Level(TextChoices):
    """How much a user may do inside the organization."""

    OWNER = "owner", "Owner"
    SUPPORT = "support", "Support"
    FINANCE = "finance", "Finance"
    READ_ONLY = "read_only", "Read-only"
    ADMINISTRATOR = "administrator", "Administrator"
    MEMBER = "member", "Member"


class BillingKind(TextChoices):
    """Whom invoices are for."""

    INDIVIDUAL = "individual", "Individual"
    COMPANY = "company", "Company"


class TeamType(TextChoices):
    """What a customer's team is: unfinished, one person's or a company's."""

    DEFAULT = "default", "Default"
    INDIVIDUAL = "individual", "Individual"
    ENTERPRISE = "enterprise", "Enterprise"


LEVELS_OF_KIND = {
    Kind.RESELLER: (Level.OWNER, Level.SUPPORT, Level.FINANCE, Level.READ_ONLY),
    Kind.RESELLEE: (Level.ADMINISTRATOR, Level.MEMBER),
    Kind.REGULAR: (Level.ADMINISTRATOR, Level.MEMBER),
}


def role_for(kind: str, level: str) -> Role:
    """The role that a level has in an organization of this kind. Of a direct customer the administrator is CUSTOMER."""
    if kind == Kind.REGULAR:
        return Role.CUSTOMER if level == Level.ADMINISTRATOR else Role.CONTRIBUTOR
    return Role.RESELLER if kind == Kind.RESELLER else Role.RESELLEE


_RESELLERS = frozenset({Level.OWNER, Level.SUPPORT, Level.FINANCE, Level.READ_ONLY})
_CUSTOMERS = frozenset({Level.ADMINISTRATOR, Level.MEMBER})

# Levels of the two worlds have different names, so a permission is a set of levels and no role can borrow another's.
PERMISSIONS: dict[str, frozenset[Level]] = {
    "customers.view": _RESELLERS,
    "customers.change": frozenset({Level.OWNER, Level.SUPPORT}),
    "customers.delete": frozenset({Level.OWNER}),
    "credits.view": _RESELLERS,
    "credits.move": frozenset({Level.OWNER, Level.FINANCE}),
    "finance.view": frozenset({Level.OWNER, Level.FINANCE}),
    "branding.change": frozenset({Level.OWNER}),
    "settings.view": _RESELLERS,
    "settings.change": frozenset({Level.OWNER}),
    "team.change": frozenset({Level.OWNER}),
    "console.view": _CUSTOMERS,
    "console.users": frozenset({Level.ADMINISTRATOR}),
    "console.tokens": frozenset({Level.ADMINISTRATOR}),
    "console.billing": frozenset({Level.ADMINISTRATOR}),
    "console.activity": frozenset({Level.ADMINISTRATOR}),
    "usage.view": _RESELLERS | _CUSTOMERS,
    "activity.all": _RESELLERS,  # of the whole tenant
    "activity.view": _RESELLERS | {Level.ADMINISTRATOR},
}
