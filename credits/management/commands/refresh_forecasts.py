"""`manage.py refresh_forecasts`: add up when whose credits will be gone."""

from customers.management.by_day import CommandByDay

from ...actions.forecasts import refresh_forecasts


class Command(CommandByDay):
    help = "Add up when the credits of those customers will be gone whose credits moved, or whose use grew a day older."
    act = refresh_forecasts
    noun = "forecasts"
