"""Fields that no form of ours has, sent with every form there is (security T4)."""

from typing import Any

import pytest
from django.apps import apps

from customers.models import Organization, User
from tests.knocking import Route, knocker_of, routes
from tests.pages import PageForm, forms_on
from tests.world import PASSWORD, World, our_models

HOSTILE = {"is_staff": "on", "is_superuser": "on", "is_active": "on", "role": "RESELLER", "level": "owner",
           "kind": "reseller", "must_change_password": "on", "password": PASSWORD + "x", "username": "mallory",
           "language": "en-us", "theme": "dark", "time_zone": "Asia/Tokyo"}  # fmt: skip
# What an action does besides storing the form's fields.
EFFECTS = {
    "customers:columns": {"customer_columns"},
    "customers:welcome": {"password", "accepted_at", "last_login"},
    "account_login": {"last_login"},
    "account_change_password": {"password"},
    "account_reset_password_from_key": {"password"},
}


def _model_fields() -> set[str]:
    names = {f.attname for m in our_models() for f in m._meta.concrete_fields}
    return names | {f.name for m in our_models() for f in m._meta.concrete_fields} | {"groups", "user_permissions"}


def _with_extras(form: PageForm, world: World) -> dict[str, str]:
    """What the form holds, and every field of every model beside it, with and without the form's prefix."""
    prefixes = {""} | {name.partition("-")[0] + "-" for name in form.fields if "-" in name}
    extras = {}
    for name in _model_fields():
        value = HOSTILE.get(name) or (str(world.organizations["a0"].pk) if "id" in name or "tenant" in name else "1")
        extras |= {prefix + name: value for prefix in prefixes}
    return extras | form.fields


def _row(model: Any, pk: int) -> dict[str, Any]:
    return model.objects.filter(pk=pk).values().get()


def mass_assignment_problems(world: World, name: str, route: Route, user: User) -> list[str]:
    """Fields of the user's or its organization's row that changed though no form on the page has them."""
    problems, knocker = [], knocker_of(world, name)
    for form in forms_on(knocker, route.path(world)):
        if "logout" in form.action:
            continue
        own = {field.rpartition("-")[2] for field in form.fields} | EFFECTS.get(route.name, set())
        rows = ((User, user.pk), (Organization, user.organization_id))
        before = [_row(*row) for row in rows]
        knocker.ask("POST", form.action, _with_extras(form, world))
        for (model, pk), was in zip(rows, before, strict=True):
            now = _row(model, pk)
            allowed = own if model is User else {"seats"}
            changed = {field for field in was if was[field] != now[field]} - allowed
            problems += [f"{name} {route.name} {form.action}: {model.__name__}.{field}" for field in sorted(changed)]
    return problems


@pytest.mark.parametrize("name", ["b-owner", "b-read_only", "b1-administrator", "b1-member", "d0-contributor"])
def test_no_form_takes_a_field_it_does_not_show(world: World, name: str) -> None:
    actor = world.actors[name]
    plain = [route for route in routes(admin=False) if not route.kwargs and route.name != "portal:styleguide"]
    assert [p for route in plain for p in mass_assignment_problems(world, name, route, actor.user)] == []


def test_the_first_password_form_takes_nothing_but_a_password(world: World) -> None:
    route = next(route for route in routes() if route.name == "customers:welcome")
    pending = world.people["a1-pending"]
    knocker = knocker_of(world, "visitor")
    (form,) = forms_on(knocker, route.path(world))
    before = _row(User, pending.pk)
    response = knocker.ask("POST", form.action, _with_extras(form, world) | {"password": "Another-horse9"})
    after = _row(User, pending.pk)
    assert response.status_code == 302
    assert {field for field in before if before[field] != after[field]} == EFFECTS["customers:welcome"]


def test_the_hunt_for_extra_fields_reaches_the_profiles_forms(world: World) -> None:
    forms = forms_on(knocker_of(world, "b-owner"), "/profile/")
    assert {form.fields.get("section") for form in forms} >= {"name", "email", "preferences"}


def test_an_extra_field_that_is_taken_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(user: User, *, by: User, **given: str) -> User:
        User.objects.filter(pk=user.pk).update(must_change_password=True)
        return user

    monkeypatch.setattr("customers.views.accounts.update_profile", careless)
    route = next(route for route in routes() if route.name == "customers:profile")
    found = mass_assignment_problems(world, "b-read_only", route, world.actors["b-read_only"].user)
    assert "b-read_only customers:profile /profile/: User.must_change_password" in found


def test_every_model_is_known_to_the_hunt_for_extra_fields() -> None:
    assert {f.attname for f in apps.get_model("customers.User")._meta.concrete_fields} <= _model_fields()
