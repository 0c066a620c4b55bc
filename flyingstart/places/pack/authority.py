"""`authority.yaml`: whose system this is, from which day all use is held, and the area sets.

name: Anytown
code: E06000099
history_from: 2018-04-01          # leave out if nobody can say
area_sets:
  - code: wards-2019              # small letters, digits and hyphens
    name: Wards since 2019
    kind: ward                    # ward, lsoa or neighbourhood
    starts_on: 2019-05-02         # first day; leave out: from the beginning
    ends_on: 2027-05-06           # first day no longer; leave out: still
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from flyingstart.kernel.api import PackError
from flyingstart.places.enums import AreaKind
from flyingstart.places.models import AreaSet

FILE = "authority.yaml"
KEYS = {"name", "code", "history_from", "area_sets"}
SET_KEYS = {"code", "name", "kind", "starts_on", "ends_on"}
_GSS_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class AuthorityFile:
    """What the file says."""

    name: str
    code: str
    history_from: dt.date | None
    area_sets: list[AreaSet]


def read_authority(folder: Path) -> AuthorityFile:
    """Read the file. Raises `PackError`."""
    content = _mapping(_parsed(folder / FILE), "the file", KEYS)
    code = _text(content, "code", "the file")
    if not _GSS_CODE.fullmatch(code):
        raise _fault(f"code “{code}” is no GSS code, such as E06000099")
    sets = content.get("area_sets")
    if not isinstance(sets, list) or not sets:
        raise _fault("area_sets is a list of at least one area set")
    read = [_area_set(number, entry) for number, entry in enumerate(sets, start=1)]
    codes = [area_set.code for area_set in read]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise _fault(f"two area sets have the code {twice[0]}")
    return AuthorityFile(
        name=_text(content, "name", "the file"),
        code=code,
        history_from=_day(content, "history_from", "the file"),
        area_sets=read,
    )


def _parsed(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise _fault("the file is not written in UTF-8") from None
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise _fault(f"line {line} is no YAML: {fault.problem}") from None
    except (yaml.YAMLError, ValueError) as fault:
        raise _fault(f"the file is no YAML: {fault}") from None


def _area_set(number: int, entry: object) -> AreaSet:
    where = f"area set {number}"
    content = _mapping(entry, where, SET_KEYS)
    code, kind = _text(content, "code", where), _text(content, "kind", where)
    if not _SLUG.fullmatch(code) or len(code) > 50:
        raise _fault(f"{where}: “{code}” is no code: small letters, digits and hyphens")
    if kind not in AreaKind.values:
        raise _fault(f"{where}: kind is “{kind}”, not one of {', '.join(AreaKind.values)}")
    starts, ends = _day(content, "starts_on", where), _day(content, "ends_on", where)
    if starts and ends and ends <= starts:
        raise _fault(f"{where}: ends_on, the first day no longer, must be after starts_on")
    return AreaSet(
        code=code, name=_text(content, "name", where), kind=kind, starts_on=starts, ends_on=ends
    )


def _mapping(content: object, where: str, keys: set[str]) -> Mapping[str, Any]:
    if not isinstance(content, dict):
        raise _fault(f"{where} is a list of keys and values: {', '.join(sorted(keys))}")
    if unknown := sorted(str(key) for key in content.keys() - keys):
        raise _fault(f"{where} has {unknown[0]}, which is none of {', '.join(sorted(keys))}")
    return content


def _text(content: Mapping[str, Any], key: str, where: str) -> str:
    text = content.get(key)
    if not isinstance(text, str) or not 0 < len(text.strip()) <= 200:
        raise _fault(f"{where} needs {key}, 1 to 200 letters")
    return text.strip()


def _day(content: Mapping[str, Any], key: str, where: str) -> dt.date | None:
    day = content.get(key)
    if day is None:
        return None
    # A moment is a date too, to Python.
    if not isinstance(day, dt.date) or isinstance(day, dt.datetime):
        raise _fault(f"{where}: {key} is “{day}”, not a date such as 2019-05-02")
    return day


def _fault(words: str) -> PackError:
    return PackError(f"{FILE}: {words}")
