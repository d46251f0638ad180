"""Accounts, transfers between them, the requests that made those, and what is kept beside them."""

from .accounts import Account, AccountKind
from .asking import AskingState, CreditAsking
from .reservations import Reservation
from .transfers import LedgerRequest, RequestNote, Transfer, TransferKind
from .use import AlertLines, Allocation, DailyUse, Forecast

__all__ = [
    "Account",
    "AccountKind",
    "AlertLines",
    "Allocation",
    "AskingState",
    "CreditAsking",
    "DailyUse",
    "Forecast",
    "LedgerRequest",
    "RequestNote",
    "Reservation",
    "Transfer",
    "TransferKind",
]
