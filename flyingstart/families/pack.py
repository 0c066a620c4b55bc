"""The pack's code lists: `codes/ethnicities.csv`, `codes/languages.csv`, `codes/needs.csv`.

Columns: `code` (what is kept of a person; of a language, the label is), `label` (what people read),
`group` (a heading above several), `other_codes` and `other_labels` (by which it goes elsewhere,
with semicolons) and `source` (who publishes it, or which paper names it). May be added: `label_ur`
and the like (the label in another language of the site), and `parents_say` ("yes": a parent who
joins online may name this need herself). The order of the rows is the order of the list. An entry
that is no longer in a file stays, because people may have it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from flyingstart.families.enums import CodeKind
from flyingstart.families.models import Code
from flyingstart.families.operations.codes import update_codes
from flyingstart.families.text import plain
from flyingstart.kernel.api import Actor, PackError, PackPart, pack_parts, read_pack_table

FOLDER = "codes"
FILES = {
    CodeKind.ETHNICITY: "ethnicities.csv",
    CodeKind.LANGUAGE: "languages.csv",
    CodeKind.NEED: "needs.csv",
    CodeKind.CONSENT: "consents.csv",
}
MAY_BE_MISSING = {CodeKind.CONSENT}
"""Lists that an authority need not have: nothing is asked of which there is no list."""

COLUMNS = {"code", "label", "group", "other_codes", "other_labels", "source"}
LONGEST_CODE, LONGEST_LABEL, LONGEST_SOURCE = 40, 200, 300

_CODE = re.compile(r"[A-Za-z0-9]+([_-][A-Za-z0-9]+)*")


def load_codes(folder: Path, by: Actor, at: dt.datetime) -> None:
    """Bring the code lists to the state of the pack's files. Raises `PackError`."""
    for kind, name in FILES.items():
        if kind in MAY_BE_MISSING and not (folder / FOLDER / name).exists():
            continue
        rows = read_pack_table(folder / FOLDER / name, columns=COLUMNS)
        update_codes(kind=kind, codes=_codes(kind, name, rows), by=by, at=at)


def _codes(kind: CodeKind, name: str, rows: Sequence[dict[str, str]]) -> list[Code]:
    codes: list[Code] = []
    taken: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        if not any(row.values()):
            continue
        code = _code(kind, row, position=number - 1)
        fault = _fault(code)
        names = {plain(text) for text in (code.code, code.label, *code.aliases)}
        for text in names:
            if taken.setdefault(text, number) != number:
                fault = fault or f"one of its names is a name in row {taken[text]} too"
        if fault:
            raise PackError(f"{name}, row {number}: {fault}")
        codes.append(code)
    return codes


def _code(kind: CodeKind, row: dict[str, str], *, position: int) -> Code:
    others = f"{row['other_codes']};{row['other_labels']}".split(";")
    return Code(
        kind=kind,
        code=row["code"],
        label=row["label"],
        group=row["group"],
        aliases=[other.strip() for other in others if other.strip()],
        position=position,
        source=row["source"],
        labels={
            language: row[f"label_{language}"]
            for language, _name in settings.LANGUAGES
            if row.get(f"label_{language}")
        },
        parents_say=row.get("parents_say", "") == "yes",
    )


def _fault(code: Code) -> str:
    if not _CODE.fullmatch(code.code) or len(code.code) > LONGEST_CODE:
        return f"“{code.code}” is no code: letters, digits, hyphens and underscores"
    if not plain(code.label) or len(code.label) > LONGEST_LABEL:
        return f"a label has 1 to {LONGEST_LABEL} letters"
    if any(len(text) > LONGEST_LABEL or not plain(text) for text in code.aliases):
        return f"another name has 1 to {LONGEST_LABEL} letters"
    if len(code.group) > LONGEST_LABEL or len(code.source) > LONGEST_SOURCE:
        return f"the group has up to {LONGEST_LABEL} letters, the source up to {LONGEST_SOURCE}"
    return ""


pack_parts.register("code lists", PackPart(name="code lists", order=20, load=load_codes))
