"""A report as its page shows it, and what changed since it was signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design.api import AreaMap, Chart, PlainTable, formats
from flyingstart.evidence.queries.reports import OpenRegister
from flyingstart.evidence.reports.frozen import Figures, Result
from flyingstart.evidence.reports.layout import about, glances, laid_out
from flyingstart.evidence.reports.pictures import picture_of

MOST_REGISTERS = 40


@dataclass(frozen=True, kw_only=True)
class TablePart:
    """A table, perhaps beside its picture."""

    heading: str
    table: PlainTable
    map: AreaMap | None
    chart: Chart | None


@dataclass(frozen=True, kw_only=True)
class SectionPart:
    """A section: tables with pictures, then plain ones side by side, then how all was counted."""

    key: str
    heading: str
    intro: str
    drawn: Sequence[TablePart]
    plain: Sequence[TablePart]
    about: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class SiteMissing:
    """A site with registers that nobody closed."""

    site: str
    words: str
    registers: Sequence[tuple[str, str]]
    more: int


def sections_of(result: Result) -> list[SectionPart]:
    """All sections."""
    made = []
    for section in result.sections:
        parts = [_part(table, result.kind) for table in section.tables]
        lines = [words for table in section.tables for words in about(table)]
        made.append(
            SectionPart(
                key=section.key,
                heading=section.heading,
                intro=section.intro,
                drawn=[part for part in parts if part.map or part.chart],
                plain=[part for part in parts if not (part.map or part.chart)],
                about=list(dict.fromkeys(lines)),
            )
        )
    return made


def glance_table(result: Result) -> PlainTable:
    """The headlines, beside the period before and the same a year before."""
    if result.kind == "month":
        before = (_("The month before"), _("The same month a year before"))
    else:
        before = (_("The quarter before"), _("The same quarter a year before"))
    return PlainTable(
        caption=_("At a glance"),
        headings=(_("Figure"), _("This period"), *before),
        rows=[
            (one.heading, one.now.words, one.before.words, one.year_before.words)
            for one in glances(result)
        ],
    )


def missing_by_site(registers: Iterable[OpenRegister]) -> list[SiteMissing]:
    """The registers still open, site by site, each with its page."""
    found = []
    for site, of_site in groupby(registers, key=lambda one: one.site):
        held = list(of_site)
        shown = held[:MOST_REGISTERS]
        found.append(
            SiteMissing(
                site=site,
                words=ngettext("%(count)d register", "%(count)d registers", len(held))
                % {"count": len(held)},
                registers=[(_register_words(one), _register(one)) for one in shown],
                more=len(held) - len(shown),
            )
        )
    return found


def _register(one: OpenRegister) -> str:
    return reverse("register", args=[one.public_id])


def _register_words(one: OpenRegister) -> str:
    return _("%(activity)s, %(when)s") % {
        "activity": one.activity,
        "when": formats.moment(one.starts_at),
    }


def _part(table: Figures, kind: str) -> TablePart:
    laid, picture = laid_out(table, kind), picture_of(table, kind)
    return TablePart(
        heading=table.heading,
        table=PlainTable(
            caption=table.heading,
            headings=laid.headings,
            rows=[(label, *(cell.words for cell in cells)) for label, cells in laid.rows],
        ),
        map=picture if isinstance(picture, AreaMap) else None,
        chart=picture if isinstance(picture, Chart) else None,
    )
