"""Reads the `demo/` folder of an authority pack; every fault names the file and the row."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml

from flyingstart.kernel.api import PackError, read_pack_table
from flyingstart.town.chance import Chooser
from flyingstart.town.demo import (
    Community,
    Counted,
    Demo,
    Elsewhere,
    NameLists,
    Naming,
    NeedRate,
    Patch,
    Runs,
    Season,
    Slot,
    Who,
)

T = TypeVar("T")
Line = dict[str, str]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ABOUT = ("child", "mother", "young mother")
PATCH_COLUMNS = {"weight", "use", "hardship", "near"}
COMMUNITY_COLUMNS = {
    *("code", "group", "ethnicities", "spoken", "read", "interpreter", "naming", "single"),
    *("swapped", "married_name", "children", "use"),
}
SLOT_COLUMNS = {
    *("site", "activity", "weekday", "starts", "minutes", "runs", "every", "places", "who"),
    *("months_from", "months_to", "need", "counted", "weeks"),
}
OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")


def read_demo(pack: Path) -> Demo:
    """What the pack's `demo/` folder holds. Raises `PackError`."""
    folder = pack / "demo"
    if not folder.is_dir():
        raise PackError(f"the pack {pack.name} has no demo/ folder, so there is no town to make")
    said = _settings(folder / "demo.yaml")
    patches = _patches(folder)
    communities = _communities(folder)
    return Demo(
        patches=patches,
        communities=communities,
        community_of=_community_of(folder, patches, communities),
        streets=[line["name"] for line in _table(folder, "streets.csv", {"name"})],
        timetable=_read(folder, "timetable.csv", SLOT_COLUMNS, _slot),
        needs=_read(
            folder, "needs.csv", {"code", "about", "share", "follows_hardship"}, _need_rate
        ),
        **said,
    )


def _settings(path: Path) -> dict[str, Any]:
    """What `demo.yaml` says, as arguments of `Demo`."""
    if not path.is_file():
        raise PackError("demo/demo.yaml is missing")
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        return _said(said)
    except yaml.YAMLError as fault:
        raise PackError(f"demo/demo.yaml is not YAML: {fault}") from fault
    except KeyError as fault:
        raise PackError(f"demo/demo.yaml lacks {fault}") from fault
    except (TypeError, ValueError, AttributeError) as fault:
        raise PackError(f"demo/demo.yaml: {fault}") from fault


def _said(said: Mapping[str, Any]) -> dict[str, Any]:
    codes = said["postcodes"]
    for code in codes.values():
        if not OUTWARD.fullmatch(str(code)):
            raise ValueError(f"“{code}” is not the first half of a postcode")
    return {
        "town": str(said["town"]),
        "outward": codes["inside"],
        "outward_outside": codes["outside"],
        "outward_never": codes["never"],
        "elsewhere": Chooser(
            (Elsewhere(district=one["district"], town=one["town"]), float(one["weight"]))
            for one in said["outside"]
        ),
        "seasons": [_season(one) for one in said["seasons"]],
        "closed_mondays": frozenset((m["month"], m["which"]) for m in said["closed_mondays"]),
        "mixed": {frozenset(one["groups"]): str(one["ethnicity"]) for one in said["mixed"]},
        "mixed_otherwise": str(said["mixed_otherwise"]),
        "practices": [str(name) for name in said["practices"]],
        "settings": [str(name) for name in said["settings"]],
    }


def _season(one: Mapping[str, Any]) -> Season:
    if one["kind"] not in {"closed", "holidays", "term"}:
        raise ValueError(f"a season is closed, holidays or term, not “{one['kind']}”")
    return Season(
        first=_day_of_year(one["from"]),
        last=_day_of_year(one["to"]),
        closed=one["kind"] == "closed",
        holidays=one["kind"] == "holidays",
        come=float(one.get("come", 1)),
    )


def _day_of_year(text: Any) -> tuple[int, int]:
    month, _, day = str(text).partition("-")
    # Any leap year: 29 February may be named.
    known = dt.date(2000, int(month), int(day))
    return known.month, known.day


def _patches(folder: Path) -> Sequence[Patch]:
    lines = _table(folder, "patches.csv", PATCH_COLUMNS)
    sets = [column for column in lines[0] if column not in PATCH_COLUMNS]
    if not sets:
        raise PackError("demo/patches.csv has no column named after an area set")
    return _read(
        folder,
        "patches.csv",
        PATCH_COLUMNS,
        lambda line: Patch(
            areas={area_set: line[area_set] for area_set in sets},
            weight=_number(line, "weight"),
            use=_number(line, "use"),
            hardship=_number(line, "hardship"),
            near=_words(line["near"]),
        ),
    )


