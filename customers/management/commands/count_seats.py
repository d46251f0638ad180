"""`manage.py count_seats`: write down the seats of this day of those in whom they changed."""

from ...actions.seats import count_seats
from ..by_day import CommandByDay


class Command(CommandByDay):
    help = "Keep the seats of the present day of every customer whose seats changed, so that growth can be told."
    act = count_seats
    done = "have other seats than before"
