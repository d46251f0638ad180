"""Deleting a customer: what goes, what stays, and that nothing personal is left anywhere."""

import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from customers.actions.billing import save_billing_details
from customers.actions.organizations import create_customer, disable_organization, update_organization
from customers.actions.tokens import create_token, revoke_token
from customers.actions.users import add_user, deactivate_user, request_email_change, set_password, update_profile
from customers.models import Activity, ActivityDetail, ApiAnswer, Organization, User
from customers.roles import Level
from reseller_portal.deletion import delete_customer

HTMX = {"HX-Request": "true"}
PASSWORD = "Correct-horse7"
CANARY = "canarybird"


def path(customer):
    return f"/customers/{customer.pk}/deletion/"


def text(response):
    return response.content.decode()


def signed_in(client, email):
    """Through the sign-in page, which alone writes down the session and its browser."""
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


@pytest.fixture
def doomed(cast, as_user):
    """A customer of Acme whose every text carries the canary, with three users and all that they leave behind."""
    made = create_customer(
        cast.acme, name=f"{CANARY} & Co", email=f"desk@{CANARY}.example", phone="+31612345678", by=cast.olive
    )
    update_organization(made, name=f"{CANARY} & Sons", by=cast.olive)
    for number, level in enumerate((Level.ADMINISTRATOR, Level.MEMBER, Level.MEMBER)):
        user = add_user(
            made, email=f"p{number}@{CANARY}.example", first_name=f"{CANARY}", last_name=f"{CANARY}", level=level,
            username=f"{CANARY}{number}", by=cast.olive,
        )  # fmt: skip
        if number < 2:
            set_password(user, password=PASSWORD, by=user)
            signed_in(as_user(None, headers={"user-agent": CANARY}), user.email)
    update_profile(user, last_name=f"{CANARY} the Second", position=f"{CANARY} in chief", by=user)
    update_organization(made, reference=f"{CANARY} 1", by=cast.olive)
    token = create_token(
        made, name=f"{CANARY} report", scopes=["usage:write"], expires_at=timezone.now() + timedelta(days=9), by=cast.olive
    )  # fmt: skip
    revoke_token(create_token(made, name="Old", scopes=["usage:read"], expires_at=None, by=cast.olive), by=cast.olive)
    ApiAnswer.objects.create(
        tenant=cast.acme, organization=made, key="1", request_hash="", status=201, body={"name": CANARY},
        at=token.made_at,
    )  # fmt: skip
    save_billing_details(
        made, kind="company", company=f"{CANARY} BV", country="NL", address_1=f"{CANARY} lane", by=cast.olive
    )  # fmt: skip
    owner = made.owner
    request_email_change(owner, email=f"new@{CANARY}.example", by=owner)
    for model, row in (("customer", made), ("organization", made), ("user", owner)):
        kind = ContentType.objects.get(app_label="customers", model=model) if model != "customer" else (
            ContentType.objects.get_for_model(apps.get_model("customers", "Customer"), for_concrete_model=False)
        )  # fmt: skip
        LogEntry.objects.create(
            user=cast.stan, content_type=kind, object_id=str(row.pk), object_repr=str(row), action_flag=CHANGE,
            change_message=json.dumps([{"changed": {"object": str(row)}}]),
        )  # fmt: skip
    pending = EmailAddress.objects.get(user=owner, primary=False)
    for name, *args in (
        ("mail_email_changed", owner.pk, f"old@{CANARY}.example"),
        ("mail_welcome", user.pk),
        ("mail_email_confirmation", pending.pk),
    ):
        DBTaskResult.objects.create(
            task_path=f"customers.tasks.{name}", args_kwargs={"args": args, "kwargs": {}}, status="FAILED",
            backend_name="default", run_after=timezone.now(), exception_class_path="x", traceback=f"refused: {CANARY}",
        )  # fmt: skip
    return made


