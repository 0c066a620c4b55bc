"""Letters as files, where there is no mail server: each may hold a way to sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.mail.backends.filebased import EmailBackend as FileBackend


class EmailBackend(FileBackend):
    """Django's, in a folder that nobody opens but whoever runs the site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Others of the machine may pass through the home folder of root.
        Path(self.file_path).chmod(0o700)
