"""Two resellers with two customers each, whose every text carries a canary, and everybody who may knock.

A canary reads `canary-<organization>-<what>`: `canary-a1-name` is the name of reseller A's first customer, and
`canary-a1-member` its member. What an actor may read is a list of such beginnings; any other is a leak.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.core import mail
from django.db.models import Model, Q, QuerySet

from billing.models import (
    LatestUse,
    Metric,
    RecentHours,
    TenantUsage,
    Transcription,
    TranscriptionStep,
    UsageDay,
    UsageEvent,
    UsageTotal,
)
from billing.models.metrics import HOURS
from billing.models.usage import SHARDS
from credits.actions import asking, balances, issuing, recharging, spending, thresholds
from credits.models import Forecast, LedgerRequest
from customers import token_scopes
from customers.actions import billing, invites, notes, organizations, suspensions, tags, tokens, users
from customers.links import set_password_token
from customers.models import Activity, ApiAnswer, FormKey, Invite, Organization, Registration, SeatCount
from customers.roles import Level
from reseller_portal.lib import clock

PASSWORD = "Correct-horse7"
CANARY = re.compile(r"canary-[a-z]\d-[a-z_]+")
NEVER_ISSUED = 900_000_000_000_007
# Everybody who has no session that works: what a visitor gets is what they get.
OUTSIDERS = ("visitor", "disabled_customer", "disabled_reseller", "deactivated")


@dataclass(frozen=True)
class Actor:
    """Somebody who knocks: as which role, from which organization, and which canaries may stand in the answers."""

    name: str
    role: str
    user: Any = None
    home: str = ""  # the label of the organization, for example a1
    sees: tuple[str, ...] = ()

    @property
    def tenant(self) -> str:
        return self.home[:1]

    def foreign_canaries(self, text: str) -> set[str]:
        return {found for found in CANARY.findall(text.casefold()) if not found.startswith(self.sees or ("-",))}


@dataclass
class World:
    organizations: dict[str, Any] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)  # by <organization>-<name>
    actors: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)  # real ones, all of tenant A
    secrets: dict[str, str] = field(default_factory=dict)  # of API tokens, by organization, with every scope

    def label(self, organization_id: int | None) -> str:
        return next((label for label, o in self.organizations.items() if o.pk == organization_id), "")


def canary(label: str, what: str) -> str:
    return f"CANARY-{label.upper()}-{what.upper()}"


def _organization(world: World, label: str, reseller: Any = None, *, regular: bool = False) -> Any:
    stan = world.people["staff"]
    given = {"name": canary(label, "name"), "email": f"{canary(label, 'mail')}@tenants.example", "by": stan}
    if reseller is not None:
        made = organizations.create_customer(reseller, **given)
    else:
        create = organizations.create_direct_customer if regular else organizations.create_reseller
        made = create(currency="EUR", time_zone="Europe/Amsterdam", **given)
    world.organizations[label] = made
    if made.kind != "reseller":
        address = {name: canary(label, name) for name in ("company", "region", "city", "address_1", "address_2")}
        billing.save_billing_details(made, kind="company", country="NL", postal_code="1012 AB", by=stan, **address)
        organizations.update_organization(made, reference=canary(label, "reference"), by=stan)
    return made


def _person(world: World, label: str, name: str, level: str, *, pending: bool = False) -> Any:
    user = users.add_user(
        world.organizations[label],
        email=f"{canary(label, name)}@people.example",
        username=canary(label, name).lower(),
        first_name=canary(label, name),
        last_name=canary(label, name),
        level=level,
        invite=False,
        by=world.people["staff"],
    )
    if not pending:
        users.set_password(user, password=PASSWORD, by=user)
        # An erasable detail with values in it, and a form that was sent.
        users.update_profile(user, last_name=canary(label, name) + " the Second", by=user)
        FormKey.objects.create(
            tenant_id=user.tenant_id, user=user, key=uuid.uuid4(), made_id=user.pk, created_at=user.joined_at
        )
    world.people[f"{label}-{name}"] = user
    return user


def _team(world: World, letter: str) -> None:
    _organization(world, f"{letter}0")
    for level in (Level.OWNER, Level.SUPPORT, Level.FINANCE, Level.READ_ONLY):
        _person(world, f"{letter}0", level.value, level)
    for number in (1, 2):
        _organization(world, f"{letter}{number}", world.organizations[f"{letter}0"])
        _person(world, f"{letter}{number}", "administrator", Level.ADMINISTRATOR)
        _person(world, f"{letter}{number}", "member", Level.MEMBER)
    _person(world, f"{letter}1", "pending", Level.MEMBER, pending=True)
    _person(world, f"{letter}1", "gone", Level.MEMBER)


def _credits(world: World, label: str) -> None:
    """Movements of every kind that a screen shows, with notes, and credits held for running work."""
    organization, stan = world.organizations[label], world.people["staff"]
    told = {"note": canary(label, "note"), "key": f"world-{label}", "by": stan}
    if organization.tenant is None:
        issuing.issue_credits(organization, amount=100_000, **told)
        if organization.kind == "reseller":
            owner = world.people[f"{label}-owner"]
            asking.ask_for_credits(organization, amount=100, note=canary(label, "note"), by=owner)
            thresholds.set_thresholds(organization, first=40, second=20, by=owner)
    else:
        recharging.recharge_customer(organization, amount=10_000, **told)
        balances.refill_balance(organization, amount=5_000, **(told | {"key": f"world-money-{label}"}))
    if organization.kind != "reseller":
        spending.reserve_credits(organization, amount=500, key=f"world-work-{label}", by=None)
        spending.spend_credits(organization, amount=100, key=f"world-use-{label}", by=None)


def _invites(world: World, letter: str) -> None:
    """One that is open, one that was mailed, and one that the second customer registered with."""
    reseller, owner = world.organizations[f"{letter}0"], world.people[f"{letter}0-owner"]
    link = invites.create_link(reseller, uses=3, by=owner)
    invites.mail_invites(reseller, emails=[f"{canary(f'{letter}0', 'invited')}@new.example"], by=owner)
    accepted = invites.create_link(reseller, uses=1, by=owner)
    first = world.people[f"{letter}2-administrator"]
    Registration.objects.create(
        tenant=reseller, invite=accepted, user=first, key=uuid.uuid4(), registered_at=first.joined_at
    )
    Invite.objects.filter(pk=accepted.pk).update(used=1)
    world.tokens.setdefault("customers:join token", link.token)


def _labels(world: World, letter: str) -> None:
    """A reseller's own words: a tag and a note on each customer, and a reference. No customer may read one."""
    by = world.people[f"{letter}0-owner"]
    tag = tags.create_tag(world.organizations[f"{letter}0"], name=canary(f"{letter}0", "tag"), colour="red", by=by)
    for number in (1, 2):
        label = f"{letter}{number}"
        customer = world.organizations[label]
        tags.set_tags(customer, tags=[tag.pk], opened_with=[], by=by)
        notes.add_note(customer, text=canary(f"{letter}0", "text"), by=by)
        organizations.update_organization(customer, reference=canary(f"{letter}0", "reference"), by=by)


