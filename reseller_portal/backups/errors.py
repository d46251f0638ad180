"""Why there is no backup, or no restore."""


class BackupError(Exception):
    """A backup or a restore that did not happen, in words for whoever runs the portal."""


class OtherBooks(BackupError):
    """What was restored is not what was proved when the backup was made."""

    def __init__(self) -> None:
        super().__init__("The books in the file are not those that the manifest describes.")
