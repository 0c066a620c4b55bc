"""Page, CSV, workbook and PDF show the same rows, and the files can be trusted."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import re
from html.parser import HTMLParser

import pytest
from django.template import engines
from openpyxl import load_workbook

from flyingstart.evidence.measures.measure import Unit
from flyingstart.evidence.reports.files.csv import as_csv
from flyingstart.evidence.reports.files.edition import Edition
from flyingstart.evidence.reports.files.pdf import as_pdf, fonts
from flyingstart.evidence.reports.files.xlsx import as_xlsx
from flyingstart.evidence.reports.frozen import Figures, Line, Result, Section
from flyingstart.evidence.reports.layout import KEYS, column_heading, glances
from flyingstart.evidence.reports.publishing import published
from flyingstart.evidence.web.reports.presenters import glance_table, sections_of
from tests.evidence.reports.pdf_reading import Pdf

Rows = list[tuple[str, ...]]
SIGNED_AT = dt.datetime(2020, 4, 3, 12, tzinfo=dt.UTC)
EVIL = "=cmd|' /C calc'!A0"


def line(value: object, label: str, counted: int | None, base: int | None = None) -> Line:
    figure = counted if base is None else counted / base if base and counted is not None else None
    return Line(
        value=value,  # type: ignore[arg-type]
        label=label,
        numerator=counted,
        denominator=base,
        counted=counted,
        figure=figure,
    )


def table(measure: str, dimension: str, heading: str, *lines: Line, **said: object) -> Figures:
    ratio = any(one.denominator is not None for one in lines)
    given = {
        "key": f"{measure}-{dimension}",
        "measure": measure,
        "version": 2,
        "title": measure.replace("_", " ").capitalize(),
        "heading": heading,
        "dimension": dimension,
        "drawn": False,
        "unit": Unit.RATIO if ratio else Unit.PEOPLE,
        "per": 1,
        "counted": "Children with a hit",
        "base": "Children living there" if ratio else "",
        "base_year": 2019 if ratio else None,
        "area_set": "new",
        "rule": "As we count.",
        "lines": lines,
    }
    return Figures(**given | said)  # type: ignore[arg-type]


REACH = table(
    "reach_rate",
    "time",
    "Share reached",
    line("2019-Q1", "Jan–Mar 2019", 1_200, 4_000),
    line("2019-Q4", "Oct–Dec 2019", 1_250, 4_000),
    line("2020-Q1", "Jan–Mar 2020", 1_312, 4_100),
    drawn=True,
)
NEW = table(
    "new_families",
    "time",
    "New families",
    line("2019-Q4", "Oct–Dec 2019", None),
    line("2020-Q1", "Jan–Mar 2020", 41),
)
ETHNICITY = table(
    "reached",
    "ethnicity",
    "Children reached, by ethnicity",
    line("a", "Łemko & others", 3),
    line("b", EVIL, 40),
    line("c", "White <b>British</b>", 1_269),
    line(None, "Not recorded", 0),
)
SESSIONS = table(
    "sessions_delivered",
    "site",
    "Sessions delivered, by site",
    dataclasses.replace(line("hall", "Hall", 12), beside={"registers_outstanding": 2}),
    unit=Unit.SESSIONS,
)
SUPPLY = table(
    "supply", "neighbourhood", "Sessions offered", line("n", "North", 7, 300), per=100, drawn=True
)
RESULT = Result(
    kind="quarter",
    period="2020-Q1",
    place=None,
    place_name="Anytown: [council]",
    wards="new",
    wards_name="Wards since 2020",
    neighbourhoods=None,
    as_at=SIGNED_AT,
    snapshot="20200403T120000Z-0123456789abcdef",
    sections=(
        Section(key="reach", heading="Reach / all", intro="Whom we met.", tables=(REACH, NEW)),
        Section(key="who", heading="Who", intro="Who they are.", tables=(ETHNICITY,)),
        Section(key="held", heading="Sessions", intro="What was on.", tables=(SESSIONS, SUPPLY)),
    ),
)
EDITION = Edition(
    result=RESULT,
    period_words="January to March 2020",
    number=2,
    words="A good quarter.\n\n=1+1 is no formula.",
    signed_by="Łucja Okafor",
    signed_at=SIGNED_AT,
)
ROWS: dict[str, Rows] = {
    "Share reached": [
        ("Jan–Mar 2019", "30.0%", "1,200", "4,000"),
        ("Oct–Dec 2019", "31.2%", "1,250", "4,000"),
        ("Jan–Mar 2020", "32.0%", "1,312", "4,100"),
    ],
    "New families": [("Oct–Dec 2019", "not known"), ("Jan–Mar 2020", "41")],
    "Children reached, by ethnicity": [
        ("Łemko & others", "3"),
        (EVIL, "40"),
        ("White <b>British</b>", "1,269"),
        ("Not recorded", "0"),
    ],
    "Sessions delivered, by site": [("Hall", "12", "2")],
    "Sessions offered": [("North", "2.3", "7", "300")],
}


def woken(text: str) -> str:
    """A cell as it was before it was put to sleep."""
    return text.removeprefix("'")


class Tables(HTMLParser):
    """The tables of a page by what they are called."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, Rows] = {}
        self._caption = ""
        self._row: list[str] | None = None
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in ("td", "th", "caption"):
            self._cell = []
        if tag == "tr":
            self._row = []

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        words = "".join(self._cell or ()).strip()
        if tag == "caption":
            self._caption = words
            self.tables[words] = []
        if tag in ("td", "th") and self._row is not None:
            self._row.append(words)
        if tag == "tr" and self._row:
            self.tables[self._caption].append(tuple(self._row))
        if tag in ("td", "th", "caption"):
            self._cell = None


