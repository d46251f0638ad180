"""Form fields that follow the rules of `customers.facts`, and the way a refused action becomes a form error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from ..errors import Refused


class FactField(forms.CharField):
    """A text field cleaned by one of the rules of `customers.facts`; its error stays beside it."""

    def __init__(self, *, rule: Callable[[str], str | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rule = rule

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        try:
            return self.rule(cleaned) if cleaned or self.required else cleaned
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


@contextmanager
def refusals_in(form: forms.BaseForm) -> Iterator[None]:
    """Turn a Refused raised inside into an error of the form: check `form.is_valid()`-style with `form.errors` after."""
    try:
        yield
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
