"""The wall between tenants: who reaches what, at every address, by every method, with real ids of the other side."""

from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db.models import Q, QuerySet
from django.test import override_settings
from django.utils.module_loading import import_string

from tests import sweep
from tests.access import ACCESS, ROLES, Row, row
from tests.knocking import Route, routes
from tests.world import OUTSIDERS, TENANT_MODELS, World, expected, labels, our_models, snapshot

TENANT, PLATFORM = "TENANT", "PLATFORM"
MODELS = {
    "customers.Organization": TENANT,
    "customers.Reseller": TENANT,
    "customers.Customer": TENANT,
    "customers.User": TENANT,
    "customers.Activity": TENANT,
    "customers.ActivityDetail": TENANT,
    "customers.BillingDetails": TENANT,
    "customers.FormKey": TENANT,
    "customers.Suspension": TENANT,
    "customers.Lease": PLATFORM,  # of the scheduler, which works for everybody
    "customers.TimedJob": PLATFORM,
    "customers.Invite": TENANT,
    "customers.Registration": TENANT,
    "customers.Tag": TENANT,
    "customers.CustomerTag": TENANT,
    "customers.Note": TENANT,
    "credits.Account": TENANT,
    "credits.LedgerRequest": TENANT,
    "credits.RequestNote": TENANT,
    "credits.Transfer": TENANT,
    "credits.Reservation": TENANT,
    "credits.CreditAsking": TENANT,
    "credits.DailyUse": TENANT,
    "credits.Allocation": TENANT,
    "credits.AlertLines": TENANT,
    "credits.Forecast": TENANT,
    "customers.ApiAnswer": TENANT,
    "customers.ApiToken": TENANT,
    "customers.SeatCount": TENANT,
    "billing.LatestUse": TENANT,
    "billing.Metric": PLATFORM,
    "billing.RecentHours": TENANT,
    "billing.Mission": PLATFORM,
    "billing.TenantUsage": TENANT,
    "billing.Transcription": TENANT,
    "billing.TranscriptionStep": TENANT,
    "billing.UsageDay": TENANT,
    "billing.UsageEvent": TENANT,
    "billing.UsageTotal": TENANT,
}
PACKAGE_MODELS = {
    "account.EmailAddress",
    "account.EmailConfirmation",
    "admin.LogEntry",
    "auth.Group",
    "auth.Permission",
    "contenttypes.ContentType",
    "django_tasks_database.DBTaskResult",
    "sessions.Session",
    "usersessions.UserSession",
}
# One of each role at home in A, and the strangers from B who hold A's ids.
HOME = ("a-owner", "a-support", "a-finance", "a-read_only", "a1-administrator", "a1-member", "d0-customer",
        "d0-contributor")  # fmt: skip
STRANGERS = ("b-owner", "b1-administrator", "b1-member", "d0-customer", "d0-contributor", "visitor")
# The wall is made of queries that both databases answer alike; each tenant test of a screen runs on both.
pytestmark = pytest.mark.once
OWN_METHODS = ("GET", "POST")


def _actors(world: World, *names: str) -> list[Any]:
    return [world.actors[name] for name in names]


def _ours() -> list[Route]:
    return [route for route in routes() if route.row and not route.row.package]


def _packages(prefix: str = "") -> list[Route]:
    found = [route for route in routes() if route.row and route.row.package]
    return [route for route in found if route.name.startswith("admin:") == (prefix == "admin:")]


# --- The tables are whole ---------------------------------------------------------------------------------------------
def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sweep.unlisted() == []


def test_a_route_without_a_row_and_a_row_without_a_route_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(sweep.unlisted())
    monkeypatch.delitem(ACCESS, "customers:list")
    monkeypatch.setitem(ACCESS, "customers:nowhere", row(ROLES))
    found = {"customers:list (customers/) has no row", "the row customers:nowhere has no route"}
    assert set(sweep.unlisted()) - before == found


def test_every_model_of_ours_is_classed() -> None:
    assert {model._meta.label for model in our_models()} == set(MODELS)


def test_every_model_of_a_package_is_known() -> None:
    others = {model._meta.label for model in apps.get_models() if model not in our_models()}
    assert others == PACKAGE_MODELS


@pytest.mark.parametrize("label", [label for label, kind in MODELS.items() if kind == TENANT])
def test_a_tenants_model_has_a_tenant_and_a_wall(label: str) -> None:
    model = apps.get_model(label)
    assert "tenant" in {field.name for field in model._meta.fields}
    assert callable(getattr(model._default_manager.all(), "visible_to", None))


def test_the_reach_of_every_tenants_model_is_written_down() -> None:
    assert {label for label, kind in MODELS.items() if kind == TENANT} == set(TENANT_MODELS)


# --- The sweep --------------------------------------------------------------------------------------------------------
def test_our_screens_let_in_whom_the_table_says_and_show_no_foreign_canary(world: World) -> None:
    actors = _actors(world, "visitor", "stan", *HOME)
    assert sweep.verdict_problems(world, actors, _ours()) == []


