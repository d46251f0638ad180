"""Form fields that follow the rules of `customers.facts`, and the way a refused action becomes a form error."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django import forms

from ..errors import Refused


class LongSelect(forms.Select):
    """A choice among hundreds, such as time zones."""

    template_name = "forms/long_select.html"


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


class FormKeyField(forms.CharField):
    """The hidden key of a create form (see `actions.form_keys`). One that was broken on its way is made anew."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


@contextmanager
def refusals_in(form: forms.BaseForm, *, besides: tuple[type[Refused], ...] = ()) -> Iterator[None]:
    """Turn a Refused raised inside into an error of the form: check `form.is_valid()`-style with `form.errors` after.

    Those of the kinds `besides` pass: the caller answers them in another way.
    """
    try:
        yield
    except besides:
        raise
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