def _metered(world: World, label: str) -> None:
    """A token, and of a customer a transcription and its usage, each sum of it included."""
    organization = world.organizations[label]
    scopes = token_scopes.scopes_of(organization.kind)
    by = next(user for name, user in world.people.items() if name.split("-")[0] == label)
    token = tokens.create_token(organization, name=canary(label, "token"), scopes=scopes, expires_at=None, by=by)
    world.secrets[label] = token.secret
    own: dict[str, Any] = {"tenant": organization.root, "organization": organization}
    ApiAnswer.objects.create(
        **own, key=canary(label, "key"), request_hash="", status=201, body={"name": canary(label, "answer")},
        at=clock.now(),
    )  # fmt: skip
    if organization.kind == "reseller":
        return
    SeatCount.objects.create(**own, day=clock.now().date(), seats=organization.seats)
    metric, _ = Metric.objects.get_or_create(
        code=HOURS, defaults={"name": "Hours", "unit": "hours", "base_unit": "seconds", "base_per_unit": 3600}
    )
    request = LedgerRequest.objects.get(organization=organization, key=f"world-use-{label}")
    work = Transcription.objects.create(
        **own, name=canary(label, "recording"), reference=canary(label, "recording_id"), model=canary(label, "model"),
        token=token, request=request, charge=100, seconds=60, status="completed", created_at=clock.now(),
        finished_at=clock.now(),
    )  # fmt: skip
    TranscriptionStep.objects.create(
        tenant=organization.root, transcription=work, name=canary(label, "step"), at=clock.now()
    )
    day = clock.now().date()
    sums = {"day": day, "metric": metric, "quantity": 60, "charge": 100}
    UsageEvent.objects.create(
        **own, **sums, event_id=canary(label, "event"), occurred_at=clock.now(), received_at=clock.now(), token=token,
        transcription=work, request=request,
    )  # fmt: skip
    UsageDay.objects.create(**own, **sums, token=token, events=1)
    TenantUsage.objects.create(tenant=organization.root, **sums, shard=organization.pk % SHARDS, events=1)
    UsageTotal.objects.create(**own, metric=metric, quantity=60)
    LatestUse.objects.create(**own, at=clock.now())
    RecentHours.objects.create(**own, day=day, in_7_days=60, in_30_days=60, in_90_days=60, total=60)
    Forecast.objects.create(**own, day=day, went=100, counted=3, empty_on=day, version=1)


