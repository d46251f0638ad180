"""What stands in for a picture: initials on one of twelve hues."""

import re
import unicodedata

HUES = 12
_WORDS = re.compile(r"[^\W_][\w'’.-]*")


def initials(name: object) -> str:
    """The first letters of the first two words, or one where the script has no words."""
    words = _WORDS.findall(unicodedata.normalize("NFC", str(name)))
    return "".join(word[0] for word in words[:2]).upper() or "?"


def hue(identity: object) -> int:
    """1 to 12, the same for an id everywhere; neighbours differ."""
    text = str(identity)
    number = int(text) if text.isdigit() else sum(text.encode())
    return number * 5 % HUES + 1
