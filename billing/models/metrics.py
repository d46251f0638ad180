"""What is metered, and what it costs. Rows of the platform, set by staff."""

from django.db import models
from django.db.models import Q

from credits.models.columns import LARGEST_AMOUNT, whole

HOURS, TRANSCRIPTIONS = "hours_processed", "transcriptions"


class Metric(models.Model):
    """Something the product counts: in which unit, how it is shown, and its price in credits.

    Quantities are whole base units: seconds for hours. A price is `price` hundredths of a credit for every `per` base
    units; 0 is free.
    """

    code = models.SlugField(max_length=40, unique=True, help_text="As the API names it.")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=20, help_text="What is shown, for example hours.")
    base_unit = models.CharField(max_length=20, help_text="What is reported and kept, for example seconds.")
    base_per_unit = models.PositiveIntegerField(default=1, help_text="Base units in one shown unit: 3600 for hours.")
    price = models.BigIntegerField(default=0, help_text="Hundredths of a credit.")
    per = models.PositiveIntegerField(default=1, help_text="Base units that the price is for.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="metric_price_in_range", condition=Q(price__gte=0, price__lte=LARGEST_AMOUNT, per__gte=1)
            ),
            models.CheckConstraint(name="metric_unit_in_range", condition=Q(base_per_unit__gte=1)),
            models.CheckConstraint(name="metric_is_named", condition=~Q(name="") & ~Q(unit="") & ~Q(base_unit="")),
            *whole("metric", "price"),
        ]

    def __str__(self) -> str:
        return self.name

    def charge(self, before: int, after: int) -> int:
        """The hundredths of a credit for going from one cumulative quantity to the next.

        The floor is taken of the sums and not of the parts, so that many small events cost what one large one does.
        """
        return self.price * after // self.per - self.price * before // self.per