def _cast_actors(world: World) -> Iterator[Actor]:
    """Every role at home in A, its counterparts in B, the direct customers, and those who may not come in."""
    yield Actor("visitor", "visitor")
    yield Actor("stan", "staff", world.people["staff"], sees=("canary-",))
    for letter in "ab":
        for level in ("owner", "support", "finance", "read_only"):
            person = world.people[f"{letter}0-{level}"]
            yield Actor(f"{letter}-{level}", level, person, f"{letter}0", (f"canary-{letter}",))
        # Of its reseller a customer knows the name, of its colleagues a member nothing.
        brand = f"canary-{letter}0-name"
        for label in (f"{letter}1", f"{letter}2"):
            own = world.people[f"{label}-administrator"]
            yield Actor(f"{label}-administrator", "administrator", own, label, (f"canary-{label}", brand))
            seen = ("name", "mail", "member", "recording", "model", "step")  # what was transcribed is everybody's
            member = (*(f"canary-{label}-{what}" for what in seen), brand)
            yield Actor(f"{label}-member", "member", world.people[f"{label}-member"], label, member)
    for label in ("d0", "e0"):
        yield Actor(f"{label}-customer", "customer", world.people[f"{label}-customer"], label, (f"canary-{label}",))
        seen = ("name", "mail", "contributor", "recording", "model", "step")
        own_only = tuple(f"canary-{label}-{what}" for what in seen)
        yield Actor(f"{label}-contributor", "contributor", world.people[f"{label}-contributor"], label, own_only)
    yield Actor("disabled_customer", "visitor", world.people["f1-administrator"], "f1")
    yield Actor("disabled_reseller", "visitor", world.people["g1-administrator"], "g1")
    yield Actor("deactivated", "visitor", world.people["b1-gone"], "b1")


def _tokens(world: World) -> dict[str, str]:
    """What stands in mailed links, real and for tenant A's people, whose holder may use them: that is their purpose."""
    owner = world.people["a1-administrator"]
    address = EmailAddress.objects.create(user=owner, email="canary-a1-administrator@new.example")
    return {
        **world.tokens,
        "customers:welcome token": set_password_token(world.people["a1-pending"]),
        "account_confirm_email key": EmailConfirmationHMAC(address).key,
        "account_reset_password_from_key uidb36": user_pk_to_url_str(owner),
        "account_reset_password_from_key key": default_token_generator.make_token(owner),
    }


