"""Customers and users as the API reads and writes them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from reseller_portal.lib.representations import moment
from reseller_portal.lib.shapes import At, Body, Flag, Listed, Shape, Text

from ..countdown import DISABLED, HELD, SCHEDULED, standing_of
from ..filters import CREDITS, GROWTH, SEATS, STATUS_WORDS, USAGE
from ..models import ApiToken, Organization, User
from ..roles import Level, TeamType
from ..tables import CustomerTable
from .asking import kind_of

_SORTS = [name for name, column in CustomerTable.base_columns.items() if column.orderable]
Metadata = Annotated[
    dict[str, str], Field(max_length=50, description="At most 50 texts, which no customer sees.", examples=[{"crm": "A-17"}])
]  # fmt: skip
Sort = Literal[tuple(sign + name for name in _SORTS for sign in ("", "-"))]  # type: ignore[valid-type]


class CustomerShape(Shape):
    id: int
    name: str
    email: str
    phone: str = Field(description="E.164, or empty.")
    reference: str
    metadata: dict[str, str]
    status: Literal["active", "disabled"]
    disabled_at: At | None
    disables_at: At | None = Field(description="When it will be disabled, if that is planned.")
    deletes_at: At | None = Field(description="When it is deleted, unless it is enabled or held before.")
    deletion_held: bool
    api_blocked: bool
    seats: int
    team_type: str
    owner_id: int | None
    registered_at: At


class NewCustomer(Body):
    name: Text
    email: Text
    phone: Text = ""
    reference: Text = ""
    metadata: Metadata = {}
    invite_owner: Flag = Field(False, description="Mail the address an invitation to be the owner.")


class CustomerChange(Body):
    """What is not sent stays as it is. `metadata` is replaced as a whole."""

    name: Text = ""
    email: Text = ""
    phone: Text = ""
    reference: Text = ""
    metadata: Metadata = {}


class Disabling(Body):
    reason: Text = ""
    block_api: Flag = Field(default=False, description="Refuse its API tokens too.")


class Confirmation(BaseModel):
    """That a deletion is meant."""

    name: Annotated[str, Field(max_length=200, description="The customer's name, exactly.")] = ""


class Enabling(Body):
    """Nothing needs to be said."""


NOTHING, AT_ONCE = Enabling(), Disabling()  # what an empty body says


class CustomerList(Listed):
    """As the list on the screen is narrowed and sorted."""

    q: Annotated[str, Field(max_length=200, description="Words of name, email, phone, company or reference.")] = ""
    status: Literal[tuple(STATUS_WORDS)] | None = None  # type: ignore[valid-type]
    seats: Literal[tuple(name for name, _ in SEATS)] | None = None  # type: ignore[valid-type]
    credits: Literal[tuple(name for name, _ in CREDITS)] | None = None  # type: ignore[valid-type]
    usage: Literal[tuple(name for name, _ in USAGE)] | None = None  # type: ignore[valid-type]
    growth: Literal[tuple(name for name, _ in GROWTH)] | None = None  # type: ignore[valid-type]
    team: Literal[tuple(TeamType.values)] | None = None  # type: ignore[valid-type]
    tag: Annotated[int, Field(ge=1, le=10**15 - 1)] | None = None
    since: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Registered on or after a day.")] = ""
    until: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="Registered on or before a day.")] = ""
    reference: Annotated[str, Field(max_length=100, description="Exactly this reference.")] = ""
    metadata: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z_][A-Za-z0-9_.\-]{0,39}:.{0,500}$", description="`key:value`, exactly.",
            examples=["crm:A-17"],
        ),
    ] = ""  # fmt: skip
    sort: Sort = "-registered"  # type: ignore[valid-type]


class UserShape(Shape):
    id: int
    customer_id: int
    email: str
    first_name: str
    last_name: str
    level: str
    status: Literal["active", "pending", "deactivated"]
    is_owner: bool
    joined_at: At
    last_sign_in_at: At | None


class NewUser(Body):
    email: Text
    first_name: Text = ""
    last_name: Text = ""
    level: Literal[Level.ADMINISTRATOR.value, Level.MEMBER.value] = "member"  # type: ignore[valid-type, name-defined]


class UserChange(Body):
    level: Literal[Level.ADMINISTRATOR.value, Level.MEMBER.value]  # type: ignore[valid-type, name-defined]


class OrganizationShape(Shape):
    id: int
    name: str
    kind: Literal["reseller", "customer"]
    currency: str
    time_zone: str


class TokenShape(Shape):
    id: int
    name: str
    prefix: str
    scopes: list[str]
    expires_at: At | None


class MeShape(Shape):
    organization: OrganizationShape
    token: TokenShape


def customer_of(customer: Organization) -> dict[str, Any]:
    stands = standing_of(customer)
    at = moment(stands.at)
    return {
        "id": customer.pk,
        **{
            name: getattr(customer, name) for name in ("name", "email", "phone", "reference", "metadata", "api_blocked")
        },
        "status": "active" if customer.is_active else "disabled",
        "disabled_at": moment(customer.disabled_at),
        "disables_at": at if stands.state == SCHEDULED else None,
        "deletes_at": at if stands.state == DISABLED else None,
        "deletion_held": stands.state == HELD,
        "seats": customer.seats,
        "team_type": customer.team_type,
        "owner_id": customer.owner_id,
        "registered_at": moment(customer.registered_at),
    }


def user_of(user: User, customer: Organization) -> dict[str, Any]:
    return {
        "id": user.pk,
        "customer_id": customer.pk,
        **{name: getattr(user, name) for name in ("email", "first_name", "last_name", "level")},
        "status": user.status.lower(),
        "is_owner": customer.owner_id == user.pk,
        "joined_at": moment(user.joined_at),
        "last_sign_in_at": moment(user.last_login),
    }


def me_of(token: ApiToken) -> dict[str, Any]:
    own = token.organization
    return {
        "organization": {
            "id": own.pk,
            "name": own.name,
            "kind": kind_of(token),
            "currency": own.root.currency,
            "time_zone": own.root.time_zone,
        },
        "token": {
            "id": token.pk,
            "name": token.name,
            "prefix": token.prefix,
            "scopes": token.scopes,
            "expires_at": moment(token.expires_at),
        },
    }
