"""The admin: staff work through the same actions, and nothing is ever removed."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from customers.actions.organizations import create_customer, disable_organization
from customers.actions.users import add_user
from customers.models import Activity, Organization, User
from customers.roles import Level
from reseller_portal.lib import clock

ORGANIZATIONS, USERS, ACTIVITY = (f"/admin/customers/{name}/" for name in ("organization", "user", "activity"))


@pytest.fixture
def staff(cast, as_user):
    return as_user(cast.stan)


def results(client, path, **parameters):
    answer = client.get(path, parameters)
    assert answer.status_code == 200
    return list(answer.context["cl"].result_list)


def last():
    return Activity.objects.select_related("detail").latest("id")


# --- Who gets in ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/admin/", ORGANIZATIONS, USERS, ACTIVITY, f"{USERS}add/"])
@pytest.mark.parametrize("who", ["olive", "rob", "carol", "mel", "dan", "cleo"])
def test_whoever_is_not_staff_stays_out(cast, as_user, who, path):
    assert as_user(getattr(cast, who)).get(path).status_code in (302, 403)


def test_a_visitor_is_sent_to_the_portals_own_sign_in(as_user, db):
    assert as_user(None).get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_the_admins_own_sign_in_is_the_portals(as_user, cast):
    answer = as_user(None).post("/admin/login/", {"username": cast.stan.email, "password": "Correct-horse7"})
    assert (answer.status_code, answer.headers["Location"].startswith("/accounts/login/")) == (302, True)


def test_whoever_is_not_staff_changes_nothing(cast, as_user):
    as_user(cast.olive).post(f"{ORGANIZATIONS}{cast.harbour.pk}/suspension/")
    assert Organization.objects.get(pk=cast.harbour.pk).is_active


# --- What is there ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [EmailAddress, Group, UserSession])
def test_what_would_go_behind_the_actions_is_not_there(model):
    assert not admin.site.is_registered(model)


def test_only_these_models_are_there():
    ours = {
        m._meta.label
        for m in admin.site._registry
        if m._meta.app_label in ("customers", "account", "auth", "usersessions")
    }
    assert ours == {"customers.Organization", "customers.User", "customers.Activity"}


@pytest.mark.parametrize("path", [ORGANIZATIONS, USERS, ACTIVITY])
def test_lists_offer_no_delete(staff, path):
    assert "delete_selected" not in staff.get(path).text


@pytest.mark.parametrize(("path", "of"), [(ORGANIZATIONS, "harbour"), (USERS, "mel")])
def test_pages_offer_no_delete(cast, staff, path, of):
    pk = getattr(cast, of).pk
    assert "/delete/" not in staff.get(f"{path}{pk}/change/").text
    assert staff.post(f"{path}{pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("path", [ORGANIZATIONS, USERS, ACTIVITY])
def test_a_delete_action_that_is_posted_removes_nothing(staff, path):
    model = {ORGANIZATIONS: Organization, USERS: User, ACTIVITY: Activity}[path]
    pks = list(model.objects.values_list("pk", flat=True))
    staff.post(path, {"action": "delete_selected", "_selected_action": pks, "post": "yes"})
    assert model.objects.count() == len(pks)


# --- Activity ---------------------------------------------------------------------------------------------------------
def test_activity_can_be_read(cast, staff):
    row = Activity.objects.filter(organization=cast.harbour).first()
    assert row.verb in staff.get(f"{ACTIVITY}{row.pk}/change/").text


@pytest.mark.parametrize("page", ["add/", "{}/delete/"])
def test_activity_is_neither_added_nor_removed(cast, staff, page):
    assert staff.post(ACTIVITY + page.format(last().pk), {"verb": "forged.row"}).status_code == 403


def test_activity_is_not_changed(cast, staff):
    row = last()
    assert staff.post(f"{ACTIVITY}{row.pk}/change/", {"verb": "forged.row"}).status_code == 403
    assert not Activity.objects.filter(verb="forged.row").exists()


# --- Lists ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def named(cast):
    return create_customer(
        cast.acme, name="Łódź Café & Søn", email="lodz@acme.example", phone="+31612345678", by=cast.olive
    )


@pytest.mark.parametrize(
    "term", ["Łódź", "lodz", "LODZ cafe", "søn", "SON", "612345678", "lodz@acme", "ＣＡＦＥ", "  café  "]
)
def test_a_search_folds_accents_and_case(named, staff, term):
    assert results(staff, ORGANIZATIONS, q=term) == [named]


def test_a_number_finds_its_id(cast, staff):
    assert cast.harbour in results(staff, ORGANIZATIONS, q=str(cast.harbour.pk))


@pytest.mark.parametrize(
    "term", ["\x00", "a\x00b", "%", "_", "'", "\\", "9" * 16, "9" * 400, "٣", "²", "\u202e", "' OR 1=1 --", "<script>"]
)
@pytest.mark.parametrize("path", [ORGANIZATIONS, USERS, ACTIVITY])
def test_an_odd_search_is_answered(staff, path, term):
    assert staff.get(path, {"q": term}).status_code == 200


def test_a_percent_sign_is_no_wildcard(staff):
    assert results(staff, ORGANIZATIONS, q="%") == []


@pytest.mark.parametrize(("term", "who"), [("olive", "olive"), ("OLIVE@acme", "olive"), ("carol harbour", "carol")])
def test_users_are_found(cast, staff, term, who):
    assert getattr(cast, who) in results(staff, USERS, q=term)


@pytest.mark.parametrize(
    ("status", "names"),
    [("active", {"Island Radio"}), ("disabled", {"Harbour Legal"}), ("deleted", {"Meadow Clinics"})],
)
def test_organizations_are_filtered_by_status(cast, staff, status, names):
    disable_organization(cast.harbour, by=cast.stan)
    Organization.objects.filter(pk=cast.meadow.pk).update(deleted_at=clock.now(), email=None)
    assert {o.name for o in results(staff, ORGANIZATIONS, status=status, kind__exact="resellee")} == names


def test_customers_are_filtered_by_reseller(cast, staff):
    assert set(results(staff, ORGANIZATIONS, tenant__id__exact=cast.acme.pk)) == {cast.harbour, cast.island}


@pytest.mark.parametrize(
    "query",
    ["?status=nonsense", "?kind__exact=nonsense", "?o=99", "?p=9999", "?p=-1", "?nonsense=1", "?tenant__id__exact=abc"],
)
def test_an_odd_filter_is_answered(staff, query):
    assert staff.get(ORGANIZATIONS + query).status_code in (200, 302)


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ({"level__exact": "support"}, {"sue"}),
        ({"is_staff__exact": 1}, {"stan"}),
        ({"role__exact": "CONTRIBUTOR"}, {"cleo"}),
    ],
)
def test_users_are_filtered(cast, staff, query, who):
    assert set(results(staff, USERS, **query)) == {getattr(cast, name) for name in who}


# --- Adding an organization -------------------------------------------------------------------------------------------
def new_organization(staff, *, key=None, **facts):
    given = {"kind": "reseller", "reseller": "", "name": "Nordlys", "email": "hello@nordlys.example", "phone": "+31 612345678",
             "currency": "EUR", "time_zone": "Europe/Oslo", "form_key": key or uuid.uuid4()}  # fmt: skip
    return staff.post(f"{ORGANIZATIONS}add/", {**given, **facts})


def errors(answer):
    assert answer.status_code == 200
    return answer.context["adminform"].form.errors


@pytest.mark.parametrize("kind", ["reseller", "regular"])
def test_a_root_is_added(cast, staff, kind):
    assert new_organization(staff, kind=kind).status_code == 302
    made = Organization.objects.get(name="Nordlys")
    assert (made.kind, made.phone, made.currency, made.tenant) == (kind, "+31612345678", "EUR", None)


def test_a_customer_is_added_to_its_reseller(cast, staff):
    assert new_organization(staff, kind="resellee", reseller=cast.acme.pk).status_code == 302
    assert Organization.objects.get(name="Nordlys").tenant == cast.acme


def test_adding_goes_through_the_action(cast, staff):
    new_organization(staff)
    made = Organization.objects.get(name="Nordlys")
    assert (last().verb, last().subject_id, last().actor, made.name_key) == (
        "reseller.created",
        made.pk,
        cast.stan,
        "nordlys",
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "0612345678"}, "phone"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"kind": "resellee"}, "reseller"),
        ({"kind": "nonsense"}, "kind"),
        ({"form_key": "nonsense"}, "form_key"),
    ],
)
def test_an_error_stands_beside_its_field(cast, staff, facts, field):
    assert field in errors(new_organization(staff, **facts))
    assert not Organization.objects.filter(email="hello@nordlys.example").exists()


def test_a_root_with_a_reseller_is_refused_beside_its_field(cast, staff):
    assert "reseller" in errors(new_organization(staff, reseller=cast.acme.pk))


def test_a_taken_contact_is_refused_beside_its_field(cast, staff):
    answer = new_organization(staff, kind="resellee", reseller=cast.acme.pk, email=cast.harbour.email)
    assert errors(answer)["email"] == ["Another customer has this contact email."]


@pytest.mark.parametrize("reseller", ["harbour", "direct", 99999, "abc"])
def test_only_a_reseller_can_be_chosen(cast, staff, reseller):
    value = getattr(cast, reseller).pk if isinstance(reseller, str) and hasattr(cast, reseller) else reseller
    assert "reseller" in errors(new_organization(staff, kind="resellee", reseller=value))


def test_a_refused_form_keeps_what_was_typed_and_its_key(cast, staff):
    key = uuid.uuid4()
    answer = new_organization(staff, key=key, phone="0612345678").text
    assert 'value="Nordlys"' in answer
    assert str(key) in answer


def test_sending_twice_adds_one(cast, staff):
    key = uuid.uuid4()
    answers = [new_organization(staff, kind="resellee", reseller=cast.acme.pk, key=key) for _ in range(2)]
    assert Organization.objects.filter(name="Nordlys").count() == 1
    assert answers[0].status_code == 302


def test_sending_a_root_twice_adds_one_and_answers_alike(cast, staff):
    key = uuid.uuid4()
    answers = [new_organization(staff, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Organization.objects.filter(name="Nordlys").count() == 1


def test_what_the_form_does_not_ask_is_not_heard(cast, staff):
    new_organization(staff, seats=99, owner=cast.gus.pk, tenant=cast.acme.pk, disabled_at="2020-01-01")
    made = Organization.objects.get(name="Nordlys")
    assert (made.seats, made.owner, made.tenant, made.disabled_at) == (0, None, None, None)


# --- Changing an organization -----------------------------------------------------------------------------------------
def change_organization(staff, organization, **facts):
    given = {"name": organization.name, "email": organization.email, "phone": organization.phone}
    if organization.tenant_id is None:
        given |= {"currency": organization.currency, "time_zone": organization.time_zone}
    return staff.post(f"{ORGANIZATIONS}{organization.pk}/change/", {**given, **facts})


def test_a_change_goes_through_the_action(cast, staff):
    assert change_organization(staff, cast.harbour, name="Harbour Ørsted").status_code == 302
    assert (last().verb, last().fields, last().actor) == ("organization.changed", ["name"], cast.stan)
    assert Organization.objects.get(pk=cast.harbour.pk).name_key == "harbour orsted"


def test_the_address_of_another_customer_is_refused_beside_its_field(cast, staff):
    assert "email" in errors(change_organization(staff, cast.harbour, email=cast.island.email))


@pytest.mark.parametrize("field", ["kind", "tenant", "owner", "seats", "currency"])
def test_a_fixed_fact_is_not_changed(cast, staff, field):
    before = Organization.objects.filter(pk=cast.harbour.pk).values().get()
    change_organization(staff, cast.harbour, **{field: cast.globex.pk})
    assert Organization.objects.filter(pk=cast.harbour.pk).values().get() == before


def test_a_tombstone_is_not_changed(cast, staff):
    Organization.objects.filter(pk=cast.harbour.pk).update(deleted_at=clock.now(), email=None, phone="")
    assert change_organization(staff, cast.harbour).status_code == 403


def test_sending_a_change_that_changes_nothing_writes_nothing(cast, staff):
    before = last()
    change_organization(staff, cast.harbour)
    assert last() == before


# --- Adding and changing a user ---------------------------------------------------------------------------------------
def new_user(staff, of, *, key=None, **facts):
    given = {"organization": of.pk, "level": "member", "email": "nina@new.example", "username": "",
             "first_name": "Nina", "last_name": "Novak", "form_key": key or uuid.uuid4()}  # fmt: skip
    return staff.post(f"{USERS}add/", {**given, **facts})


def test_a_user_is_added_and_invited(cast, staff):
    assert new_user(staff, cast.harbour).status_code == 302
    assert User.objects.get(email="nina@new.example").organization == cast.harbour
    assert mail.outbox[-1].to == ["nina@new.example"]


def test_adding_a_user_goes_through_the_action(cast, staff):
    new_user(staff, cast.harbour)
    made = User.objects.get(email="nina@new.example")
    assert (
        Activity.objects.filter(verb="user.added", subject_id=made.pk, actor=cast.stan, tenant=cast.acme).count() == 1
    )


def test_sending_a_user_twice_adds_one(cast, staff):
    key = uuid.uuid4()
    for _ in range(2):
        new_user(staff, cast.harbour, key=key)
    assert User.objects.filter(email="nina@new.example").count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "GUS@globex.example"}, "email"),
        ({"level": "owner"}, "level"),
        ({"level": ""}, "level"),
        ({"username": "a@b"}, "username"),
        ({"first_name": ""}, "first_name"),
        ({"organization": "99999"}, "organization"),
        ({"organization": "abc"}, "organization"),
        ({"organization": "9" * 30}, "organization"),
    ],
)
def test_a_users_error_stands_beside_its_field(cast, staff, facts, field):
    assert field in errors(new_user(staff, cast.harbour, **facts))


def test_a_taken_username_is_refused_beside_its_field(cast, staff):
    User.objects.filter(pk=cast.gus.pk).update(username="gus")
    assert errors(new_user(staff, cast.harbour, username="Gus"))["username"] == ["This username is taken."]


def change_user(staff, user, **facts):
    given = {"first_name": user.first_name, "last_name": user.last_name, "level": user.level, "is_active": "on"}
    sent = {name: value for name, value in {**given, **facts}.items() if value is not None}
    return staff.post(f"{USERS}{user.pk}/change/", sent)


def test_a_users_name_and_level_are_changed_through_actions(cast, staff):
    assert change_user(staff, cast.sue, first_name="Susan", level="finance").status_code == 302
    sue = User.objects.get(pk=cast.sue.pk)
    assert (sue.first_name, sue.level) == ("Susan", "finance")
    assert [a.fields for a in Activity.objects.filter(verb="user.changed", subject_id=sue.pk).order_by("id")] == [
        ["first_name"],
        ["level"],
    ]


def test_a_user_is_deactivated_through_the_action(cast, staff, sign_in):
    client = sign_in(cast.mel)
    change_user(staff, cast.mel, is_active=None)
    assert (last().verb, client.get("/profile/").status_code) == ("user.deactivated", 302)
    assert Organization.objects.get(pk=cast.harbour.pk).seats == 1


def test_the_last_owner_is_kept_with_an_error(cast, staff):
    assert "last owner" in str(errors(change_user(staff, cast.olive, is_active=None)))
    assert "last owner" in str(errors(change_user(staff, cast.olive, level="support")))


def test_a_level_of_another_world_is_refused_beside_its_field(cast, staff):
    assert "level" in errors(change_user(staff, cast.mel, level="owner"))


@pytest.mark.parametrize(
    "field", ["email", "is_staff", "is_superuser", "password", "role", "organization", "must_change_password"]
)
def test_a_fixed_fact_of_a_user_is_not_changed(cast, staff, field):
    before = User.objects.filter(pk=cast.mel.pk).values().get()
    change_user(staff, cast.mel, **{field: "x@y.example"})
    assert User.objects.filter(pk=cast.mel.pk).values().get() == before


def test_a_member_of_staff_is_changed(cast, staff):
    assert change_user(staff, cast.stan, first_name="Stanley", level=None).status_code == 302
    assert User.objects.get(pk=cast.stan.pk).first_name == "Stanley"


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
