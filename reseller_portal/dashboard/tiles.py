"""The tiles and the chart: how many customers, how much they use, what is left for them."""

from dataclasses import dataclass

from django.db.models import Sum

from billing import figures, wording
from billing.figures import Figures
from billing.measures import Measure
from billing.spans import Span, Step, label
from credits.holdings import pool_left, pool_meter
from customers.filters import midnight
from customers.models import Customer
from customers.scope import Scope

from ..lib import amounts
from ..lib.charts import Bar, Chart, bar_chart
from ..lib.meters import DIGITS
from ..lib.runway import SOON, Runway


@dataclass(frozen=True)
class Tile:
    """What `components/stat.html` shows, and where more of it stands."""

    icon: str
    label: str
    value: str
    note: str = ""
    tone: str = ""
    exact: str = ""


def customers(scope: Scope, span: Span, totals: dict[str, int]) -> Tile:
    """Those that are active, and how many came and went in these days."""
    since = midnight(span.first)
    new = Customer.objects.visible_to(scope).filter(registered_at__gte=since).count()
    lost = Customer.objects.lost(scope, since)
    tone = "up" if new > lost else "warn" if lost > new else ""
    note = f"{new:,} new, {lost:,} lost in {span.counted}"
    return Tile("building-2", "Active customers", f"{totals['active']:,}", note, tone)


def hours(used: Figures, measure: Measure) -> Tile:
    total = used.total(measure)
    note, tone = wording.change(total, used.span)
    return Tile("audio-lines", "Hours processed", measure.shown(total.now), note, tone, measure.exact(total.now))


def pool(scope: Scope) -> Tile | None:
    """What is left to hand out, of how much, and how long that lasts; nothing for whoever may not see it."""
    left = pool_left(scope)
    if left is None:
        return None
    total, words = pool_meter(scope).assigned, left.words
    lasting = f", {words[0].lower()}{words[1:]}" if words else ""
    note = f"of {amounts.grouped(total, DIGITS)}{lasting}" if total else "None issued yet"
    return Tile("coins", "Credits left in the pool", amounts.grouped(left.left, DIGITS), note, _urgency(left))


def _urgency(left: Runway) -> str:
    if not left.left or (left.days is not None and left.days <= SOON):
        return "danger"
    return "warn" if left.days is not None and left.days <= 2 * SOON else ""


def seats(scope: Scope) -> Tile:
    """Everybody who works for a customer, and how many customers nobody works for."""
    customers = Customer.objects.visible_to(scope)
    without = customers.filter(seats=0).count()  # two quick queries: both at once would read every row
    note = f"{without:,} customer{'' if without == 1 else 's'} without any" if without else "Every customer has some"
    return Tile("users", "Seats", f"{customers.aggregate(sum=Sum('seats'))['sum'] or 0:,}", note)


def chart(used: Figures, measure: Measure) -> Chart:
    """The hours of each day; no bars where nothing was used."""
    bars = []
    for piece, value in [] if used.is_empty else used.series(measure, Step.DAY):
        full, tick, note = label(piece, Step.DAY, today=used.span.last)
        bars.append(Bar(full, tick, value, measure.told(value), exact=measure.exact(value), note=note))
    title = f"{measure.name} by day, {used.span.words}"
    return bar_chart(bars, title=title, unit=measure.unit.capitalize(), per=measure.per, key="hours")


def read(scope: Scope, span: Span) -> Figures:
    return figures.read(figures.of_tenant(scope), span)