def test_our_screens_show_a_stranger_nothing_of_another_tenant(world: World) -> None:
    actors = _actors(world, "b-owner", "b1-administrator", "b1-member", "b2-administrator")
    assert sweep.verdict_problems(world, actors, _ours(), ("GET", "POST")) == []


def test_somebody_disabled_is_a_visitor_everywhere(world: World) -> None:
    everywhere = [*_ours(), *_packages()]
    assert sweep.verdict_problems(world, _actors(world, *OUTSIDERS[1:]), everywhere, ("GET", "POST")) == []


def test_the_pages_of_packages_let_in_whom_the_table_says(world: World) -> None:
    actors = _actors(world, "visitor", "stan", "a-owner", "b-owner", "b1-member", "d0-contributor")
    assert sweep.verdict_problems(world, actors, _packages(), OWN_METHODS) == []


def test_only_staff_reach_the_admin(world: World) -> None:
    assert sweep.verdict_problems(world, _actors(world, "stan", "b-owner"), _packages("admin:"), OWN_METHODS) == []
    others = _actors(world, "visitor", "a-owner", "d0-customer", "b1-member", "deactivated")
    assert sweep.verdict_problems(world, others, _packages("admin:"), ("GET",)) == []


def test_a_stranger_gets_the_same_answer_as_for_an_id_that_never_existed(world: World) -> None:
    everywhere = [*_ours(), *_packages(), *_packages("admin:")]
    assert sweep.difference_problems(world, _actors(world, "b-owner", "visitor"), everywhere) == []


def test_whoever_may_not_do_it_gets_the_same_refusal_for_an_id_that_never_existed(world: World) -> None:
    """403 is said before the row is looked up, so it tells nothing about it."""
    actors = _actors(world, "b-read_only", "b-finance", "b1-administrator", "d0-contributor")
    assert sweep.difference_problems(world, actors, _ours()) == []


def test_a_strangers_whole_sweep_changes_no_row_of_the_other_tenant(world: World) -> None:
    everywhere = [*_ours(), *_packages(), *_packages("admin:")]
    assert sweep.write_problems(world, _actors(world, "b-owner", "d0-customer"), everywhere) == []


def test_an_own_form_with_a_foreign_id_in_it_is_refused(world: World) -> None:
    assert sweep.swap_problems(world, _actors(world, *STRANGERS), _ours()) == []


def test_who_may_come_in_gets_an_answer_and_not_an_error(world: World) -> None:
    """The positive control: a row whose rightful actors get nothing would prove nothing."""
    for route in _ours():
        assert any(verdict == "allow" for verdict in route.row.verdicts.values()), route.name  # type: ignore[union-attr]


