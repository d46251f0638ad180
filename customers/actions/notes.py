"""Writes about notes. The activity says that there was one, never what stood in it."""

from django.db import transaction

from reseller_portal.lib import clock

from .. import facts
from ..errors import Refused
from ..models import Note, Organization, User
from .activity import record_activity
from .locks import lock_organization

MOST_NOTES = 100  # of one customer: they stand on one page
_GONE = "This note was deleted meanwhile."


@transaction.atomic
def add_note(customer: Organization, *, text: str, by: User | None) -> Note:
    """A new note about a customer. Raises Refused for an empty or too long text and when there are too many."""
    text = facts.note(text)
    locked = lock_organization(customer.pk)
    if locked is None or locked.deleted_at:
        raise Refused("This customer was deleted meanwhile.")
    if Note.objects.filter(organization=customer).count() >= MOST_NOTES:
        raise Refused(f"There are {MOST_NOTES} notes, which is the most. Delete one first.", field="text")
    note = Note.objects.create(
        tenant=customer.root, organization=customer, author=by, text=text, written_at=clock.now()
    )
    record_activity("note.added", note, organization=customer, by=by)
    return note


@transaction.atomic
def change_note(note: Note, *, text: str, opened_with: str, by: User | None) -> Note:
    """Another text, for a form that was opened with `opened_with`. Raises Refused when somebody changed it meanwhile."""
    text = facts.note(text)
    saved = Note.objects.select_for_update().select_related(None).filter(pk=note.pk).first()
    if saved is None:
        raise Refused(_GONE)
    if saved.text not in (opened_with, text):
        raise Refused("Somebody else changed this note meanwhile. Copy what you typed and open it again.", field="text")
    if saved.text != text:
        saved.text, saved.changed_at = text, clock.now()
        saved.save(update_fields=["text", "changed_at"])
        record_activity("note.changed", saved, organization=saved.organization, by=by)
    return saved


@transaction.atomic
def delete_note(note: Note, *, by: User | None) -> None:
    """Remove a note for good. One that is gone already stays gone."""
    if Note.objects.filter(pk=note.pk).delete()[0]:
        record_activity("note.deleted", note, organization=note.organization, by=by)
