"""Customers over HTTP: made, found, changed, disabled and deleted by a reseller's program."""

from types import SimpleNamespace
from typing import Any

from customers.actions.organizations import update_organization
from customers.api.shapes import CustomerList
from customers.filters import CustomerFilter
from customers.models import Activity, ApiAnswer, Organization, User

NEW = {"name": "Blue Harbour", "email": "desk@blue.example"}


def test_a_customer_is_made_with_all_that_was_sent(cast: SimpleNamespace, acme: Any) -> None:
    sent = {**NEW, "phone": "+31 612345678", "reference": "A-17", "metadata": {"crm": "9"}}
    made = acme.post("/customers", sent)
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/customers/{made.body['id']}"
    kept = {name: made.body[name] for name in sent}
    assert kept == {**sent, "phone": "+31612345678"}
    assert acme.get(f"/customers/{made.body['id']}").body == made.body


def test_what_a_program_did_is_written_down_as_its_own(cast: SimpleNamespace, acme: Any) -> None:
    made = acme.post("/customers", NEW)
    row = Activity.objects.get(verb="customer.created", subject_id=made.body["id"])
    assert (row.api_token, row.actor) == (acme.token, None)


def test_an_invited_owner_is_mailed_and_pending(cast: SimpleNamespace, acme: Any, mailoutbox: Any) -> None:
    made = acme.post("/customers", {**NEW, "invite_owner": True})
    assert [mail.to for mail in mailoutbox] == [["desk@blue.example"]]
    users = acme.get(f"/customers/{made.body['id']}/users").body["data"]
    assert [(user["status"], user["is_owner"]) for user in users] == [("pending", True)]


def test_to_invite_an_owner_is_to_add_a_user(cast: SimpleNamespace, program: Any) -> None:
    one = program(cast.acme, "customers:write")
    refused = one.post("/customers", {**NEW, "invite_owner": True})
    assert (refused.status_code, refused.body["scope"]) == (403, "users:write")
    assert one.post("/customers", NEW).status_code == 201


def test_a_taken_contact_is_refused_beside_its_field(cast: SimpleNamespace, acme: Any) -> None:
    answer = acme.post("/customers", {**NEW, "email": cast.harbour.email})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.body["type"] == "/api/problems/refused"
    assert answer.body["errors"] == [{"field": "email", "message": "Another customer has this contact email."}]
    assert answer.body["instance"] == answer["X-Request-ID"]


CANNOT_BE: list[tuple[dict[str, Any], str]] = [
    ({**NEW, "kind": "reseller"}, "kind"),
    ({"name": "Blue"}, "email"),
    ({**NEW, "name": 7}, "name"),
    ({**NEW, "metadata": {"a": 1}}, "metadata.a"),
    ({**NEW, "metadata": {"1st": "x"}}, "metadata"),
    ({**NEW, "metadata": {"a": "x" * 501}}, "metadata"),
    ({**NEW, "metadata": {f"k{n}": "x" for n in range(51)}}, "metadata"),
    ({**NEW, "invite_owner": "yes"}, "invite_owner"),
    ({**NEW, "name": "Blue\0"}, "name"),
    ({**NEW, "reference": "\ud800"}, "reference"),
]


def test_what_cannot_be_is_refused_by_its_name(cast: SimpleNamespace, acme: Any) -> None:
    answers = [acme.post("/customers", sent) for sent, _ in CANNOT_BE]
    got = [(answer.status_code, [error["field"] for error in answer.body["errors"]]) for answer in answers]
    assert got == [(422, [field]) for _, field in CANNOT_BE]


def test_only_what_was_sent_is_changed(cast: SimpleNamespace, acme: Any) -> None:
    update_organization(cast.harbour, reference="before", metadata={"a": "1"}, by=cast.olive)
    answer = acme.ask("PATCH", f"/customers/{cast.harbour.pk}", {"metadata": {"b": "2"}})
    assert (answer.status_code, answer.body["reference"], answer.body["metadata"]) == (200, "before", {"b": "2"})


