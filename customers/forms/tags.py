"""The forms of tags: which a customer has, and what one is called."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms

from .. import facts
from ..models import Tag
from ..models.tags import TAG_LENGTH, Colour
from .fields import FactField, FormKeyField


class ColourField(forms.ChoiceField):
    """One of the twelve hues, drawn as patches by customers/_colours.html."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=Colour.choices, initial=Colour.BLUE, label="Colour", widget=forms.RadioSelect, **kwargs
        )


class TagsForm(forms.Form):
    """The reseller's tags as boxes, and one that does not exist yet. It knows what it was opened with."""

    tags = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": "A tag was deleted meanwhile. Look at the list again."},
    )
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    new_name = FactField(
        rule=lambda value: facts.tag_name(value, field="new_name"),
        label="Another tag",
        required=False,
        max_length=TAG_LENGTH,
        help_text="It is made, and put on this customer.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    new_colour = ColourField(required=False)

    def __init__(self, data: Any = None, *, offered: Sequence[Tag], had: Sequence[int]) -> None:
        super().__init__(data, initial={"tags": [str(pk) for pk in had], "opened": ",".join(map(str, had))})
        self.offered = offered
        self.fields["tags"].choices = [(str(tag.pk), tag.name) for tag in offered]  # type: ignore[attr-defined]

    @property
    def boxes(self) -> list[tuple[Tag, bool]]:
        """Each tag, and whether it is ticked."""
        ticked = set(self["tags"].value() or ())
        return [(tag, str(tag.pk) in ticked) for tag in self.offered]

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        opened = {int(pk) for pk in self.cleaned_data["opened"].split(",") if pk.isascii() and pk.isdigit()}
        return {
            "tags": {int(pk) for pk in self.cleaned_data["tags"]},
            "opened_with": opened,
            "new_name": self.cleaned_data["new_name"],
            "new_colour": self.cleaned_data["new_colour"] or Colour.BLUE,
        }


class TagForm(forms.Form):
    """What a tag is called and which colour it has."""

    name = FactField(rule=facts.tag_name, max_length=TAG_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    colour = ColourField()
    key = FormKeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid4())
        if not self.is_bound:
            self.fields["name"].widget.attrs["autofocus"] = True
