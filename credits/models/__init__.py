"""Accounts, transfers between them, and the requests that made those."""

from .accounts import Account, AccountKind
from .asking import AskingState, CreditAsking
from .reservations import Reservation
from .transfers import LedgerRequest, RequestNote, Transfer, TransferKind

__all__ = [
    "Account",
    "AccountKind",
    "AskingState",
    "CreditAsking",
    "LedgerRequest",
    "RequestNote",
    "Reservation",
    "Transfer",
    "TransferKind",
]
