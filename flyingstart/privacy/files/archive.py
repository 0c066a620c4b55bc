"""What a person is handed: one archive with the pages to read (PDF) and the data (JSON, CSV)."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from flyingstart.design.api import formats
from flyingstart.kernel.api import PersonalRecord, clock
from flyingstart.privacy.files.pdf import Page, Section, as_pdf
from flyingstart.privacy.files.words import heading, labels_of, readable

Rows = Sequence[tuple[PersonalRecord, dict[str, Any]]]
PDF, JSON, CSV = "what-we-hold.pdf", "what-we-hold.json", "what-we-hold.csv"


def archive_of(*, name: str, asked_on: dt.date, made_at: dt.datetime, rows: Rows) -> bytes:
    """The archive. Sections of which nothing is handed over are not named anywhere in it."""
    made = io.BytesIO()
    stamp = made_at.astimezone(clock.LONDON).timetuple()[:6]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in (
            (PDF, as_pdf(_page(name, asked_on, made_at, rows))),
            (JSON, as_json(made_at, rows)),
            (CSV, as_csv(rows)),
        ):
            archive.writestr(zipfile.ZipInfo(file, stamp), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def as_json(made_at: dt.datetime, rows: Rows) -> bytes:
    """By record: why it is held, on which basis, how long, and its rows; each row on a line."""
    parts = []
    for record, own in _by_record(rows):
        about = {
            "record": record.name,
            "holds": record.holds,
            "purpose": record.purpose,
            "lawful_basis": record.lawful_basis,
            "kept": record.retention,
        }
        lines = ",\n".join(map(_dumped, own))
        parts.append(_dumped(about)[:-1] + ', "rows": [\n' + lines + "\n]}")
    whole = '{"as_at": ' + _dumped(made_at.isoformat()) + ', "records": [\n'
    return (whole + ",\n".join(parts) + "\n]}\n").encode()


# Without indentation: the library writes it in one go then, and one encoder serves all rows.
_dumped = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode


def as_csv(rows: Rows) -> bytes:
    """One line a value: record, row, column, value."""
    lines = ["record,row,column,value\r\n"]
    for record, own in _by_record(rows):
        name = _cell(record.name)
        for number, values in enumerate(own, start=1):
            lines += [
                f"{name},{number},{column},{_cell(value)}\r\n"
                for column, value in values.items()
                if value is not None and value != ""
            ]
    return "".join(lines).encode("utf-8-sig")


def _cell(value: Any) -> str:
    """A value as RFC 4180 has it; no text that a spreadsheet takes for a formula.

    The library's writer takes twice as long as all else that is done to a row here.
    """
    if not isinstance(value, str):
        value = str(value)
    elif value[0] in _FORMULA:
        value = f"'{value}"
    return f'"{value.replace(_QUOTE, _QUOTE * 2)}"' if _QUOTED.search(value) else value


_FORMULA = frozenset("=+-@\t\r")
_QUOTE = '"'
_QUOTED = re.compile(r'[",\r\n]')


def _by_record(rows: Rows) -> list[tuple[PersonalRecord, list[dict[str, Any]]]]:
    found: dict[str, tuple[PersonalRecord, list[dict[str, Any]]]] = {}
    for record, values in rows:
        found.setdefault(record.name, (record, []))[1].append(values)
    return list(found.values())


def _page(name: str, asked_on: dt.date, made_at: dt.datetime, rows: Rows) -> Page:
    return Page(
        title=_("What we hold about you"),
        subtitle=name,
        facts=[
            (_("Asked for on"), formats.date(asked_on)),
            (_("As at"), formats.moment(made_at)),
        ],
        words=[
            _(
                "This is a copy of the information that the service holds about you. Some "
                "information may be left out where the law says so, for example because it is "
                "about somebody else. We do not say here whether anything was left out, or what."
            ),
            _(
                "If something is wrong, tell us and we put it right. You can also ask us to erase "
                "something, or to stop using it, and you can complain to us. If you are not "
                "content with our answer, you can complain to the Information Commissioner."
            ),
            _("The same is in two data files beside this one, for use with other programs."),
        ],
        sections=[
            Section(
                title=heading(record.name),
                about=[record.holds, record.purpose, record.lawful_basis, record.retention],
                headings=[],
                rows=[readable(values, labels_of(record.name)) for values in own],
            )
            for record, own in _by_record(rows)
        ],
    )
