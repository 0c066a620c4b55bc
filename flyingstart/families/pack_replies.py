"""The pack's words for what families write: `risk_words.csv`, and `auto_reply/` a text a language.

`risk_words.csv`, columns `language` (en, ur, pl) and `word`: what holds one of them is read first.
A word that ends in `*` is a stem; an entry may be several words. `auto_reply/en.txt` and the like
are what whoever writes is answered at once: each names 999.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from flyingstart.families.operations.replies import update_reply_words
from flyingstart.families.rules.risk import in_words
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts, read_pack_table

FILE, FOLDER = "risk_words.csv", "auto_reply"
LONGEST_WORD, LONGEST_TEXT = 100, 1_000
EMERGENCY = "999"


def load_reply_words(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Bring the words of danger and the auto-replies to the pack's state. Raises `PackError`."""
    words: list[tuple[str, str]] = []
    rows = read_pack_table(folder / FILE, columns={"language", "word"})
    for number, row in enumerate(rows, start=2):
        if not any(row.values()):
            continue
        if not re.fullmatch(r"[a-z]{2,3}", row["language"]):
            raise PackError(f"{FILE}, row {number}: language is a code such as en")
        if not in_words(row["word"]) or len(row["word"]) > LONGEST_WORD:
            raise PackError(f"{FILE}, row {number}: a word has 1 to {LONGEST_WORD} letters")
        words.append((row["language"], row["word"]))
    texts = {path.stem: _text(path) for path in sorted((folder / FOLDER).glob("*.txt"))}
    update_reply_words(risk_words=words, auto_replies=texts, by=by, at=at)


def _text(path: Path) -> str:
    name = f"{FOLDER}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig").strip()
    except UnicodeDecodeError:
        raise PackError(f"{name} is not written in UTF-8") from None
    if not 0 < len(text) <= LONGEST_TEXT:
        raise PackError(f"{name} has 1 to {LONGEST_TEXT} letters")
    if EMERGENCY not in text:
        raise PackError(f"{name} does not say {EMERGENCY}: whoever is in danger must read it")
    return text


pack_parts.register("reply words", PackPart(name="reply words", order=22, load=load_reply_words))
