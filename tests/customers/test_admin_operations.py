"""Operations in the admin: each a button with a page that says what it does."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from customers.actions.organizations import disable_organization
from customers.actions.users import add_user
from customers.models import Organization
from customers.roles import Level
from tests.customers.acting import last
from tests.customers.admin_pages import ORGANIZATIONS, USERS


# --- Operations -------------------------------------------------------------------------------------------------------
def button(staff, path, pk, slug):
    return (
        reverse(f"admin:customers_{path.rstrip('/').rpartition('/')[2]}_{slug}", args=[pk])
        in staff.get(f"{path}{pk}/change/").text
    )


def test_an_active_organization_can_be_disabled_only(cast, staff):
    assert (
        button(staff, ORGANIZATIONS, cast.harbour.pk, "suspension"),
        button(staff, ORGANIZATIONS, cast.harbour.pk, "enabling"),
    ) == (True, False)


def test_a_disabled_organization_can_be_enabled_only(cast, staff):
    disable_organization(cast.harbour, by=cast.stan)
    assert (
        button(staff, ORGANIZATIONS, cast.harbour.pk, "suspension"),
        button(staff, ORGANIZATIONS, cast.harbour.pk, "enabling"),
    ) == (False, True)


def test_looking_at_an_operation_does_nothing(cast, staff):
    answer = staff.get(f"{ORGANIZATIONS}{cast.harbour.pk}/suspension/")
    assert "nobody of it can sign in" in answer.text
    assert Organization.objects.get(pk=cast.harbour.pk).is_active


def test_disable_and_enable_go_through_the_actions(cast, staff, sign_in):
    client = sign_in(cast.carol)
    staff.post(f"{ORGANIZATIONS}{cast.harbour.pk}/suspension/")
    assert (last().verb, client.get("/console/").status_code) == ("organization.disabled", 302)
    staff.post(f"{ORGANIZATIONS}{cast.harbour.pk}/enabling/")
    assert (last().verb, Organization.objects.get(pk=cast.harbour.pk).is_active) == ("organization.enabled", True)


def test_a_pending_user_is_mailed_another_link(cast, staff):
    nina = add_user(
        cast.harbour,
        email="n@new.example",
        first_name="N",
        last_name="",
        level=Level.MEMBER,
        invite=False,
        by=cast.stan,
    )
    assert button(staff, USERS, nina.pk, "invitation")
    staff.post(f"{USERS}{nina.pk}/invitation/")
    assert mail.outbox[-1].to == ["n@new.example"]


def test_a_user_with_a_password_is_refused_the_link_in_words(cast, staff):
    answer = staff.post(f"{USERS}{cast.carol.pk}/invitation/", follow=True)
    assert "has a password already" in answer.text
    assert not mail.outbox


def test_a_password_change_is_required(cast, staff, sign_in):
    client = sign_in(cast.carol)
    staff.post(f"{USERS}{cast.carol.pk}/password-change/")
    assert client.get("/console/").headers["Location"] == "/accounts/password/change/"


def test_a_user_is_signed_out_everywhere(cast, staff, sign_in):
    clients = [sign_in(cast.carol) for _ in range(2)]
    staff.post(f"{USERS}{cast.carol.pk}/sessions/")
    assert [client.get("/console/").status_code for client in clients] == [302, 302]


def test_signing_somebody_out_everywhere_is_written_down(cast, staff, sign_in):
    sign_in(cast.carol)
    staff.post(f"{USERS}{cast.carol.pk}/sessions/")
    assert (last().subject_id, last().actor) == (cast.carol.pk, cast.stan)


@pytest.mark.parametrize("slug", ["suspension", "enabling"])
def test_an_operation_on_nothing_is_404(staff, slug):
    assert staff.post(f"{ORGANIZATIONS}99999/{slug}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_an_operation_takes_no_other_method(cast, staff, method):
    assert getattr(staff, method)(f"{ORGANIZATIONS}{cast.harbour.pk}/suspension/").status_code == 405


def test_an_operation_takes_a_token(cast, as_user):
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    client.force_login(cast.stan)
    assert client.post(f"{ORGANIZATIONS}{cast.harbour.pk}/suspension/").status_code == 403


def test_staff_hold_and_release_the_deletion_of_a_direct_customer(cast, staff):
    page = f"{ORGANIZATIONS}{cast.direct.pk}/"
    disable_organization(cast.direct, by=cast.stan)
    assert "Hold deletion" in staff.get(f"{page}change/").text
    assert staff.post(f"{page}hold/", {"reason": ""}).status_code == 422
    staff.post(f"{page}hold/", {"reason": "Lawsuit"})
    assert (last().verb, last().actor, last().detail.after) == ("deletion.held", cast.stan, {"reason": "Lawsuit"})
    assert "Release hold" in staff.get(f"{page}change/").text
    staff.post(f"{page}release/")
    assert last().verb == "deletion.released"


def test_the_deletion_of_a_reseller_is_not_offered_to_be_held(cast, staff):
    disable_organization(cast.acme, by=cast.stan)
    assert "Hold deletion" not in staff.get(f"{ORGANIZATIONS}{cast.acme.pk}/change/").text