def database_text():
    """Every column of every table, as text."""
    quote, found = connection.ops.quote_name, {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {quote(table)}")
            found[table] = "\n".join(map(repr, cursor.fetchall()))
    return found


# --- Who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "status"),
    [("olive", 302), *((name, 403) for name in ("sue", "fay", "rob", "carol", "mel", "dan", "stan")), ("gus", 404)],
)
def test_only_the_owner_deletes(cast, as_user, name, status):
    client = as_user(getattr(cast, name))
    assert client.get(path(cast.harbour)).status_code == (200 if status == 302 else status)
    assert client.post(path(cast.harbour)).status_code == status
    assert Organization.objects.existing().filter(pk=cast.harbour.pk).exists() == (status != 302)


# --- The dialog -------------------------------------------------------------------------------------------------------
def test_the_dialog_names_the_customer_and_counts_what_goes(cast, as_user, doomed):
    answer = text(as_user(cast.olive).get(path(doomed), headers=HTMX))
    for words in (
        f"Delete {CANARY} &amp; Sons",
        "2 users",
        "1 pending invitation",
        "1 API token, whose programs are refused at once",
        "0 transcriptions, and all that was counted of its usage",
        "This is permanent and cannot be undone",
        f"/customers/{doomed.pk}/suspension/",
        "disable it instead",
        f"Delete <bdi>{CANARY} &amp; Sons</bdi>",
    ):
        assert words in answer
    assert "<html" not in answer


def test_a_deactivated_user_goes_too_and_is_counted(cast, as_user):
    deactivate_user(cast.mel, by=cast.olive)
    assert "2 users" in text(as_user(cast.olive).get(path(cast.harbour)))


def test_a_disabled_customer_is_not_offered_to_be_disabled(cast, as_user):
    disable_organization(cast.harbour, by=cast.olive)
    assert "instead" not in text(as_user(cast.olive).get(path(cast.harbour)))


def test_looking_deletes_nobody(cast, as_user):
    as_user(cast.olive).get(path(cast.harbour))
    assert Organization.objects.existing().filter(pk=cast.harbour.pk).exists()


# --- The answers ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("beneath", ["/customers/", "/customers/?q=x", "/dashboard/", "", "http://["])
def test_from_the_list_the_list_is_told(cast, as_user, beneath):
    headers = HTMX | {"HX-Current-URL": f"http://localhost{beneath}"}
    response = as_user(cast.olive).post(path(cast.harbour), headers=headers)
    assert response.headers["HX-Trigger"] == "customers-changed"
    assert "Harbour Legal was deleted" in text(response)


@pytest.mark.parametrize("tab", ["", "users/", "?x=1"])
def test_from_its_own_pages_one_goes_to_the_list(cast, as_user, tab):
    client = as_user(cast.olive)
    headers = HTMX | {"HX-Current-URL": f"http://localhost/customers/{cast.harbour.pk}/{tab}"}
    response = client.post(path(cast.harbour), headers=headers)
    assert response.headers["HX-Redirect"] == "/customers/"
    assert "Harbour Legal was deleted" in text(client.get("/customers/"))


def test_without_scripts_one_goes_to_the_list_with_a_toast(cast, as_user):
    client = as_user(cast.olive)
    assert client.post(path(cast.harbour)).headers["Location"] == "/customers/"
    assert "Harbour Legal was deleted" in text(client.get("/customers/"))


# --- What is left -----------------------------------------------------------------------------------------------------
def test_the_customer_is_a_tombstone(cast, doomed):
    delete_customer(doomed, by=cast.olive)
    doomed.refresh_from_db()
    name = f"Deleted customer {doomed.pk}"
    assert (doomed.name, doomed.email, doomed.phone, doomed.owner, doomed.seats) == (name, None, "", None, 0)
    assert (doomed.name_key, doomed.search_text) == (name.lower(), f"  {name.lower()}")
    assert doomed.deleted_at


def test_its_users_are_tombstones(cast, doomed):
    delete_customer(doomed, by=cast.olive)
    users = User.objects.filter(organization=doomed)
    assert users.count() == 3
    for user in users:
        assert (user.email, user.username, user.get_full_name(), user.is_active) == (None, None, "", False)
        assert user.deleted_at
        assert not user.has_usable_password()
    assert not EmailAddress.objects.filter(user__organization=doomed).exists()


