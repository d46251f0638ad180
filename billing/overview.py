"""What a customer did this month, against the same days of the month before."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Q, Sum
from django.utils.formats import date_format

from customers.models import Organization
from customers.scope import Scope
from reseller_portal.lib import usage
from reseller_portal.lib.usage import per_cent

from .models import UsageDay
from .models.metrics import HOURS, TRANSCRIPTIONS


@dataclass(frozen=True)
class Compared:
    """A figure as it reads, and what it was before: `now` and `before` in base units, `month` the one compared with."""

    value: str
    now: int
    before: int
    month: str

    @property
    def change(self) -> str:
        """+12.4%; nothing where there is nothing to compare with."""
        return per_cent(Fraction(self.now - self.before, self.before)) if self.before else ""

    @property
    def note(self) -> str:
        if not self.before:
            return f"Nothing on the same days of {self.month}"
        return f"{self.change} against the same days of {self.month}"

    @property
    def tone(self) -> str:
        return "" if not self.before or self.now == self.before else "up" if self.now > self.before else "down"


@dataclass(frozen=True)
class Month:
    hours: Compared
    transcriptions: Compared


def same_days(today: date) -> tuple[date, date, date]:
    """The first of this month, the first of the one before, and its day with today's number or else its last."""
    first = today.replace(day=1)
    end = first - timedelta(days=1)
    return first, end.replace(day=1), end.replace(day=min(today.day, end.day))


def month_of(scope: Scope, customer: Organization, today: date) -> Month:
    """The figures of a customer from the first of the month to `today`. One query."""
    first, earlier, same = same_days(today)
    days = UsageDay.objects.all().of_customer(scope, customer).filter(day__gte=earlier, day__lte=today)
    wanted = days.filter(metric__code__in=[HOURS, TRANSCRIPTIONS]).values_list("metric__code")
    sums = wanted.annotate(
        now=Sum("quantity", filter=Q(day__gte=first)), before=Sum("quantity", filter=Q(day__lte=same))
    )
    found = {code: (now or 0, before or 0) for code, now, before in sums}
    hours, count = found.get(HOURS, (0, 0)), found.get(TRANSCRIPTIONS, (0, 0))
    month = date_format(earlier, "F")
    return Month(Compared(usage.hours(hours[0]), *hours, month), Compared(f"{count[0]:,}", *count, month))