def build() -> World:
    world = World()
    world.people["staff"] = users.create_staff(
        email="stan@platform.example", first_name="Stan", last_name="Staff", password=PASSWORD, by=None
    )
    for letter in "ab":
        _team(world, letter)
    for label in ("d0", "e0"):
        _organization(world, label, regular=True)
        _person(world, label, "customer", Level.ADMINISTRATOR)
        _person(world, label, "contributor", Level.MEMBER)
    for letter in "fg":
        _organization(world, f"{letter}0")
        _organization(world, f"{letter}1", world.organizations[f"{letter}0"])
        _person(world, f"{letter}1", "administrator", Level.ADMINISTRATOR)
    by = world.people["staff"]
    organizations.disable_organization(world.organizations["f1"], by=by)
    organizations.disable_organization(world.organizations["g0"], by=by)
    for letter in "ab":
        users.deactivate_user(world.people[f"{letter}1-gone"], by=by)
        told = {"at": clock.now() + timedelta(days=30), "reason": canary(f"{letter}2", "reason")}
        suspensions.schedule_disabling(world.organizations[f"{letter}2"], **told, by=by)
    for label in ("a0", "a1", "a2", "b0", "b1", "b2", "d0", "e0"):
        _credits(world, label)
        _metered(world, label)
    for letter in "ab":
        _invites(world, letter)
        _labels(world, letter)
    world.actors = {actor.name: actor for actor in _cast_actors(world)}
    world.tokens = _tokens(world)
    mail.outbox.clear()
    return world


# --- What each may reach, said a second time and in other words than the code's ---------------------------------------
TENANT_MODELS = (
    *(
        f"customers.{n}"
        for n in (
            "Organization",
            "Reseller",
            "Customer",
            "User",
            "Activity",
            "ActivityDetail",
            "ApiAnswer",
            "ApiToken",
            "BillingDetails",
            "CustomerTag",
            "FormKey",
            "Invite",
            "Note",
            "Registration",
            "SeatCount",
            "Suspension",
            "Tag",
        )
    ),
    *(
        f"credits.{name}"
        for name in (
            "Account",
            "LedgerRequest",
            "RequestNote",
            "Transfer",
            "Reservation",
            "CreditAsking",
            "DailyUse",
            "Allocation",
            "AlertLines",
            "Forecast",
        )
    ),
    *(
        f"billing.{name}"
        for name in (
            "LatestUse",
            "RecentHours",
            "TenantUsage",
            "Transcription",
            "TranscriptionStep",
            "UsageDay",
            "UsageEvent",
            "UsageTotal",
        )
    ),
)


