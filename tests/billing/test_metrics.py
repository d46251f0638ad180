"""Metrics: what they cost, and staff who set it."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.metrics import metric_of
from billing.models import Metric
from customers.errors import Refused
from customers.models import Activity
from tests.billing.using import event, fund, report

HERE = "/admin/billing/metric/"
GIVEN = {"name": "Pages", "unit": "pages", "base_unit": "pages", "base_per_unit": "1", "price": "0.25", "per": "10"}


@pytest.mark.once
@given(st.integers(0, 10**6), st.integers(1, 10**4), st.lists(st.integers(1, 10**6), max_size=30))
@settings(max_examples=200, deadline=None)
def test_parts_cost_what_the_whole_does(price: int, per: int, parts: list[int]) -> None:
    metric, before, cost = Metric(price=price, per=per), 0, 0
    for part in parts:
        cost += metric.charge(before, before + part)
        before += part
    assert cost == price * sum(parts) // per


def test_an_hour_is_counted_in_seconds_and_costs_a_credit_a_minute(db: None) -> None:
    hours = metric_of("hours_processed")
    assert (hours.unit, hours.base_unit, hours.charge(0, 3_600)) == ("hours", "seconds", 6_000)


@pytest.mark.parametrize("code", ["miles", "", "a\0b"])
def test_a_metric_that_nobody_knows_is_refused(db: None, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        metric_of(code)
    assert refusal.value.field == "metric"


@pytest.fixture
def stan(cast: SimpleNamespace, as_user: Any) -> Client:
    return as_user(cast.stan)


def at(code: str) -> str:
    return f"{HERE}{metric_of(code).pk}/change/"


def typed(code: str, **other: str) -> dict[str, Any]:
    metric = metric_of(code)
    names = ("name", "unit", "base_unit", "base_per_unit", "per")
    return {**{name: getattr(metric, name) for name in names}, "price": "1", **other}


def test_staff_add_a_metric_with_its_price_in_credits(stan: Client) -> None:
    stan.post(f"{HERE}add/", {"code": "pages", **GIVEN})
    assert (Metric.objects.get(code="pages").price, Metric.objects.get(code="pages").per) == (25, 10)
    assert "0.25 credits for 10 pages" in stan.get(HERE).content.decode()


def test_a_new_price_is_written_down(cast: SimpleNamespace, stan: Client) -> None:
    assert 'value="1"' in stan.get(at("hours_processed")).content.decode()
    stan.post(at("hours_processed"), typed("hours_processed", price="1.5"))
    row = Activity.objects.get(verb="metric.changed")
    assert (row.actor, row.detail.before, row.detail.after) == (cast.stan, {"price": 100}, {"price": 150})


@pytest.mark.parametrize(
    "wrong", [{"price": "-1"}, {"price": "1.234"}, {"price": ""}, {"per": "0"}, {"per": "2147483648"}, {"unit": ""},
              {"code": "Pages"}, {"code": "hours_processed"}, {"name": "\u202e"}],
)  # fmt: skip
def test_what_makes_no_sense_is_an_error_beside_its_field(stan: Client, wrong: dict[str, str]) -> None:
    answer = stan.post(f"{HERE}add/", {"code": "pages", **GIVEN, **wrong})
    assert list(answer.context["adminform"].form.errors) == list(wrong)
    assert not Metric.objects.filter(code="pages").exists()


def test_the_base_unit_of_a_used_metric_stays(cast: SimpleNamespace, stan: Client) -> None:
    report(fund(cast.harbour, 10), event(60))
    stan.post(at("hours_processed"), typed("hours_processed", base_per_unit="60", name="Audio"))
    hours = metric_of("hours_processed")
    assert (hours.name, hours.base_per_unit) == ("Audio", 3_600)


def test_only_a_metric_of_nothing_can_be_deleted(cast: SimpleNamespace, stan: Client) -> None:
    for code in ("pages", "faxes"):
        stan.post(f"{HERE}add/", {"code": code, **GIVEN})
    report(fund(cast.harbour, 10), event(60, metric="pages"))
    answers = [
        stan.post(at(code).replace("change", "delete"), {"post": "yes"}).status_code
        for code in ("pages", "faxes", "hours_processed")
    ]
    assert (answers, Metric.objects.filter(code="faxes").exists()) == ([403, 302, 403], False)