def test_whoever_read_something_older_changes_nothing(cast: SimpleNamespace, acme: Any) -> None:
    path = f"/customers/{cast.harbour.pk}"
    tag = acme.get(path)["ETag"]
    assert acme.get(path, if_none_match=tag).status_code == 304
    assert acme.ask("PATCH", path, {"name": "First"}, if_match=tag).status_code == 200
    late = acme.ask("PATCH", path, {"name": "Second"}, if_match=tag)
    assert (late.status_code, late.body["type"]) == (412, "/api/problems/changed")
    assert acme.get(path).body["name"] == "First"


def test_disabling_and_enabling(cast: SimpleNamespace, acme: Any, harbour: Any) -> None:
    path = f"/customers/{cast.harbour.pk}"
    off = acme.post(f"{path}/disable", {"reason": "late", "block_api": True}).body
    assert (off["status"], off["api_blocked"], off["deletes_at"] is None) == ("disabled", True, False)
    assert harbour.get("/me").status_code == 401
    on = acme.ask("POST", f"{path}/enable").body
    assert (on["status"], on["deletes_at"]) == ("active", None)
    assert harbour.get("/me").status_code == 200


def test_the_api_of_a_disabled_customer_can_be_blocked_too(cast: SimpleNamespace, acme: Any, harbour: Any) -> None:
    path = f"/customers/{cast.harbour.pk}"
    off = acme.post(f"{path}/disable", {}).body
    assert harbour.get("/me").status_code == 200
    blocked = acme.post(f"{path}/disable", {"block_api": True}).body
    assert blocked == {**off, "api_blocked": True}
    assert harbour.get("/me").status_code == 401
    assert acme.post(f"{path}/disable", {}).body == blocked
    assert Activity.objects.latest("pk").fields == ["api_blocked"]


NARROWED: dict[str, Any] = {
    "status=off": ["Island Radio"], "status=ON": 422, "q=har": ["Harbour Legal"], "reference=R-1": ["Harbour Legal"],
    "metadata=crm:7": ["Island Radio"], "metadata=crm:70": [], "since=2026-02-31": 422, "statsu=off": 422,
    "sort=name": ["Harbour Legal", "Island Radio"], "sort=-status": ["Island Radio", "Harbour Legal"],
    "credits=empty": [], "usage=none&q=har": ["Harbour Legal"], "growth=growing&q=island": [], "limit=0": 422, "cursor=x": 422,
}  # fmt: skip


def test_the_list_has_all_filters_of_the_screen() -> None:
    assert set(CustomerFilter.base_filters) <= set(CustomerList.model_fields)


def test_the_list_is_narrowed_and_sorted(cast: SimpleNamespace, acme: Any) -> None:
    update_organization(cast.harbour, reference="R-1", by=cast.olive)
    update_organization(cast.island, metadata={"crm": "7"}, by=cast.olive)
    acme.post(f"/customers/{cast.island.pk}/disable", {})
    answers = {query: acme.get(f"/customers?{query}") for query in NARROWED}
    assert {
        query: [one["name"] for one in answer.body["data"]] if answer.status_code == 200 else answer.status_code
        for query, answer in answers.items()
    } == NARROWED


def test_an_order_or_filter_tells_only_what_the_token_may_read(cast: SimpleNamespace, program: Any) -> None:
    one = program(cast.acme, "customers:read", "usage:read")
    asked = ("sort=-balance", "sort=credits", "credits=low", "sort=hours", "usage=none", "sort=seats")
    answers = [one.get(f"/customers?{query}") for query in asked]
    assert [answer.body.get("scope") for answer in answers] == ["credits:read"] * 3 + [None] * 3
    assert [answer.status_code for answer in answers] == [403] * 3 + [200] * 3


def _paged(acme: Any, sort: str, limit: int = 2) -> list[int]:
    found, cursor = [], ""
    while cursor is not None:
        page = acme.get(f"/customers?sort={sort}&limit={limit}&cursor={cursor}").body
        found += [one["id"] for one in page["data"]]
        cursor = page["next_cursor"]
    return found


def test_every_customer_stands_on_one_page_exactly(cast: SimpleNamespace, acme: Any) -> None:
    for number in range(3):
        acme.post("/customers", {"name": f"Same {number % 2}", "email": f"n{number}@same.example"})
    acme.post(f"/customers/{cast.island.pk}/disable", {})
    for sort in ("-registered", "name", "-credits", "status", "-status", "account", "-balance", "tags"):
        whole = [one["id"] for one in acme.get(f"/customers?sort={sort}").body["data"]]
        assert (len(whole), _paged(acme, sort)) == (5, whole), sort


