"""Lengths of time as people read them: of a recording, of work that was done."""


def _said(*parts: tuple[int, str]) -> str:
    """The parts that are there: 1 h 32 min."""
    return " ".join(f"{number:,} {unit}" for number, unit in parts if number)


def length(seconds: int | None) -> str:
    """A recording's length to the minute: 42 min, 1 h 32 min; below a minute its seconds; an unknown one is a dash.

    >>> length(5520), length(20), length(0)
    ('1 h 32 min', '20 s', '0 min')
    """
    if seconds is None:
        return "—"
    if 0 < seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod((seconds + 30) // 60, 60)
    return _said((hours, "h"), (minutes, "min")) or "0 min"


def elapsed(seconds: float | None) -> str:
    """How long something took, in its two largest units: 45 s, 2 min 5 s, 1 h 3 min, 2 d 4 h; an unknown one is a dash."""
    if seconds is None:
        return "—"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return _said((days, "d"), (hours, "h"))
    if hours:
        return _said((hours, "h"), (minutes, "min"))
    return _said((minutes, "min"), (rest, "s")) or "under 1 s"
