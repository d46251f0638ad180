"""What is read from the sums by day: grouped, compared and split, never guessed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest

from billing import figures, wording
from billing.figures import Total
from billing.measures import CREDITS, measures
from billing.models.metrics import HOURS, TRANSCRIPTIONS
from billing.spans import Span, Step, label
from customers.scope import Scope
from reseller_portal.lib import clock
from reseller_portal.lib.usage import per_cent
from tests.billing.days import NOW, TODAY, at_random, keep, use

MONTH = Span.latest(30, TODAY)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.moved_to(datetime.fromisoformat(NOW)):
        yield


@pytest.fixture
def olive(cast: SimpleNamespace) -> Scope:
    return Scope(cast.olive)


def _hours(scope: Scope, customer: object, span: Span = MONTH) -> Total:
    return figures.read(figures.of_customer(scope, customer), span).total(measures()[HOURS])  # type: ignore[arg-type]


@pytest.mark.parametrize("step", Step.values)
def test_days_weeks_and_months_add_up_to_the_total(cast: SimpleNamespace, olive: Scope, step: str) -> None:
    keep(at_random(cast.harbour, 40, []))
    used = figures.read(figures.of_customer(olive, cast.harbour), MONTH)
    for measure in measures().values():
        series = used.series(measure, step)
        assert sum(value for _, value in series) == used.total(measure).now
        assert (series[0][0].first, series[-1][0].last) == (MONTH.first, MONTH.last)


@pytest.mark.once
def test_weeks_begin_on_monday_and_a_piece_that_is_not_whole_says_so() -> None:
    told = [label(piece, Step.WEEK, today=TODAY) for piece in Span(date(2026, 11, 11), TODAY).pieces(Step.WEEK)]
    assert [piece.first.weekday() for piece in MONTH.pieces(Step.WEEK)][1:] == [0] * 4
    assert told == [
        ("Week of 9 Nov 2026", "11 Nov", "from 11 Nov 2026"),
        ("Week of 16 Nov 2026", "16 Nov", ""),
        ("Week of 23 Nov 2026", "23 Nov", "so far"),
    ]


@pytest.mark.once
def test_months_keep_their_lengths_over_a_leap_year() -> None:
    pieces = list(Span(date(2027, 12, 31), date(2028, 3, 1)).pieces(Step.MONTH))
    assert [piece.days for piece in pieces] == [1, 31, 29, 1]


def test_the_change_is_against_the_equally_long_time_before(cast: SimpleNamespace, olive: Scope) -> None:
    use(cast.harbour, TODAY, 150)
    use(cast.harbour, MONTH.first - timedelta(days=1), 100)
    use(cast.harbour, MONTH.before.first - timedelta(days=1), 10_000)  # longer ago
    total = _hours(olive, cast.harbour)
    assert (total.now, total.before, total.change) == (150, 100, Fraction(1, 2))
    assert wording.change(total, MONTH) == ("+50%, more than in the 30 days before", "up")


def test_what_is_not_known_is_never_0(cast: SimpleNamespace, olive: Scope) -> None:
    use(cast.harbour, TODAY, 150)
    total = _hours(olive, cast.harbour)
    assert (total.before, total.change) == (None, None)
    assert wording.change(total, MONTH)[0] == "Nothing is known of the 30 days before"


def test_a_metric_that_was_not_used_before_where_others_were_is_a_known_0(cast: SimpleNamespace, olive: Scope) -> None:
    use(cast.harbour, TODAY, 150)
    use(cast.harbour, MONTH.before.last, 3, metric=TRANSCRIPTIONS)
    total = _hours(olive, cast.harbour)
    assert (total.before, wording.change(total, MONTH)[0]) == (0, "None in the 30 days before")


def test_a_tenant_is_the_sum_of_its_customers_and_of_nobody_else(cast: SimpleNamespace, olive: Scope) -> None:
    customers = (cast.harbour, cast.island, cast.meadow)
    keep([row for seed, one in enumerate(customers) for row in at_random(one, 5, [], seed=seed)])
    together = figures.read(figures.of_tenant(olive), MONTH)
    each = figures.by_customer(olive, [cast.harbour.pk, cast.island.pk, cast.meadow.pk], MONTH)
    assert each.pop(cast.meadow.pk).is_empty  # a stranger's
    for measure in measures().values():
        assert together.total(measure).now == sum(one.total(measure).now for one in each.values()) > 0


@pytest.mark.parametrize("by", ["language", "token"])
def test_a_split_adds_up_to_the_total(cast: SimpleNamespace, olive: Scope, by: str) -> None:
    keep(at_random(cast.harbour, 10, []))
    rows = figures.of_customer(olive, cast.harbour)
    for measure in (measures()[HOURS], CREDITS):
        parts = figures.split(rows, MONTH, measure, by)
        assert sum(value for _, value in parts) == figures.read(rows, MONTH).total(measure).now
        assert parts == sorted(parts, key=lambda one: -one[1])


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "name"),
    [("en", "English"), ("pt-BR", "Brazilian Portuguese"), ("de-CH", "German (CH)"), ("zh-Hans", "Simplified Chinese"),
     ("zh", "Chinese"), ("tlh", "tlh"), ("xx-YY", "xx-YY"), ("", "Language not said")],
)  # fmt: skip
def test_a_language_is_called_by_its_name_and_an_unknown_one_as_it_is(code: str, name: str) -> None:
    assert wording.language(code) == name


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "words"),
    [(Fraction(96, 1000), "+9.6%"), (Fraction(-12, 100), "−12%"), (Fraction(234, 10), "+2,340%"),
     (Fraction(9999, 10000), "+100%"), (Fraction(1, 10**6), "Under 0.1%")],
)  # fmt: skip
def test_a_change_has_its_sign(change: Fraction, words: str) -> None:
    assert per_cent(change) == words


@pytest.mark.once
def test_hours_have_one_decimal_and_a_little_is_never_shown_as_none(db: None) -> None:
    hours = measures()[HOURS]
    assert [hours.shown(seconds) for seconds in (0, 1, 179, 180, 3600, 4_338_000)] == [
        "0.0", "< 0.1", "< 0.1", "0.1", "1.0", "1,205.0",
    ]  # fmt: skip
    assert hours.exact(4_338_000) == "4,338,000 seconds"
