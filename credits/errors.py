"""What the ledger says when a key is used for two things, and when it cannot answer now."""

from customers.errors import Refused


class KeyConflict(Refused):
    """The same key was sent before with another body. Nothing was changed; the first answer stands."""

    def __init__(self) -> None:
        super().__init__("This was sent before with something else in it. Open it again and send it once more.")


class LedgerBusy(Refused):
    """The database gave the request up, three times, for the sake of others. Nothing was stored: the key is still good."""

    def __init__(self) -> None:
        super().__init__("Too much is happening at once. Nothing was changed; send it once more.")
