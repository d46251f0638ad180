"""CSV that a spreadsheet opens and never runs: the one writer for every export (security T28).

RFC 4180: commas, CRLF, quotes doubled. UTF-8 with a byte order mark, without which Excel reads another encoding.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
# What makes a spreadsheet read a cell as a formula; U+2212 is the minus sign that some take for a hyphen.
_TRIGGERS = frozenset("=+-@\u2212")
_BREAKS = frozenset("\t\r\n\0")


def inert(text: str) -> str:
    """Text with an apostrophe before it when a spreadsheet could take it for a formula.

    Full-width and other look-alikes count as what they are normalised to, and so does what stands after spaces.
    """
    for character in text:
        if character in _BREAKS or unicodedata.normalize("NFKC", character)[:1] in _TRIGGERS:
            return f"'{text}"
        # Spaces of all kinds, and what is not seen at all, lead up to the first real character.
        if not character.isspace() and unicodedata.category(character) not in {"Cc", "Cf"}:
            break
    return text


def cell(value: Any) -> str:
    """One value as it is written: numbers stay numbers, moments are ISO 8601 with their offset, None is empty."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return str(value)
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
    return inert(str(value))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_pages(headings: Sequence[str], pages: Iterable[Iterable[Sequence[Any]]]) -> Iterator[bytes]:
    """The file, a chunk a page of rows; the headings come with the first."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    start = BYTE_ORDER_MARK + writer.writerow([cell(heading) for heading in headings])
    for rows in pages:
        yield (start + "".join(writer.writerow([cell(value) for value in row]) for row in rows)).encode()
        start = ""
    if start:
        yield start.encode()