def expected(world: World, actor: Actor, model: str) -> set[str]:
    """The labels of the rows of a model that an actor reaches through `visible_to`."""
    if actor.role in ("visitor", "staff"):
        return set()
    team = actor.role in ("owner", "support", "finance", "read_only")
    administrator = actor.role in ("administrator", "customer")
    organizations = {label for label in world.organizations if label.startswith(actor.tenant if team else actor.home)}
    me = next(label for label, user in world.people.items() if user.pk == actor.user.pk)
    match model:
        case "Organization":
            return organizations
        case "Reseller":
            return {actor.home} if team else set()
        case "Customer":
            return organizations - {actor.home} if team else organizations
        case "User" if team or administrator:
            return {label for label in world.people if label.split("-")[0] in organizations}
        case "User" | "FormKey":
            return {me}
        case "Activity" | "ActivityDetail":
            return organizations if team or administrator else set()
        case "BillingDetails" if team or administrator:
            return organizations - {actor.home} if team else organizations
        case "BillingDetails":
            return set()
        case "Account" | "LedgerRequest" | "RequestNote" | "Transfer" | "DailyUse":
            return organizations if team or administrator else set()
        case "ApiToken":
            return organizations if team or administrator else set()
        case "ApiAnswer":
            return {actor.home}
        case "SeatCount":
            return organizations - {actor.home} if team else set()
        case (
            "LatestUse"
            | "RecentHours"
            | "Transcription"
            | "TranscriptionStep"
            | "UsageDay"
            | "UsageEvent"
            | "UsageTotal"
        ):
            return organizations - {actor.home} if team else {actor.home}
        case "TenantUsage":  # of a direct customer the tenant is itself
            return {actor.tenant + "0"} if team or actor.role in ("customer", "contributor") else set()
        case "Registration":
            return {f"{actor.tenant}2-administrator"} if team else set()
        case "CreditAsking" | "Invite" | "Tag" | "AlertLines":
            return {actor.home} if team else set()
        case "Suspension":
            return {f"{actor.tenant}2"} if team else set()  # a plan of the reseller's
        case "CustomerTag" | "Note":
            return organizations - {actor.home} if team else set()
        case "Reservation" | "Allocation" | "Forecast" if team:
            return organizations - {actor.home}  # a reseller itself has a pool, and no meter
        case "Reservation" | "Allocation" | "Forecast":
            return organizations if administrator else set()
    raise AssertionError(f"say in tests/world.py which rows of {model} each actor reaches")


OF_ORGANIZATIONS = (
    *("Account", "AlertLines", "Allocation", "BillingDetails", "CustomerTag", "DailyUse", "LedgerRequest", "Note"),
    *("Reservation", "Suspension", "ApiAnswer", "ApiToken", "SeatCount", "LatestUse", "Transcription", "UsageDay"),
    *("UsageEvent", "UsageTotal", "RecentHours", "Forecast"),
)


def labels(world: World, rows: QuerySet) -> set[str]:
    """The labels of rows: the organization's or the person's, or for activity the organization it is about."""
    model = rows.model.__name__
    if model in ("Organization", "Reseller", "Customer"):
        return {world.label(row.pk) for row in rows}
    if model in ("User", "FormKey", "Registration"):
        wanted = {row.pk if model == "User" else row.user_id for row in rows}
        return {label for label, user in world.people.items() if user.pk in wanted}
    if model == "TranscriptionStep":
        return {world.label(row.transcription.organization_id) for row in rows}
    if model in ("CreditAsking", "Invite", "Tag", "TenantUsage"):
        return {world.label(row.tenant_id) for row in rows}
    if model in OF_ORGANIZATIONS:
        return {world.label(row.organization_id) for row in rows}
    if model in ("Transfer", "RequestNote"):
        return {world.label(row.request.organization_id) for row in rows}
    ids = {row.pk for row in rows}
    return {world.label(row.organization_id) for row in Activity.objects.filter(pk__in=ids)}


# --- All rows of a tenant ---------------------------------------------------------------------------------------------
OUR_APPS = ("portal", "customers", "credits", "branding", "billing")


def our_models() -> list[type[Model]]:
    """Every model of ours, concrete and proxy."""
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


def snapshot(root: Organization) -> dict[str, str]:
    """Every row of a tenant, by table: what nobody else's request may change."""
    rows: dict[str, QuerySet] = {
        "organizations": Organization.objects.filter(Q(pk=root.pk) | Q(tenant=root)),
        "addresses": EmailAddress.objects.filter(user__tenant=root),
        "sessions": UserSession.objects.filter(user__tenant=root),
    }
    for model in our_models():
        if not model._meta.proxy and any(f.name == "tenant" for f in model._meta.fields) and model is not Organization:
            rows[model._meta.label] = model._default_manager.filter(tenant=root)
    return {name: repr(list(queryset.order_by("pk").values())) for name, queryset in rows.items()}


def changed_tables(before: dict[str, str], root: Organization) -> list[str]:
    after = snapshot(root)
    return [f"rows of {name} changed" for name in before if before[name] != after[name]]


Check = Callable[[World], list[str]]
