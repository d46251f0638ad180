"""What people type, made comparable: folding for search and sorting, and the rule for names."""

import re
import unicodedata

NAME_LENGTH = 200
_SPACES = re.compile(r"\s+")
# Letters that carry their stroke or ligature inside and so survive decomposition.
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
# Marks that change the reading direction and can make a name look like another one (Unicode TR 9).
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and symbols by their category that nobody sees: the fillers of Hangul, the empty cell of Braille, and so on.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U00013441\U00013442\U0001d159")


def fold(value: str) -> str:
    """Reduce text to what a search compares: NFKC, case-folded, without accents, single spaces.

    >>> fold("  Łódź  STRASSE ")
    'lodz strasse'
    """
    folded = unicodedata.normalize("NFKC", value).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if unicodedata.category(c) != "Mn")
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", bare.translate(_STROKES))).strip()


def name_key(name: str) -> str:
    """The key that names are sorted by, in byte order, so that both databases agree."""
    return fold(name)[:NAME_LENGTH]


def caseless(name: str) -> str:
    """The key under which two names are the same: NFKC and case-folded, accents kept.

    >>> caseless("VIP  Ä") == caseless("vip ä")
    True
    """
    # Folding can undo the normal form, so once more afterwards (Unicode 3.13, D146).
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())).strip()


def search_text(*, name: str, email: str, phone: str, reference: str = "", company: str = "") -> str:
    """What a customer is found by. Two spaces stand before each part, so that a word's start can be found.

    `phone` is E.164; its digits alone are kept.
    """
    digits = "".join(c for c in phone if c.isdigit())
    parts = [name_key(name), fold(email), digits, fold(reference), fold(company)]
    return "".join(f"  {part}" for part in parts if part)


def forbidden_character(value: str) -> str | None:
    """The first control or bidirectional control character of `value`, described for its reader, else None."""
    for position, character in enumerate(value, start=1):
        if character in _BIDI_CONTROLS or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}:
            return f"U+{ord(character):04X} at position {position}"
    return None


def shows_nothing(value: str) -> bool:
    """Whether nobody would see anything of it: spaces, joiners, fillers and marks without a letter to stand on."""
    return all(c in _BLANKS or unicodedata.category(c)[0] in "CMZ" for c in value)


def without_controls(value: str) -> str:
    """Text out of a query string without the characters nobody types: control characters, NUL first of all.

    White space is one space, so that a pasted tab or line's end parts words as it did where it was copied.

    >>> without_controls("Acme\\tCorp\\0")
    'Acme Corp'
    """
    return "".join(c for c in _SPACES.sub(" ", value) if unicodedata.category(c) not in {"Cc", "Cs"})


def clean_name(value: str) -> str:
    """Normalise a name to NFC with single spaces. What may not stand in it is left for the form to refuse."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip()
