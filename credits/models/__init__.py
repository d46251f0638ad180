"""Accounts, transfers between them, and the requests that made those."""

from .accounts import Account, AccountKind
from .reservations import Reservation
from .transfers import LedgerRequest, RequestNote, Transfer, TransferKind

__all__ = ["Account", "AccountKind", "LedgerRequest", "RequestNote", "Reservation", "Transfer", "TransferKind"]