def _communities(folder: Path) -> dict[str, Community]:
    kinds: dict[str, dict[str, list[str]]] = {}
    for line in _table(folder, "names.csv", {"community", "kind", "names"}):
        kinds.setdefault(line["community"], {})[line["kind"]] = _words(line["names"])

    def community(line: Line) -> Community:
        return Community(
            code=line["code"],
            group=line["group"],
            ethnicities=_chooser(line, "ethnicities"),
            spoken=_chooser(line, "spoken"),
            read=_chooser(line, "read"),
            interpreter=_share(line, "interpreter"),
            naming=Naming(_one_of(line, "naming", Naming)),
            single=_share(line, "single"),
            swapped=_share(line, "swapped"),
            married_name=_share(line, "married_name"),
            children=_number(line, "children"),
            use=_number(line, "use"),
            names=_name_lists(line["code"], kinds.get(line["code"], {})),
        )

    read = _read(folder, "communities.csv", COMMUNITY_COLUMNS, community)
    return {one.code: one for one in read}


def _name_lists(code: str, kinds: Mapping[str, Sequence[str]]) -> NameLists:
    for kind in ("girls", "boys", "families"):
        if not kinds.get(kind):
            raise ValueError(f"names.csv has no {kind} of {code}")
    families = [_pair(name) for name in kinds["families"]]
    return NameLists(
        girls=kinds["girls"],
        boys=kinds["boys"],
        women=kinds.get("women") or kinds["girls"],
        men=kinds.get("men") or kinds["boys"],
        families=families,
        families_women=[_pair(name) for name in kinds.get("families_women", ())] or families,
    )


def _pair(name: str) -> tuple[str, str]:
    man, _, woman = name.partition("/")
    return man, woman or man


def _community_of(
    folder: Path, patches: Sequence[Patch], communities: Mapping[str, Community]
) -> list[Chooser[Community]]:
    """Who lives in each patch: by the area that the first column of the table names."""
    name = "communities-by-area.csv"
    lines = _table(folder, name, set(communities))
    area_set = next(iter(lines[0]))
    try:
        choosers = {
            line[area_set]: Chooser(
                (communities[code], _number(line, code)) for code in communities
            )
            for line in lines
        }
        return [choosers[patch.areas[area_set]] for patch in patches]
    except KeyError as fault:
        raise PackError(f"demo/{name} says nothing of {fault}, which patches.csv has") from fault
    except ValueError as fault:
        raise PackError(f"demo/{name}: {fault}") from fault


def _slot(line: Line) -> Slot:
    months = (_whole(line, "months_from", blank=0), _whole(line, "months_to", blank=1200))
    return Slot(
        site=line["site"],
        activity=line["activity"],
        weekday=WEEKDAYS.index(_one_of(line, "weekday", WEEKDAYS)),
        starts=dt.time.fromisoformat(line["starts"]),
        minutes=_whole(line, "minutes"),
        runs=Runs(_one_of(line, "runs", Runs)),
        every=_whole(line, "every", least=1),
        places=_whole(line, "places", least=1),
        who=Who(_one_of(line, "who", Who)),
        months=months,
        need=line["need"],
        counted=Counted(_one_of(line, "counted", Counted)),
        weeks=_whole(line, "weeks", blank=0),
    )


def _need_rate(line: Line) -> NeedRate:
    return NeedRate(
        code=line["code"],
        about=_one_of(line, "about", ABOUT),
        share=_share(line, "share"),
        follows_hardship=line["follows_hardship"] == "yes",
    )


def _read(folder: Path, name: str, columns: set[str], make: Callable[[Line], T]) -> list[T]:
    """Each row of a file made into something; what is wrong with it is said with its number."""
    made = []
    for number, line in enumerate(_table(folder, name, columns), start=2):
        try:
            made.append(make(line))
        except ValueError as fault:
            raise PackError(f"demo/{name}, row {number}: {fault}") from fault
    return made


def _table(folder: Path, name: str, columns: set[str]) -> list[Line]:
    lines = read_pack_table(folder / name, columns=columns)
    if not lines:
        raise PackError(f"demo/{name} is missing or holds no rows")
    return lines


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(";") if word.strip()]


def _chooser(line: Line, column: str) -> Chooser[str]:
    """`Urdu:4;English:6`: words with weights."""
    weighted = []
    for word in _words(line[column]):
        text, _, weight = word.rpartition(":")
        if not text:
            raise ValueError(f"{column}: “{word}” has no weight, as in {word}:1")
        weighted.append((text, float(weight)))
    chooser = Chooser(weighted)
    if not chooser:
        raise ValueError(f"{column} names nothing")
    return chooser


def _one_of(line: Line, column: str, known: Iterable[str]) -> str:
    words = [str(word) for word in known]
    if line[column] not in words:
        raise ValueError(f"{column} is “{line[column]}”, not one of {', '.join(words)}")
    return line[column]


def _number(line: Line, column: str) -> float:
    try:
        number = float(line[column])
    except ValueError:
        raise ValueError(f"{column} is “{line[column]}”, not a number") from None
    if not 0 <= number < 1e9:
        raise ValueError(f"{column} is {line[column]}, not zero or more")
    return number


def _share(line: Line, column: str) -> float:
    number = _number(line, column)
    if number > 1:
        raise ValueError(f"{column} is {line[column]}, not a share from 0 to 1")
    return number


def _whole(line: Line, column: str, *, least: int = 0, blank: int | None = None) -> int:
    text = line[column]
    if not text and blank is not None:
        return blank
    if not text.isdecimal() or int(text) < least:
        raise ValueError(f"{column} is “{text}”, not a whole number from {least}")
    return int(text)
