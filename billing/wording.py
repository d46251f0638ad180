"""What usage is told in: changes, languages, tokens."""

from django.utils.translation import get_language_info

from reseller_portal.lib.usage import per_cent

from .figures import Total
from .spans import Span

# What Django has no name for, or one without its accents.
_OTHERS = {"nb": "Norwegian Bokmål", "yue": "Cantonese", "zh": "Chinese"}
DELETED = "Customers deleted since"
NO_LANGUAGE, NO_TOKEN, FOREIGN_TOKEN = "Language not said", "Without a token", "A token of another organization"


def change(total: Total, span: Span) -> tuple[str, str]:
    """The change against the time before in words, and the tone of it: up, down or none."""
    before = f"the {span.counted} before" if span.days > 1 else "the day before"
    if total.before is None:
        return f"Nothing is known of {before}", ""
    if total.change is None:
        return f"None in {before}", ""
    if total.change == 0:
        return f"As much as in {before}", ""
    way = "more than in" if total.change > 0 else "less than in"
    return f"{per_cent(total.change)}, {way} {before}", "up" if total.change > 0 else "down"


def language(code: str) -> str:
    """The language of a BCP 47 tag in English; a region that has no name of its own in brackets; an unknown tag as it is."""
    if not code:
        return NO_LANGUAGE
    lower = code.lower()
    base, _, rest = code.partition("-")
    try:
        exact = get_language_info(lower)
        if lower in _OTHERS or exact["code"] != lower:
            return f"{_language(base.lower())} ({rest})" if rest else _language(base.lower())
        return exact["name"]
    except KeyError:
        return _OTHERS.get(lower, code)


def _language(base: str) -> str:
    return _OTHERS.get(base) or get_language_info(base)["name"]
