"""`manage.py refresh_hours`: add up the hours that customers had processed lately."""

from customers.management.by_day import CommandByDay

from ...actions.recent_hours import refresh_hours


class Command(CommandByDay):
    help = "Add up the recent hours of those customers who used some since, or whose use grew a day older."
    act = refresh_hours
