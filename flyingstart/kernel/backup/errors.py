"""Why a backup cannot be made or used, in words for whoever looks after the server."""

from __future__ import annotations


class BackupError(RuntimeError):
    """It cannot be done; nothing was kept or changed. The message says why."""


class NotABackupError(BackupError):
    """The file is none of ours, or was made by a release that this one does not know."""


class DamagedBackupError(BackupError):
    """The file is not as it was written."""


class NotEmptyError(BackupError):
    """There is something where the backup would go."""


class NotRestoredError(BackupError):
    """It was written, but what lies there now is not what was backed up."""
