"""The console: a customer's people see their own organization."""

import pytest


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("carol", "Harbour Legal"),
        ("mel", "Harbour Legal"),
        ("mia", "Meadow Clinics"),
        ("dan", "Direct Courts"),
        ("cleo", "Direct Courts"),
    ],
)
def test_a_customers_people_see_their_organization(cast, as_user, who, name):
    page = as_user(getattr(cast, who)).get("/console/")
    assert (page.status_code, name in page.text) == (200, True)


@pytest.mark.parametrize("who", ["olive", "rob", "stan"])
def test_others_have_no_console(cast, as_user, who):
    assert as_user(getattr(cast, who)).get("/console/").status_code == 403


def test_a_visitor_is_sent_to_the_sign_in(as_user, db):
    assert as_user(None).get("/console/").headers["Location"] == "/accounts/login/?next=/console/"


def test_the_console_names_the_reseller_and_not_the_platform(cast, as_user, settings):
    page = as_user(cast.carol).get("/console/").text
    assert "Acme Resale" in page
    assert settings.PORTAL_NAME not in page


def test_a_direct_customer_is_managed_by_the_platform(cast, as_user, settings):
    assert settings.PORTAL_NAME in as_user(cast.dan).get("/console/").text


@pytest.mark.parametrize("other", ["Island Radio", "Meadow Clinics", "Globex"])
def test_the_console_shows_nobody_else(cast, as_user, other):
    assert other not in as_user(cast.carol).get("/console/").text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_console_only_shows(cast, as_user, method):
    assert getattr(as_user(cast.carol), method)("/console/").status_code == 405
