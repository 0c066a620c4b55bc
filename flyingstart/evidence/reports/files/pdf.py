"""A report as a tagged PDF (PDF/UA-1), set by Typst: headings, tables with heads, pictures told."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from flyingstart.design.api import AreaMap
from flyingstart.evidence.reports.files.edition import Edition
from flyingstart.evidence.reports.layout import Laid, about, glances
from flyingstart.evidence.reports.pictures import picture_of

TEMPLATE = Path(__file__).with_name("report.typ")
# "More" holds the letters beyond those of English; the last one comes with Typst.
FONTS = ["Atkinson Hyperlegible Next", "Atkinson Hyperlegible More", "Libertinus Serif"]
# What the style sheet of the pages says of the texts in maps.
_STYLE = """<style>
text { font-family: "Atkinson Hyperlegible Next"; }
.fs-map__shape { stroke: #ffffff; stroke-width: 1.4px; }
.fs-map__name { font-size: 10px; font-weight: 700; }
.fs-map__name--short { display: none; }
.fs-map__name--whole { font-size: 8px; }
.fs-map__value { font-size: 10px; }
.fs-map__area text { paint-order: stroke; stroke-width: 2px; stroke-linejoin: round; }
</style>"""
_SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)


def as_pdf(edition: Edition) -> bytes:
    """The PDF. Nothing is fetched from anywhere."""
    import typst  # 40 MB in a process that sets pages

    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        place = Path(folder)
        (place / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        (place / "report.json").write_text(
            json.dumps(_words(edition, place), ensure_ascii=False), encoding="utf-8"
        )
        made = typst.compile(
            str(place / TEMPLATE.name),
            root=folder,
            font_paths=[str(fonts())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
        )
    assert isinstance(made, bytes)  # noqa: S101 - without an output it is returned
    return made


def fonts() -> Path:
    """Where the front end's build leaves our letters for print."""
    return Path(settings.PACKAGE) / "static" / "build" / "print"


def _words(edition: Edition, place: Path) -> Mapping[str, Any]:
    result = edition.result
    sections = []
    for section, (heading, intro, tables) in zip(result.sections, edition.sections(), strict=True):
        told: set[str] = set()
        parts = [_table(laid, result.kind, place, told) for laid in tables]
        sections.append({"key": section.key, "heading": heading, "intro": intro, "tables": parts})
    return {
        "title": _("Report of %(place)s") % {"place": result.place_name},
        "subtitle": edition.period_words,
        "author": edition.signed_by,
        "description": edition.title,
        "lang": "en",
        "fonts": FONTS,
        "footer": f"{edition.title}. {_('Signature')} {edition.number}",
        "facts": edition.facts,
        "words_heading": _("What the manager says"),
        "words": [words.strip() for words in edition.words.splitlines() if words.strip()],
        "glance": {
            "heading": _("At a glance"),
            "headings": [_("Figure"), _("Now"), _("Before"), _("A year before")],
            "rows": [
                [glance.heading, glance.now.words, glance.before.words, glance.year_before.words]
                for glance in glances(result)
            ],
        },
        "nothing": _("Nothing was counted."),
        "sections": sections,
    }


def _table(laid: Laid, kind: str, place: Path, told: set[str]) -> Mapping[str, Any]:
    new = [words for words in about(laid.figures) if words not in told]
    told.update(new)
    return {
        "heading": laid.figures.heading,
        "picture": _picture(laid, kind, place),
        "headings": laid.headings,
        "rows": [[label, *(cell.words for cell in cells)] for label, cells in laid.rows],
        "about": new,
    }


def _picture(laid: Laid, kind: str, place: Path) -> Mapping[str, Any] | None:
    drawn = picture_of(laid.figures, kind)
    if drawn is None:
        return None
    # Of a chart the wide variant, which comes last.
    svg = _SVG.findall(str(drawn.svg))[-1]
    svg = re.sub(r">", f">{_STYLE}", svg, count=1)
    name = f"{laid.figures.key}.svg"
    (place / name).write_text(svg, encoding="utf-8")
    return {
        "file": name,
        "alt": f"{drawn.title}. {drawn.description}",
        "width": 62 if isinstance(drawn, AreaMap) else 86,
    }
