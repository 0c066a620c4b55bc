"""The pack's privacy notice for families: `privacy_notice/version.txt` and a text a language.

`version.txt` holds the name of the version, such as `2026-11`; registrations remember it. Each text
is called by its language (`en.txt`, `ur.txt`): paragraphs with empty lines between, `# ` before a
heading, `- ` before an entry of a list. Other words are another version. Without the folder nobody
can join online, for nobody could be told what becomes of their answers.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from django.conf import settings

from flyingstart.families.errors import NoticeError
from flyingstart.families.operations.notices import keep_notice
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts

FOLDER = "privacy_notice"
VERSION = "version.txt"

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


def load_notice(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Make the pack's notice the current one. Raises `PackError`."""
    notice = folder / FOLDER
    if not notice.is_dir():
        return
    version = _read(notice / VERSION)
    if not _VERSION.fullmatch(version):
        raise PackError(f"{FOLDER}/{VERSION} needs a name such as 2026-11: up to 40 letters")
    languages = [code for code, _name in settings.LANGUAGES]
    texts = {
        code: _read(notice / f"{code}.txt")
        for code in languages
        if code == settings.LANGUAGE_CODE or (notice / f"{code}.txt").is_file()
    }
    try:
        keep_notice(version=version, texts=texts, by=by, at=at)
    except NoticeError as fault:
        raise PackError(f"{FOLDER}: {fault}") from fault


def _read(path: Path) -> str:
    name = f"{FOLDER}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except FileNotFoundError:
        raise PackError(f"{name} is missing") from None
    except UnicodeDecodeError:
        raise PackError(f"{name} is not written in UTF-8") from None
    if not text or "\0" in text:
        raise PackError(f"{name} says nothing that can be read")
    return text


pack_parts.register("privacy notice", PackPart(name="privacy notice", order=21, load=load_notice))
