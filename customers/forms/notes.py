"""The form of a note."""

from typing import Any
from uuid import uuid4

from django import forms

from .. import facts
from ..models.notes import NOTE_LENGTH
from .fields import FactField, FormKeyField


class NoteForm(forms.Form):
    """A note's text. `opened` is what it was, so that of two people who change it neither loses a word."""

    text = FactField(
        rule=facts.note,
        label="Note",
        help_text=f"Your team sees it, the customer never does. {NOTE_LENGTH:,} characters at most.",
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto", "maxlength": NOTE_LENGTH}),
        error_messages={"required": "Write something first."},
    )
    opened = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    key = FormKeyField()

    def __init__(self, data: Any = None, *, text: str = "") -> None:
        super().__init__(data, initial={"text": text, "opened": text, "key": uuid4()})
        if not self.is_bound:
            self.fields["text"].widget.attrs["autofocus"] = True

    def clean_opened(self) -> str:
        # A browser sends line breaks as two characters.
        return self.cleaned_data["opened"].replace("\r\n", "\n")
