"""Amounts as people type and read them. Inside they are whole minor units: 12.50 with two digits is 1250."""

import re

_TYPED = re.compile(r"(\d+)(?:\.(\d+))?", re.ASCII)


def parse(text: str, digits: int) -> int:
    """Minor units of an amount as typed: ASCII digits, with a point before up to `digits` decimals.

    Raises ValueError, whose message is meant for the reader, for anything else: signs, exponents, thousands separators.
    """
    typed = _TYPED.fullmatch(text.strip())
    if typed is None:
        raise ValueError("Write a number in plain digits, for example 1500." if not digits else _EXAMPLE)
    whole, decimals = typed[1], typed[2] or ""
    if len(decimals) > digits:
        raise ValueError("Write a whole number." if not digits else f"Write at most {digits} decimals.")
    if len(whole) > 15:
        raise ValueError("This number is too large.")
    return int(whole) * 10**digits + int(decimals.ljust(digits, "0") or "0")


_EXAMPLE = "Write a number in plain digits, for example 1500 or 12.50."


def plain(amount: int, digits: int) -> str:
    """An amount without thousands separators, with all its decimals: for forms, CSV and programs."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**digits)
    return f"{sign}{whole}.{rest:0{digits}}" if digits else f"{sign}{whole}"


def short(amount: int, digits: int) -> str:
    """The same without decimals that say nothing: 40, 40.5."""
    text = plain(amount, digits)
    return text.rstrip("0").rstrip(".") if digits else text


def grouped(amount: int, digits: int, *, needless: bool = False) -> str:
    """An amount with thousands separators: 1,204.5. With `needless` all decimals stay: 1,204.50."""
    text = plain(amount, digits) if needless else short(amount, digits)
    whole, point, decimals = text.lstrip("-").partition(".")
    return f"{'−' if amount < 0 else ''}{int(whole):,}{point}{decimals}"
