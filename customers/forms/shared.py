"""Forms of what several people may be changing. They know what they were opened with, so that two people lose nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.forms.boundfield import BoundField

from .. import facts, wording
from ..errors import Conflict
from ..models import Organization

TOO_OLD = "This form was opened too long ago. Check what is below, then update again."


@dataclass(frozen=True)
class Dispute:
    """A field that two people changed: what one typed and what the other saved, and which of them was chosen."""

    field: BoundField
    who: str
    yours: str
    theirs: str
    choice: str
    undecided: bool

    @property
    def yours_shown(self) -> str:
        return self._shown(self.yours)

    @property
    def theirs_shown(self) -> str:
        return self._shown(self.theirs)

    def _shown(self, value: str) -> str:
        choices = getattr(self.field.field, "choices", ())
        return str(dict(choices).get(value, value)) if value else value


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the form shows them: phone numbers with spaces."""
    return {**values, "phone": facts.phone_display(values["phone"])}


class SharedForm(forms.Form):
    """`opened` holds the values it was opened with, `disputed` the fields to decide, each with who changed it too."""

    salt: str

    def __init__(self, data: Any = None, *, customer: Organization, opened: dict[str, Any], auto_id: str) -> None:
        self.customer_id = customer.pk
        self.opened, self.is_stale = opened, False
        self.disputed: dict[str, str] = {}
        super().__init__(data, initial=_shown(opened), auto_id=auto_id)
        if data is not None:
            self._read(str(data.get("opened", "")))
        self._mark_saved()

    def _read(self, token: str) -> None:
        try:
            given = signing.loads(token, salt=self.salt)
            if given["pk"] != self.customer_id:
                raise signing.BadSignature("of another customer")
            self.opened, self.disputed = given["values"], given["disputed"]
        except signing.BadSignature:
            self.is_stale = True

    def _mark_saved(self) -> None:
        """Say in each field what is saved, for the button that waits for a difference. Of radio buttons the page knows."""
        for name, value in _shown(self.opened).items():
            if name in self.fields and not isinstance(self.fields[name].widget, forms.RadioSelect):
                saved = str(value).lower() if isinstance(value, bool) else value
                self.fields[name].widget.attrs["data-saved"] = saved

    @property
    def token(self) -> str:
        """What the form carries along, signed so that nobody can pretend to have seen other values."""
        given = {"pk": self.customer_id, "values": self.opened, "disputed": self.disputed}
        return signing.dumps(given, salt=self.salt)

    def clean(self) -> dict[str, Any]:
        if self.is_stale:
            self.add_error(None, TOO_OLD)
        for name in self.disputed:
            choice = self.data.get(f"keep_{name}")
            if choice == "theirs":
                self._errors.pop(name, None)  # type: ignore[attr-defined]
                self.cleaned_data[name] = self.opened[name]
            elif choice != "yours":
                self.add_error(None, f"Choose which {wording.label(name)} to keep.")
        return self.cleaned_data

    def dispute(self, conflict: Conflict) -> None:
        """Come back with both versions. Fields that only others changed now show theirs, or they would be undone."""
        typed, before, theirs = self.data.copy(), self.opened, conflict.theirs  # type: ignore[attr-defined]
        for name, value in _shown(theirs).items():
            if name in self.fields and self.cleaned_data[name] == before[name]:
                typed[name] = ("on" if value else "") if name == "active" else value
        for name in conflict.disputed:
            typed.pop(f"keep_{name}", None)
        self.data, self.opened, self.disputed = typed, theirs, conflict.disputed
        self._mark_saved()
        text = f"{wording.meanwhile(conflict.disputed)}. Nothing is saved yet: choose what to keep."
        self.add_error(None, text)

    def rows(self, names: Iterable[str] | None = None) -> Iterator[BoundField | Dispute]:
        """The fields in order, or those of these names; a disputed one as both versions."""
        for field in self.visible_fields() if names is None else (self[name] for name in names):
            yield self._dispute_of(field) if field.name in self.disputed else field

    def _dispute_of(self, field: BoundField) -> Dispute:
        choice = str(self.data.get(f"keep_{field.name}", ""))
        yours, theirs = str(field.value() or ""), str(_shown(self.opened)[field.name])
        return Dispute(field, self.disputed[field.name], yours, theirs, choice, choice not in ("yours", "theirs"))