# --- The sweep finds what it is there for -----------------------------------------------------------------------------
@pytest.fixture
def leaky(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    wall = Row(dict.fromkeys(ROLES, "404") | {"visitor": "login"}, ("GET", "HEAD", "POST"))
    for name in ("unscoped", "scoped", "telling", "blind"):
        monkeypatch.setitem(ACCESS, f"probe:{name}", wall)
    for name in ("trusting_form", "careful_form"):
        monkeypatch.setitem(ACCESS, f"probe:{name}", row(ROLES, visitor="login", post=True))
    with override_settings(ROOT_URLCONF="tests.leaky_urls"):
        found = {route.name.partition(":")[2]: route for route in routes() if route.name.startswith("probe:")}
        yield lambda check, name: check(world, _actors(world, "b-owner"), [found[name]])


@pytest.mark.parametrize(
    ("check", "wrong", "right"),
    [
        (sweep.verdict_problems, "unscoped", "scoped"),
        (sweep.difference_problems, "telling", "scoped"),
        (sweep.write_problems, "blind", "scoped"),
        (sweep.swap_problems, "trusting_form", "careful_form"),
    ],
)
def test_the_sweep_tells_a_leak_from_a_wall(
    leaky: Any, check: Callable[..., list[str]], wrong: str, right: str
) -> None:
    assert leaky(check, right) == []
    assert leaky(check, wrong) != []


def test_a_canary_of_another_tenant_is_a_leak_and_an_own_one_is_not(world: World) -> None:
    text = "CANARY-A1-NAME canary-b1-mail@tenants.example"
    assert world.actors["b-owner"].foreign_canaries(text) == {"canary-a1-name"}
    assert world.actors["b1-member"].foreign_canaries("canary-b1-administrator") == {"canary-b1-administrator"}


def test_the_snapshot_sees_every_table_of_a_tenant(world: World) -> None:
    rows = snapshot(world.organizations["a0"])
    assert [name for name, text in rows.items() if text == "[]" and name != "sessions"] == []


# --- Rows -------------------------------------------------------------------------------------------------------------
def reach_problems(world: World) -> list[str]:
    """What each actor reaches of each model, compared with what tests/world.py says."""
    from customers.scope import NOBODY, Scope

    problems = []
    for model in map(apps.get_model, TENANT_MODELS):
        for actor in world.actors.values():
            if actor.name in OUTSIDERS[1:]:
                continue
            scope = Scope(actor.user) if actor.user else NOBODY
            got = labels(world, model._default_manager.visible_to(scope))  # type: ignore[attr-defined]
            if got != (wanted := expected(world, actor, model.__name__)):
                problems.append(f"{actor.name} reaches {model.__name__} {sorted(got ^ wanted)} wrongly")
    return problems


def test_everybody_reaches_exactly_their_own_rows_of_every_model(world: World) -> None:
    assert reach_problems(world) == []


# --- Forms ------------------------------------------------------------------------------------------------------------
def form_problems(classes: list[type[forms.BaseForm]]) -> list[str]:
    """Choices of rows that a form class has of its own, before anybody's scope has limited them."""
    return [
        f"{form.__name__}.{name} offers every row there is"
        for form in classes
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if isinstance(field, forms.ModelChoiceField)
        and field.queryset is not None
        and not field.queryset.query.is_empty()
    ]


def portal_forms() -> list[type[forms.BaseForm]]:
    import importlib
    import pkgutil

    found = []
    for app in ("customers", "credits", "branding", "billing", "reseller_portal"):
        try:
            room = importlib.import_module(f"{app}.forms")
        except ModuleNotFoundError:
            continue
        names = [f"{app}.forms.{module.name}" for module in pkgutil.iter_modules(getattr(room, "__path__", []))]
        for module in [room, *map(importlib.import_module, names)]:
            found += [v for v in vars(module).values() if isinstance(v, type) and issubclass(v, forms.BaseForm)]
    return [form for form in dict.fromkeys(found) if form.__module__.split(".")[0] not in ("django", "allauth")]


def test_no_form_offers_rows_outside_the_scope() -> None:
    assert form_problems(portal_forms()) == []


def test_the_walk_over_forms_finds_the_profiles() -> None:
    assert import_string("customers.forms.accounts.EmailForm") in portal_forms()


def test_a_form_with_a_plain_managers_choices_is_found() -> None:
    from customers.models import Customer

    class Careless(forms.Form):
        customer = forms.ModelChoiceField(queryset=Customer.objects.all())

    class Careful(forms.Form):
        customer = forms.ModelChoiceField(queryset=Customer.objects.none())

    assert form_problems([Careless, Careful]) == ["Careless.customer offers every row there is"]


# --- The drill: without its wall, every model is found out ------------------------------------------------------------
def walls() -> list[tuple[type[QuerySet], type[Any]]]:
    """Each QuerySet that has a `visible_to` of its own, with a model that uses it."""
    found: dict[type[QuerySet], type[Any]] = {}
    for model in our_models():
        for base in type(model._default_manager.all()).__mro__:
            if "visible_to" in vars(base):
                found.setdefault(base, model)
    return list(found.items())


def _everything(self: QuerySet, scope: Any) -> QuerySet:
    return self.all()


def _whole_tenant(self: QuerySet, scope: Any) -> QuerySet:
    """The outer wall only: right reseller, wrong organization (the shape of pretix CVE-2026-5600)."""
    if scope.organization is None:
        return self.none()
    root, is_organization = scope.organization.root, any(f.name == "kind" for f in self.model._meta.fields)
    own = Q(tenant=root) | Q(pk=root.pk) if is_organization and self.model.__name__ != "User" else Q(tenant=root)
    return self.filter(own)


def _screens(world: World) -> list[str]:
    actors = _actors(world, "b-owner", "b1-administrator", "b1-member", "d0-contributor")
    swept = [route for route in _ours() if "specimen" not in route.row.tags]  # type: ignore[union-attr]
    return sweep.verdict_problems(world, actors, swept, ("GET",))


def _kill(world: World, queryset: type[QuerySet], mutation: Any, checks: tuple[Any, ...]) -> list[str]:
    """The names of the checks that notice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queryset, "visible_to", mutation)
        return [check.__name__.strip("_") for check in checks if check(world)]


def test_the_sweep_dies_of_a_customer_list_without_its_wall(world: World) -> None:
    from customers.models.organizations import CustomerQuerySet

    assert _screens(world) == []
    assert _kill(world, CustomerQuerySet, _everything, (_screens,)) == ["screens"]


@pytest.mark.drill
def test_every_wall_is_missed_when_it_is_gone(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert [*_screens(world), *reach_problems(world)] == []
    lines, survivors = [], []
    for queryset, _ in walls():
        for mutation in (_everything, _whole_tenant):
            killers = _kill(world, queryset, mutation, (_screens, reach_problems))
            name = f"{queryset.__name__}.visible_to = {mutation.__name__.strip('_')}"
            lines.append(f"  {name}: {'killed by ' + ' and '.join(killers) if killers else 'SURVIVED'}")
            survivors += [] if killers else [name]
    with capsys.disabled():
        print(f"\nWalls taken down: {len(lines) - len(survivors)} of {len(lines)} killed", *lines, sep="\n")
    assert len(lines) == 2 * len(walls()) >= 12
    assert survivors == []
