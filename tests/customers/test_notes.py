"""Notes about a customer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.actions import notes as actions
from customers.actions.notes import add_note, change_note, delete_note
from customers.errors import Refused
from customers.models import Activity, ActivityDetail, Note
from customers.scope import Scope
from reseller_portal.deletion import delete_customer

HTMX = {"HX-Request": "true"}


@pytest.fixture
def note(cast):
    return add_note(cast.harbour, text="Calls on Mondays.\n\nAsk for Ines.", by=cast.olive)


def page(cast):
    return f"/customers/{cast.harbour.pk}/"


# --- The actions ------------------------------------------------------------------------------------------------------
def test_a_note_keeps_its_lines_its_author_and_its_time(cast, note):
    assert (note.text, note.author, note.tenant) == ("Calls on Mondays.\n\nAsk for Ines.", cast.olive, cast.acme)
    assert note.changed_at is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("  a  \n", "a"),
        ("a\x07b\x00", "ab"),
        ("a    b\tc", "a    b\tc"),
    ],
)
def test_what_was_typed_is_plain_text(cast, typed, kept):
    assert add_note(cast.harbour, text=typed, by=cast.olive).text == kept


@pytest.mark.parametrize("typed", ["", " \n ", "\u200b", "x" * 2001])
def test_nothing_and_too_much_are_refused(cast, typed):
    with pytest.raises(Refused) as refusal:
        add_note(cast.harbour, text=typed, by=cast.olive)
    assert (refusal.value.field, Note.objects.count()) == ("text", 0)


def test_two_thousand_characters_are_kept(cast):
    assert len(add_note(cast.harbour, text="x" * 2000, by=cast.olive).text) == 2000


def test_the_activity_says_that_and_never_what(cast, note):
    change_note(note, text="Secret plans", opened_with=note.text, by=cast.sue)
    delete_note(note, by=cast.sue)
    about = Activity.objects.filter(subject_kind="note").order_by("id")
    assert [(row.verb, row.organization) for row in about] == [
        (f"note.{done}", cast.harbour) for done in ("added", "changed", "deleted")
    ]
    details = ActivityDetail.objects.filter(activity__in=about)
    assert [(row.before, row.after) for row in details] == [({}, {})] * 3


def test_of_two_who_change_it_the_second_is_told(cast, note):
    change_note(note, text="Mine", opened_with=note.text, by=cast.olive)
    with pytest.raises(Refused, match="meanwhile"):
        change_note(note, text="Yours", opened_with="Calls on Mondays.\n\nAsk for Ines.", by=cast.sue)
    assert Note.objects.get().text == "Mine"


def test_a_note_that_is_gone_cannot_be_changed(cast, note):
    delete_note(note, by=cast.olive)
    with pytest.raises(Refused, match="deleted meanwhile"):
        change_note(Note(pk=note.pk or 1), text="x", opened_with="y", by=cast.olive)


def test_there_is_an_end_to_notes(cast, note, monkeypatch):
    monkeypatch.setattr(actions, "MOST_NOTES", 1)
    with pytest.raises(Refused, match="Delete one first"):
        add_note(cast.harbour, text="One more", by=cast.olive)


def test_notes_go_with_the_customer(cast, note):
    delete_customer(cast.harbour, by=cast.olive)
    assert not Note.objects.exists()
    with pytest.raises(Refused, match="deleted"):
        add_note(cast.harbour, text="Too late", by=cast.olive)


def test_no_customer_sees_a_note_or_that_there_is_one(cast, note):
    for person in (cast.carol, cast.mel, cast.dan, cast.stan, cast.gus):
        assert not Note.objects.visible_to(Scope(person)).exists()
    assert not Activity.objects.visible_to(Scope(cast.carol)).filter(subject_kind="note").exists()


# --- The page ---------------------------------------------------------------------------------------------------------
def test_the_page_shows_the_note_to_the_whole_team(cast, as_user, note):
    text = as_user(cast.rob).get(page(cast)).text
    assert "Calls on Mondays.\n\nAsk for Ines." in text
    assert "Add note" not in text


def test_a_note_is_never_markup(cast, as_user):
    add_note(cast.harbour, text="<script>alert(1)</script>", by=cast.olive)
    assert "<script>alert" not in as_user(cast.olive).get(page(cast)).text


def test_after_a_dialog_the_card_comes_alone(cast, as_user, note):
    text = as_user(cast.olive).get(page(cast), headers=HTMX | {"HX-Target": "notes"}).text
    assert 'id="notes"' in text
    assert 'id="information"' not in text


def test_adding_changing_and_deleting_work_without_scripts(cast, as_user):
    client, new = as_user(cast.sue), page(cast) + "notes/new/"
    assert client.post(new, {"text": "First"}).headers["Location"] == page(cast)
    (made,) = Note.objects.all()
    address = f"{page(cast)}notes/{made.pk}/"
    assert "First" in client.get(address).text
    client.post(address, {"text": "Second\r\nline", "opened": "First"})
    assert Note.objects.get().text == "Second\nline"
    client.post(address, {"text": "Third", "opened": "Second\r\nline"})
    assert Note.objects.get().text == "Third"
    assert "The note goes for good" in client.get(address + "deletion/").text
    client.post(address + "deletion/")
    assert not Note.objects.exists()


def test_a_form_that_is_sent_twice_makes_one_note(cast, as_user):
    client, key = as_user(cast.olive), "5b0c1d1e-0000-4000-8000-000000000002"
    for _ in range(2):
        client.post(page(cast) + "notes/new/", {"text": "Once", "key": key})
    assert Note.objects.count() == 1


def test_an_empty_note_comes_back_with_what_to_do(cast, as_user):
    answer = as_user(cast.olive).post(page(cast) + "notes/new/", {"text": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Write something first." in answer.text


def test_a_note_stands_under_its_own_customer_only(cast, as_user, note):
    assert as_user(cast.olive).get(f"/customers/{cast.island.pk}/notes/{note.pk}/").status_code == 404


@pytest.mark.parametrize("name", ["fay", "rob"])
def test_who_may_not_change_customers_may_not_write(cast, as_user, note, name):
    client = as_user(getattr(cast, name))
    for address in ("notes/new/", f"notes/{note.pk}/", f"notes/{note.pk}/deletion/"):
        assert client.post(page(cast) + address, {"text": "x"}).status_code == 403


def test_ten_notes_cost_as_many_queries_as_one(cast, as_user, note):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            as_user(cast.olive).get(page(cast))
        return len(captured)

    one = queries()
    for number in range(9):
        add_note(cast.harbour, text=f"Note {number}", by=cast.sue)
    assert queries() == one
