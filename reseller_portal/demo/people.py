"""Who is in the demo: staff, two resellers, their customers, a direct customer, and who signs in for each."""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from customers.actions.billing import save_billing_details
from customers.actions.notes import add_note
from customers.actions.organizations import (
    create_customer,
    create_direct_customer,
    create_reseller,
)
from customers.actions.users import add_user, adopt_password, create_staff, set_password
from customers.models import Organization, User
from customers.roles import Level

from ..lib import clock
from . import suspensions
from .by_day import keep_seats, keep_sums
from .colleagues import Colleague, colleagues
from .companies import HELDER_COUNTRIES, NORTHWIND_COUNTRIES, Company, companies
from .credits import fund_direct, hand_out
from .invites import invite
from .labels import write_on

PASSWORD = "Demo-portal1!"  # noqa: S105  printed by `make run`; the demo refuses a database that holds anything
SIGN_INS = {
    "staff@demo.example": "staff, in the admin",
    "mara@northwind.example": "owner of the reseller Northwind Voice",
    "jonas@northwind.example": "of its team, support",
    "lidia@northwind.example": "of its team, finance",
    "emil@northwind.example": "of its team, read-only",
    "hugo@helder.example": "owner of the reseller Helder Speech",
    "it@daylight.example": "owner of Northwind's customer Daylight Clinics",
    "dan@direct.example": "runs a direct customer",
    "cleo@direct.example": "works for the same",
}
NORTHWIND_CUSTOMERS = 1204
HELDER_CUSTOMERS = 37
DAYLIGHT = Company(
    name="Daylight Clinics", email="contact@daylight.example", phone="+4930901820", country="DE",
    registered_at=datetime(2026, 11, 2, 9, 14, tzinfo=UTC), disabled=False,
)  # fmt: skip
DAYLIGHT_NOTE = "Ines decides. She wants figures by ward before they add the second clinic."
_OF_DAYLIGHT = 2_500  # credits
_GROWING = 0.25  # the share of larger teams in which all but the first came within a month
# The demo's today. Fixed, so that the same command makes the same data on any day (but see `suspensions`).
TODAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def count(northwind: int) -> int:
    """How many customers `create` makes."""
    return northwind + min(HELDER_CUSTOMERS, northwind) + 1


def create(northwind: int, *, progress: Callable[[int], object]) -> None:
    """Make it all, through the actions. `progress` is called with the number of customers made since, and then served."""
    with clock.moved_to(TODAY - timedelta(days=3 * 365 + 40)):
        staff = create_staff(
            email="staff@demo.example", first_name="Stella", last_name="Novak", password=PASSWORD, by=None
        )
        voice = create_reseller(
            name="Northwind Voice", email="hello@northwind.example", phone="+31205550123", currency="EUR",
            time_zone="Europe/Amsterdam", by=staff,
        )  # fmt: skip
        mara = _sign_in(voice, "mara@northwind.example", "Mara", "Kessler", Level.OWNER, by=staff)
        speech = create_reseller(
            name="Helder Speech", email="ola@helder.example", phone="+351211234567", currency="EUR",
            time_zone="Europe/Lisbon", by=staff,
        )  # fmt: skip
        hugo = _sign_in(speech, "hugo@helder.example", "Hugo", "Duarte", Level.OWNER, by=staff)
    others = list(companies(northwind - 1, seed=7, countries=NORTHWIND_COUNTRIES, until=TODAY))
    _fill(voice, sorted([*others, DAYLIGHT], key=lambda company: company.registered_at), by=mara, progress=progress)
    _fill(
        speech,
        companies(min(HELDER_CUSTOMERS, northwind), seed=11, countries=HELDER_COUNTRIES, until=TODAY),
        by=hugo,
        progress=progress,
    )
    daylight = Organization.objects.get(tenant=voice, email=DAYLIGHT.email)
    with clock.moved_to(DAYLIGHT.registered_at):
        ines = _sign_in(daylight, "it@daylight.example", "Ines", "Okafor", Level.ADMINISTRATOR, by=mara)
    suspensions.suspend_some(voice, besides=daylight, today=suspensions.made_on(), by=mara)
    invite(voice, accepted=ines, by=mara)
    write_on(voice, today=TODAY, by=mara)
    with clock.moved_to(TODAY - timedelta(days=4)):
        add_note(daylight, text=DAYLIGHT_NOTE, by=mara)
    with clock.moved_to(TODAY - timedelta(days=210)):
        _sign_in(voice, "jonas@northwind.example", "Jonas", "Sandberg", Level.SUPPORT, by=mara)
        _sign_in(voice, "lidia@northwind.example", "Lidia", "Correia", Level.FINANCE, by=mara)
        _sign_in(voice, "emil@northwind.example", "Emil", "Toth", Level.READ_ONLY, by=mara)
    given: dict[str, Any] = {"today": TODAY, "staff": staff, "progress": progress}
    hand_out(voice, shown={daylight.pk: _OF_DAYLIGHT}, by=mara, **given)
    hand_out(speech, shown={}, by=hugo, **given)
    fund_direct(_create_direct(by=staff), today=TODAY, staff=staff)
    keep_seats()
    keep_sums()
    progress(2)


def _fill(reseller: Organization, facts: Iterable[Company], *, by: User, progress: Callable[[int], object]) -> None:
    chance, hashed = random.Random(reseller.email), make_password(PASSWORD)
    for company in facts:
        with clock.moved_to(company.registered_at):
            customer = create_customer(reseller, name=company.name, email=company.email, phone=company.phone, by=by)
            if company is DAYLIGHT or company.registered_at.day % 3:  # the others have not said yet
                save_billing_details(customer, kind="company", company=company.name, country=company.country, by=by)
            team = [] if company is DAYLIGHT else list(colleagues(company.email, chance=chance))
            late = team[1:] if chance.random() < _GROWING else []
            _staff(customer, team[: len(team) - len(late)], hashed=hashed, by=by)
        with clock.moved_to(max(company.registered_at, TODAY - timedelta(days=chance.randrange(2, 28)))):
            _staff(customer, late, hashed=hashed, by=by)
        if company.disabled:
            suspensions.disable(customer, today=suspensions.made_on(), chance=chance, by=by)
        progress(1)


def _staff(customer: Organization, people: Iterable[Colleague], *, hashed: str, by: User) -> None:
    for person in people:
        user = add_user(
            customer,
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            level=Level.MEMBER if customer.owner_id else Level.ADMINISTRATOR,
            invite=False,
            by=by,
        )
        if person.accepted:
            EmailAddress.objects.filter(user=user).update(verified=True)
            adopt_password(user, hashed=hashed, by=user)


def _create_direct(*, by: User) -> Organization:
    with clock.moved_to(TODAY - timedelta(days=400)):
        direct = create_direct_customer(
            name="Ferrybridge Courts", email="clerk@direct.example", phone="+442079460812", currency="GBP",
            time_zone="Europe/London", by=by,
        )  # fmt: skip
        _sign_in(direct, "dan@direct.example", "Dan", "Whitlock", Level.ADMINISTRATOR, by=by)
        _sign_in(direct, "cleo@direct.example", "Cleo", "Marsh", Level.MEMBER, by=by)
    return direct


def _sign_in(
    organization: Organization, email: str, first_name: str, last_name: str, level: Level, *, by: User
) -> User:
    user = add_user(
        organization, email=email, first_name=first_name, last_name=last_name, level=level, invite=False, by=by
    )
    EmailAddress.objects.filter(user=user).update(verified=True)
    return set_password(user, password=PASSWORD, by=user)
