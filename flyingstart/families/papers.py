"""Scans of papers in the private files: what may be one, where it lies, how it goes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from flyingstart.families.enums import FileType
from flyingstart.families.errors import PaperError
from flyingstart.families.models import Paper

LARGEST = 10 * 1024 * 1024
FOLDER = "papers"
MEDIA_TYPES = {
    FileType.PDF: "application/pdf",
    FileType.JPEG: "image/jpeg",
    FileType.PNG: "image/png",
}
_BEGIN = {
    FileType.PDF: b"%PDF-",
    FileType.JPEG: b"\xff\xd8\xff",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
}
_END = {
    FileType.PDF: b"%%EOF",
    FileType.JPEG: b"\xff\xd9",
    FileType.PNG: b"IEND\xaeB`\x82",
}
_LAST = 1024


def type_of(scan: bytes) -> FileType:
    """What a scan is, by its first and last bytes: its name says nothing. Raises `PaperError`."""
    if not scan:
        raise PaperError(_("The file is empty."))
    if len(scan) > LARGEST:
        raise PaperError(_("The file is larger than 10 MB: scan it in grey, or with fewer dots."))
    for kind, begin in _BEGIN.items():
        if scan.startswith(begin) and _END[kind] in scan[-_LAST:]:
            return kind
    raise PaperError(_("The file is no PDF, JPEG or PNG, or it is not complete."))


def store(scan: bytes) -> str:
    """Put a scan into the private files; the name it has there says nothing of it."""
    return default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(scan))


def read(paper: Paper) -> bytes:
    """The scan of a paper. Raises `FileNotFoundError` when the files lost it."""
    with default_storage.open(paper.stored_as) as file:
        return bytes(file.read())


def erase_scans(papers: Iterable[Paper]) -> None:
    """Let the scans of papers go once the transaction is committed."""
    for paper in papers:
        if paper.stored_as:
            transaction.on_commit(partial(default_storage.delete, paper.stored_as))
