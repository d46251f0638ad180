"""Figures of usage, ready to be shown: tiles, the chart, the tables of languages and tokens, the rows of customers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from customers.models import ApiToken
from customers.scope import Scope
from reseller_portal.lib import amounts
from reseller_portal.lib.avatars import hue, initials
from reseller_portal.lib.charts import Bar, Chart, bar_chart
from reseller_portal.lib.usage import per_cent

from . import figures, wording
from .figures import Figures
from .forms import Asked
from .measures import CREDITS, Measure
from .models.metrics import HOURS, TRANSCRIPTIONS
from .spans import Span, Step, label

SHOWN = 12  # rows of a split; the others are one row
TILES = ((HOURS, "audio-lines"), (TRANSCRIPTIONS, "file-text"), (CREDITS.code, "coins"))


@dataclass(frozen=True)
class Part:
    """A row of a split: how much of the whole it is, in per cent."""

    label: str
    shown: str
    exact: str
    share: str


def tiles(used: Figures, measures: dict[str, Measure]) -> list[dict[str, str]]:
    """What the stat components show: hours, transcriptions and credits, each with its change."""
    made = []
    for code, icon in TILES:
        measure, total = measures[code], used.total(measures[code])
        note, tone = wording.change(total, used.span)
        made.append({"label": measure.name, "icon": icon, "value": measure.shown(total.now),
                     "exact": measure.exact(total.now), "note": note, "tone": tone})  # fmt: skip
    return made


def chart(used: Figures, asked: Asked) -> Chart:
    """The bars of a measure; none where nothing was used in these days."""
    measure = asked.measure
    title = f"{measure.name} by {Step(asked.step).label.lower()}, {asked.span.words}"
    series = [] if used.is_empty else used.series(measure, asked.step)
    bars = [_bar(piece, value, asked) for piece, value in series]
    unit = measure.unit.capitalize()
    return bar_chart(bars, title=title, unit=unit, of=Step(asked.step).label, per=measure.per, key="usage")


def _bar(piece: Span, value: int, asked: Asked) -> Bar:
    full, tick, note = label(piece, asked.step, today=asked.today)
    measure = asked.measure
    return Bar(full, tick, value, measure.told(value), exact=measure.exact(value), note=note)


def by_language(rows: Any, asked: Asked) -> list[Part]:
    """The languages of a measure, the most used first."""
    return _parts(figures.split(rows, asked.span, asked.measure, "language"), asked.measure, wording.language)


def by_token(scope: Scope, rows: Any, asked: Asked) -> list[Part]:
    """The tokens of a measure, the most used first; none where all of it came without any."""
    found = figures.split(rows, asked.span, asked.measure, "token")
    if not any(pk for pk, _ in found):
        return []
    return _parts(found, asked.measure, token_names(scope, [pk for pk, _ in found]))


def token_names(scope: Scope, keys: Iterable[int | None]) -> Callable[[int | None], str]:
    """What tokens are called. One query."""
    names = dict(ApiToken.objects.visible_to(scope).filter(pk__in=[pk for pk in keys if pk]).values_list("pk", "name"))
    return lambda pk: names.get(pk, wording.FOREIGN_TOKEN) if pk else wording.NO_TOKEN


def _parts(sums: Sequence[tuple[Any, int]], measure: Measure, named: Callable[[Any], str]) -> list[Part]:
    whole = sum(value for _, value in sums)
    first, others = sums[: SHOWN - 1 if len(sums) > SHOWN else SHOWN], sums[SHOWN - 1 :]
    shown = [(named(key), value) for key, value in first]
    if len(sums) > SHOWN:
        shown.append((f"{len(others)} others", sum(value for _, value in others)))
    return [Part(name, measure.shown(value), measure.exact(value), _share(value, whole)) for name, value in shown]


def _share(value: int, whole: int) -> str:
    if not whole:
        return "—"
    per_cent = (value * 200 + whole) // (whole * 2)
    return f"{per_cent}%" if per_cent or not value else "< 1%"


def customers(
    scope: Scope, span: Span, measures: dict[str, Measure], query: str
) -> Callable[..., list[dict[str, Any]]]:
    """How a page of customers is shown; `query` is what their Usage tab is asked for."""

    def shown(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        used = figures.by_customer(scope, [row["id"] for row in rows], span)
        return [_customer(row, used[row["id"]], measures, query) for row in rows]

    return shown


def deleted(scope: Scope, span: Span, measures: dict[str, Measure]) -> dict[str, str]:
    """The row of those who are no longer in the list; empty where there is none."""
    used = figures.read(figures.of_deleted(scope), span)
    return {} if used.is_empty else {"name": wording.DELETED, **_sums(used, measures)}


def _sums(used: Figures, measures: dict[str, Measure]) -> dict[str, str]:
    hours = used.total(measures[HOURS])
    note, tone = wording.change(hours, used.span)
    return {
        "hours": measures[HOURS].shown(hours.now),
        "exact": measures[HOURS].exact(hours.now),
        "transcriptions": measures[TRANSCRIPTIONS].shown(used.total(measures[TRANSCRIPTIONS]).now),
        "credits": amounts.grouped(used.total(CREDITS).now, 2, needless=True),  # in a column, point below point
        "change": "—" if hours.change is None else per_cent(hours.change) if hours.change else "0%",
        "change_told": note,
        "tone": tone,
    }


def _customer(row: Mapping[str, Any], used: Figures, measures: dict[str, Measure], query: str) -> dict[str, Any]:
    told = _sums(used, measures)
    if told["change"] == "—" and used.total(measures[HOURS]).now:
        told |= {"change": "new", "tone": "up"}
    return {
        "name": row["name"],
        "initials": initials(row["name"]),
        "hue": str(hue(row["id"])),
        "url": reverse("billing:customer_usage", args=[row["id"]]) + (f"?{query}" if query else ""),
        **told,
    }
