"""The one error that actions raise."""


class Refused(Exception):
    """An action that may not happen, with the reason in the reader's words. Nothing was changed.

    Views turn it into an error beside `field` (or above the form when it has none), the API into a problem document.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
