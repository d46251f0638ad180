"""What follows from transfers, in their transaction and under the locks of their accounts. The ledger's writer calls it."""

from collections.abc import Iterable, Sequence

from ..models import Account
from .allocations import keep_allocations
from .daily_use import keep_daily_use
from .moved import Moved


def follow_up(transfers: Sequence[Moved], accounts: Iterable[Account]) -> None:
    """Keep what is kept beside the ledger. `accounts` are all that were locked, as they are after the transfers.

    One statement for a spending that crosses no whole per cent of its allocation.
    """
    if transfers:
        keep_daily_use(transfers)
        keep_allocations(transfers, accounts)