def of_page(result: Result) -> dict[str, Rows]:
    page = engines["jinja2"].from_string(
        '{% from "evidence/reports/parts.jinja" import report_sections %}'
        "{{ report_sections(glance, sections) }}"
    )
    parser = Tables()
    parser.feed(page.render({"glance": glance_table(result), "sections": sections_of(result)}))
    del parser.tables["At a glance"]
    return {name: rows[1:] for name, rows in parser.tables.items()}


def of_csv(edition: Edition) -> dict[str, Rows]:
    rows: dict[str, Rows] = {}
    headings = [column_heading(key) for key in KEYS]
    for row in csv.DictReader(io.StringIO(as_csv(edition).decode("utf-8-sig"))):
        cells = [said(heading, row[heading], row["Unit"]) for heading in headings if row[heading]]
        rows.setdefault(row["Table"], []).append((woken(row["Row"]), *cells))
    return rows


def said(heading: str, text: str, unit: str) -> str:
    """A plain figure as a page says it."""
    if heading == "Figure" and unit == "%" and text[0].isdigit():
        return f"{text}%"
    return f"{int(text):,}" if text.isdigit() else text


def of_workbook(edition: Edition) -> dict[str, Rows]:
    rows: dict[str, Rows] = {}
    book = load_workbook(io.BytesIO(as_xlsx(edition)))
    for sheet in book.worksheets[1:]:
        name = ""
        for row in sheet.iter_rows():
            cells = [cell for cell in row if cell.value is not None]
            if cells and woken(str(cells[0].value)) in ROWS and len(cells) == 1:
                name = str(cells[0].value)
                rows[name] = []
            elif name and len(cells) > 1 and not cells[0].font.bold:
                words = [shown(cell.value, cell.number_format) for cell in cells[1:]]
                rows[name].append((woken(str(cells[0].value)), *words))
    return rows


def shown(value: object, number_format: str) -> str:
    if not isinstance(value, int | float):
        return str(value)
    if number_format == "0.0%":
        return f"{value * 100:.1f}%"
    return f"{value:,.1f}" if number_format == "#,##0.0" else f"{value:,.0f}"


@pytest.fixture(scope="module")
def pdf() -> Pdf:
    return Pdf(as_pdf(EDITION))


class TestTheSameRows:
    def test_on_the_page(self) -> None:
        assert of_page(RESULT) == ROWS

    def test_in_the_csv(self) -> None:
        assert of_csv(EDITION) == ROWS

    def test_in_the_workbook(self) -> None:
        assert of_workbook(EDITION) == ROWS

    def test_in_the_pdf(self, pdf: Pdf) -> None:
        text = pdf.text.replace(" ", "")

        for name, rows in ROWS.items():
            start = text.index(name.replace(" ", ""), text.index("Whomwemet."))
            told = "".join(cell for row in rows for cell in row).replace(" ", "")
            assert told in text[start:], name

    def test_with_what_is_withheld(self) -> None:
        withheld = dataclasses.replace(EDITION, result=published(RESULT))

        found = of_csv(withheld)["Children reached, by ethnicity"]
        assert found == of_workbook(withheld)["Children reached, by ethnicity"]
        assert ("Łemko & others", "withheld") in found
        assert ("Not recorded", "0") in found


class TestThePdf:
    def test_is_tagged_and_says_so(self, pdf: Pdf) -> None:
        catalogue = b"".join(pdf.objects.values())

        assert b"/MarkInfo" in catalogue
        assert b"/StructTreeRoot" in catalogue
        assert re.search(rb"/Lang ?\(en-GB\)", catalogue)
        assert b"pdfuaid:part" in pdf.content
        assert b"DisplayDocTitle" in catalogue

    def test_has_heads_of_tables_headings_and_told_pictures(self, pdf: Pdf) -> None:
        tags = pdf.tags

        # A table each, the glance, and the facts as a list.
        assert tags["Table"] == 6
        assert tags["TH"] == 4 + 4 + 2 + 2 + 3 + 4
        assert tags["H1"] >= 4
        assert tags["H2"] == 5
        assert tags["Figure"] == 2
        assert b"/Alt" in b"".join(pdf.objects.values())

    def test_is_set_in_our_letters(self, pdf: Pdf) -> None:
        assert (fonts() / "atkinson-hyperlegible-next-latin-400-normal.ttf").is_file()
        named = b"".join(pdf.objects.values())
        assert b"AtkinsonHyperlegibleNext" in named
        assert b"Libertinus" not in named

    def test_says_who_signed_and_what_they_say(self, pdf: Pdf) -> None:
        text = pdf.text.replace(" ", "")

        assert "SignedbyŁucjaOkafor" in text
        assert "Agoodquarter." in text


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(as_xlsx(EDITION)))

    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert book.sheetnames == ["About", "Reach   all", "Who", "Sessions"]


def test_the_csv_runs_nothing() -> None:
    assert f"'{EVIL}" in as_csv(EDITION).decode("utf-8-sig")


def test_headlines_stand_beside_what_they_are_compared_with() -> None:
    reach, new = glances(RESULT)

    assert (reach.now.words, reach.before.words, reach.year_before.words) == (
        *("32.0%", "31.2%", "30.0%"),
    )
    assert (new.now.words, new.before.words, new.year_before.words) == ("41", "not known", "–")


def test_a_file_is_called_after_place_period_and_signature() -> None:
    assert EDITION.file_name == "report-anytown-council-2020-q1-2"
