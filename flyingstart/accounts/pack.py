"""The pack's `acceptable_use.yaml`: the rules of use that everybody agrees to.

Keys: `edition` (a new one whenever the words change: everybody agrees anew), `title`,
`introduction` (may be left out), `rules` (a list, each with `heading` and `text`) and `agreement`
(the sentence beside the box that is ticked). Without the file nobody is asked to agree to anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from flyingstart.accounts.errors import TermsError
from flyingstart.accounts.operations.terms import Rule, update_terms
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts

FILE = "acceptable_use.yaml"
LONGEST = {"edition": 20, "title": 200, "introduction": 2000, "agreement": 300}


def load_terms(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Let the pack's rules of use hold. Raises `PackError`."""
    path = folder / FILE
    if not path.is_file():
        return
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as fault:
        raise PackError(f"{FILE} cannot be read: {fault}") from None
    if not isinstance(content, Mapping):
        raise PackError(f"{FILE} is no list of keys and values")
    words = {
        key: _words(content, key, longest, required=key != "introduction")
        for key, longest in LONGEST.items()
    }
    try:
        update_terms(**words, rules=_rules(content.get("rules")), by=by, at=at)
    except TermsError as fault:
        raise PackError(f"{FILE}: {fault}") from None


def _words(content: Mapping[Any, Any], key: str, longest: int, *, required: bool = True) -> str:
    value = content.get(key)
    words = " ".join(str(value).split()) if value is not None else ""
    if required and not words:
        raise PackError(f"{FILE} lacks {key}")
    if len(words) > longest:
        raise PackError(f"{FILE}: {key} is longer than {longest} characters")
    return words


def _rules(found: Any) -> list[Rule]:
    if not isinstance(found, list) or not found:
        raise PackError(f"{FILE} lacks rules")
    if not all(isinstance(rule, Mapping) for rule in found):
        raise PackError(f"{FILE}: each rule has a heading and a text")
    return [
        Rule(heading=_words(rule, "heading", 200), text=_words(rule, "text", 2000))
        for rule in found
    ]


pack_parts.register("rules of use", PackPart(name="rules of use", order=15, load=load_terms))
