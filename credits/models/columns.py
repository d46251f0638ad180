"""Columns for amounts: whole numbers on both databases, in minor units."""

from typing import Any

from django.db.models import BooleanField, CheckConstraint, F, Func

# Far from a 64-bit column's end, so that no sum of amounts can reach it.
LARGEST_AMOUNT = 10**12


class IsInteger(Func):
    """Whether a column holds an integer. SQLite stores text and fractions in any column, and compares them too."""

    output_field = BooleanField()
    conditional = True
    template = "(%(expressions)s IS NOT NULL)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="(typeof(%(expressions)s) = 'integer')", **extra)


def whole(table: str, *columns: str) -> list[CheckConstraint]:
    """A constraint for each column that it holds a whole number."""
    return [CheckConstraint(name=f"{table}_{column}_whole", condition=IsInteger(F(column))) for column in columns]
