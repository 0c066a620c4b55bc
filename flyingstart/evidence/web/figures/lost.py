"""Regulars who have not been seen for six weeks: how many, where, and who for those who may."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from flyingstart.design.api import AreaMap, BarChart, MapArea, Series, Table
from flyingstart.evidence.api import Answer, AnswerRow, HeldBack, measures
from flyingstart.evidence.web.figures.parts import (
    ELSEWHERE,
    Asking,
    FiguresPage,
    Section,
    about,
    map_area,
    none_last,
    number,
    page,
    places_last,
    regular_words,
    value_words,
    words_column,
)
from flyingstart.evidence.web.holding import bar, held_words, told, why_held
from flyingstart.places.api import Area, areas_of

LOST = "lost"


def page_of(asking: Asking) -> FiguresPage:
    """Everything the page says."""
    held = asking.held_back(LOST)
    by_ward = held.answer(asking.ask(LOST, "ward"), "ward")
    return page(
        asking,
        by_ward,
        intro=_("Children who used to come again and again, and whom nobody has seen for a while."),
        tiles=[
            asking.tile(LOST, _("not seen for six weeks or longer")),
            asking.tile("regular", regular_words()),
        ],
        sections=[
            Section(
                key="lost-wards",
                title=_("Where they live"),
                words=why_held(held),
                maps=[_map(asking, by_ward)],
                tables=[_by_ward(asking, by_ward)],
            ),
            *_neighbourhoods(asking, held),
            Section(
                key="lost-sites",
                title=_("Where they were seen last"),
                words=_(
                    "A child seen at two sites on the last day is counted at both. Who was met at "
                    "home, or anywhere outside a session, has no site."
                ),
                tables=[_by_site(asking)],
            ),
        ],
        about=about(LOST, "regular"),
    )


def _map(asking: Asking, answer: Answer) -> AreaMap:
    found = {row.by["ward"]: row for row in answer.rows}
    areas = areas_of(asking.wards.code)
    return AreaMap(
        title=_("Children lost from sight"),
        measure=_("Children"),
        area_word=_("Ward"),
        areas=[_area(area, found.get(area.code)) for area in areas],
        elsewhere=[
            (value_words(row, "ward"), told(row, row.numerator))
            for place, row in found.items()
            if place in ELSEWHERE
        ],
        missing=_("Held back") if any(row.withheld for row in answer.rows) else "",
    )


def _area(area: Area, row: AnswerRow | None) -> MapArea:
    shown = map_area(area, row.numerator if row else None)
    return replace(shown, words=held_words()) if row and row.withheld else shown


def _by_ward(asking: Asking, answer: Answer) -> Table[AnswerRow]:
    def opened(row: AnswerRow) -> str | None:
        if not row.numerator:
            return None
        return asking.behind(measures[LOST], str(row.by["ward"]))

    return Table(
        key="lost-by-ward",
        caption=_("Children lost from sight, by ward"),
        columns=[
            words_column("ward", _("Ward"), sort=places_last("ward")),
            number(
                "lost",
                _("Children"),
                lambda row: told(row, row.numerator),
                link=opened,
                link_of=lambda row: value_words(row, "ward"),
            ),
        ],
        rows=list(answer.rows),
        sort="ward",
        page_size=100,
        file_name=f"lost-by-ward-{asking.period}",
    )


def _by_site(asking: Asking) -> Table[AnswerRow]:
    return Table(
        key="lost-by-site",
        caption=_("Children lost from sight, by the site where they were seen last"),
        columns=[
            words_column("site", _("Site"), sort=none_last("site"), none=_("Outside a session")),
            number("lost", _("Children"), lambda row: row.numerator),
        ],
        rows=list(asking.ask(LOST, "site").rows),
        sort="site",
        page_size=100,
        file_name=f"lost-by-site-{asking.period}",
        empty=_("Nobody is lost from sight. All who came regularly were seen these six weeks."),
    )


def _neighbourhoods(asking: Asking, held: HeldBack) -> list[Section]:
    if not asking.has_neighbourhoods:
        return []
    dimension = "neighbourhood"
    answer = held.answer(asking.ask(LOST, dimension), dimension)
    rows = [row for row in answer.rows if row.by[dimension] not in ELSEWHERE]
    if not any(row.numerator for row in rows):
        return []
    points = [bar(row, value_words(row, dimension)) for row in rows]
    chart = BarChart(
        title=_("Children lost from sight, by neighbourhood"),
        label_heading=_("Neighbourhood"),
        measure=_("Children"),
        series=[Series(_("Children"), points)],
    )
    return [Section(key="lost-neighbourhoods", title=_("By neighbourhood"), charts=[chart])]
