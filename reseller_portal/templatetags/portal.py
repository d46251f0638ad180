"""Tags and filters every template may use: icons, form controls, avatars, meters, figures."""

from functools import cache
from typing import cast

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from ..lib.avatars import hue, initials
from ..lib.meters import Meter

register = template.Library()

TEXT_INPUTS = {"text", "search", None}
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def icon(name: str, variant: str = "") -> SafeString:
    """An icon as inline SVG; variant "large" is 24 px. Hidden from readers: the label stands beside it."""
    return _drawn(str(name), str(variant))


@cache
def _drawn(name: str, variant: str) -> SafeString:
    classes = f"icon icon--{variant}" if variant else "icon"
    size = 24 if variant == "large" else 16
    # The package marks its own drawing as safe; its annotation says only str.
    return cast(SafeString, lucide(name, size=size, focusable="false", **{"class": classes, "aria-hidden": "true"}))


register.filter("initials", initials)
register.filter("hue", hue)


@register.filter
def grouped(number: int | None) -> str:
    """1204 as 1,204; an unknown figure is a dash, never 0."""
    return "—" if number is None or number == "" else f"{number:,}"


@register.filter
def first_word(text: str) -> str:
    """The address in a message's tags, before what its link says."""
    return (text or "").partition(" ")[0]


@register.filter
def other_words(text: str) -> str:
    """What the link of a message says; empty for the usual View."""
    return (text or "").partition(" ")[2]


@register.filter
def device(user_agent: str) -> str:
    """A browser's long signature as what a person would call it."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return " on ".join(filter(None, (browser, system))) or "Unknown device"


@register.filter
def widget_kind(field: BoundField) -> str:
    """How a field is laid out: check, group (several boxes), password or line."""
    kind = getattr(field.field.widget, "input_type", None)
    if field.use_fieldset and isinstance(field.field.widget, ChoiceWidget):
        return "group"
    return {"checkbox": "check", "password": "password"}.get(str(kind), "line")


@register.filter
def boxes(field: BoundField) -> list[BoundWidget]:
    """The boxes of a group, each with our class; Django would put it on the wrapper as well."""
    for box in field.subwidgets:
        box.data["attrs"]["class"] = "check"
    return field.subwidgets


@register.simple_tag
def control(field: BoundField, **attrs: str | bool) -> SafeString:
    """The field's own widget with our class on it; further attributes win over the widget's."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", None)
    own = widget.attrs.get("class", "")
    box = "check" if kind in {"checkbox", "radio"} else "input"
    classes = own if own in {"check", "switch"} else f"{box} {own}".strip()
    # Whoever types a name in Arabic sees it from the right, before it is saved.
    direction = {"dir": "auto"} if kind in TEXT_INPUTS and not widget.is_hidden else {}
    # A placeholder that repeats the label says nothing twice.
    echo = {"placeholder": False} if widget.attrs.get("placeholder") == str(field.label) else {}
    return field.as_widget(attrs={"class": classes, **direction, **echo, **attrs})


@register.inclusion_tag("components/meter.html")
def meter(shown: Meter, hint: str = "") -> dict[str, object]:
    """available | used | assigned with a bar of what is left: orange under 25 %, red under 10 %, always with a word."""
    return {"meter": shown.drawn(hint)}


@register.simple_tag(takes_context=True)
def kept_parameters(context: template.Context, *changed: str) -> list[tuple[str, str]]:
    """The address's parameters but those a GET form changes itself, for its hidden inputs."""
    query = context["request"].GET
    return [(key, value) for key in query if key not in changed for value in query.getlist(key)]