def test_the_longest_name_can_end_a_page(cast: SimpleNamespace, acme: Any) -> None:
    for number, sign in enumerate(("\u4e00", "\U0001f600")):
        name = "".join(chr(ord(sign) + place) for place in range(77)) + sign * 123
        assert acme.post("/customers", {"name": name, "email": f"n{number}@long.example"}).status_code == 201
    whole = [one["id"] for one in acme.get("/customers?sort=name").body["data"]]
    assert (len(whole), _paged(acme, "name", 1)) == (4, whole)


def test_a_cursor_is_good_for_its_own_list_only(cast: SimpleNamespace, acme: Any) -> None:
    cursor = acme.get("/customers?limit=1").body["next_cursor"]
    assert acme.get(f"/customers?sort=name&limit=1&cursor={cursor}").status_code == 422
    assert acme.get(f"/customers?limit=1&cursor={cursor[:-2]}xx").status_code == 422


def test_a_deletion_says_that_it_is_meant(cast: SimpleNamespace, acme: Any) -> None:
    path = f"/customers/{cast.harbour.pk}"
    assert acme.ask("DELETE", path).status_code == 428
    assert acme.ask("DELETE", f"{path}?name=Harbor").status_code == 428
    assert acme.ask("DELETE", path, if_match='"old"').status_code == 412
    assert acme.ask("DELETE", path, if_match="*").status_code == 428  # any state of any customer is no confirmation
    gone = acme.ask("DELETE", f"{path}?name=Harbour Legal")
    assert (gone.status_code, gone.content) == (204, b"")
    assert acme.get(path).status_code == 404
    assert Organization.objects.get(pk=cast.harbour.pk).deleted_at


def test_nothing_of_a_deleted_customer_or_user_stays_in_kept_answers(cast: SimpleNamespace, acme: Any) -> None:
    made = acme.post("/customers", {**NEW, "metadata": {"a": "b"}}, key="one").body
    other = acme.post(f"/customers/{made['id']}/users", {"email": "other@blue.example"}, key="three").body
    acme.post(f"/customers/{made['id']}/users", {"email": "third@blue.example"}, key="four")
    acme.ask("DELETE", f"/customers/{made['id']}/users/{other['id']}")
    assert set(ApiAnswer.objects.values_list("key", flat=True)) == {"one", "four"}
    assert (
        acme.ask(
            "DELETE", f"/customers/{made['id']}", if_match=acme.get(f"/customers/{made['id']}")["ETag"]
        ).status_code
        == 204
    )
    assert list(ApiAnswer.objects.all()) == []
    assert Organization.objects.get(pk=made["id"]).metadata == {}


def test_the_life_of_a_user(cast: SimpleNamespace, acme: Any, mailoutbox: Any) -> None:
    users = f"/customers/{cast.harbour.pk}/users"
    made = acme.post(users, {"email": "new@harbour.example", "first_name": "New", "level": "administrator"})
    assert (made.status_code, made.body["status"], len(mailoutbox)) == (201, "pending", 1)
    one = f"{users}/{made.body['id']}"
    assert acme.post(f"{one}/invite", {}).status_code == 200
    assert acme.ask("PATCH", one, {"level": "member"}).body["level"] == "member"
    assert acme.post(f"{one}/deactivate", {}).body["status"] == "deactivated"
    assert acme.post(f"{one}/reactivate", {}).body["status"] == "pending"
    assert acme.ask("PATCH", one, {"level": "owner"}).status_code == 422
    assert acme.ask("DELETE", one).status_code == 204
    assert acme.get(one).status_code == 404
    assert User.objects.get(pk=made.body["id"]).deleted_at


def test_a_users_address_under_another_customer_is_nobody(cast: SimpleNamespace, acme: Any) -> None:
    assert acme.get(f"/customers/{cast.harbour.pk}/users/{cast.carol.pk}").status_code == 200
    assert acme.get(f"/customers/{cast.island.pk}/users/{cast.carol.pk}").status_code == 404
