"""What the ledger says when a key is used for two things."""

from customers.errors import Refused


class KeyConflict(Refused):
    """The same key was sent before with another body. Nothing was changed; the first answer stands."""

    def __init__(self) -> None:
        super().__init__("This was sent before with something else in it. Open it again and send it once more.")