def test_their_sessions_are_gone(cast, as_user, doomed):
    client = signed_in(as_user(None), f"p0@{CANARY}.example")
    assert client.get("/console/").status_code == 200
    sessions = set(UserSession.objects.filter(user__organization=doomed).values_list("session_key", flat=True))
    delete_customer(doomed, by=cast.olive)
    assert not UserSession.objects.filter(user__organization=doomed).exists()
    assert sessions
    assert not Session.objects.filter(session_key__in=sessions).exists()
    assert client.get("/console/").status_code == 302


def test_nothing_personal_is_left_in_the_database(cast, doomed):
    assert {table for table, rows in database_text().items() if CANARY in rows.lower()} >= {
        "customers_organization", "customers_user", "customers_activitydetail", "account_emailaddress",
        "customers_apitoken", "customers_apianswer",
        "django_admin_log", "django_tasks_database_dbtaskresult", "usersessions_usersession",
    }  # fmt: skip
    delete_customer(doomed, by=cast.olive)
    left = database_text()
    assert {table: rows for table, rows in left.items() if CANARY in rows.lower()} == {}
    assert {table for table, rows in left.items() if "31612345678" in rows} == set()


def test_what_happened_stays_on_the_record(cast, doomed):
    before = list(Activity.objects.values_list("pk", flat=True))
    delete_customer(doomed, by=cast.olive)
    assert Activity.objects.filter(pk__in=before).count() == len(before)
    last = Activity.objects.exclude(pk__in=before).get()
    assert (last.verb, last.subject_id, last.actor, last.organization_id) == (
        "customer.deleted",
        doomed.pk,
        cast.olive,
        doomed.pk,
    )
    assert list(ActivityDetail.objects.filter(activity__organization=doomed).values_list("activity", flat=True)) == [
        last.pk
    ]


def test_others_keep_everything(cast, doomed):
    tables = {
        "organizations": Organization.objects.exclude(pk=doomed.pk),
        "users": User.objects.exclude(organization=doomed),
        "addresses": EmailAddress.objects.exclude(user__organization=doomed),
        "details": ActivityDetail.objects.exclude(activity__organization=doomed),
    }
    before = {name: list(rows.order_by("pk").values()) for name, rows in tables.items()}
    delete_customer(doomed, by=cast.olive)
    assert {name: list(rows.order_by("pk").values()) for name, rows in tables.items()} == before


def test_deleting_twice_is_deleting_once(cast, doomed):
    for _ in range(2):
        delete_customer(Organization.objects.get(pk=doomed.pk), by=cast.olive)
    assert Activity.objects.filter(verb="customer.deleted").count() == 1


def test_a_failure_on_the_way_changes_nothing(cast, doomed, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("reseller_portal.deletion.make_tombstone", fail)
    before = database_text()
    with pytest.raises(RuntimeError):
        delete_customer(doomed, by=cast.olive)
    assert database_text() == before


# --- Afterwards -------------------------------------------------------------------------------------------------------
def test_its_addresses_are_not_found_any_more(cast, as_user):
    client = as_user(cast.olive)
    client.post(path(cast.harbour))
    for tail in ("", "deletion/", "suspension/", "enabling/", "users/", "activity/", "actions/"):
        assert client.get(f"/customers/{cast.harbour.pk}/{tail}").status_code == 404, tail
    assert client.post(path(cast.harbour)).status_code == 404
    assert "Harbour Legal" not in text(client.get("/customers/")).replace("Harbour Legal was deleted", "")


def test_both_addresses_are_free_again(cast, as_user, doomed):
    delete_customer(doomed, by=cast.olive)
    for email in (f"desk@{CANARY}.example", f"p0@{CANARY}.example"):
        made = create_customer(cast.acme, name="Again", email=email, by=cast.olive)
        assert add_user(made, email=email, first_name="", last_name="", level=Level.ADMINISTRATOR, by=cast.olive)


def test_the_number_of_queries_does_not_grow_with_the_users(cast):
    def queries(users):
        made = create_customer(cast.acme, name="Big", email=f"big{users}@x.example", by=cast.olive)
        for number in range(users):
            email = f"u{number}of{users}@x.example"
            add_user(made, email=email, first_name="", last_name="", level=Level.MEMBER, invite=False, by=cast.olive)
        with CaptureQueriesContext(connection) as captured:
            delete_customer(made, by=cast.olive)
        return len(captured)

    assert queries(1) == queries(30)
