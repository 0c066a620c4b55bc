"""What is offered in each ward, beside how deprived it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.design.api import AreaMap, BarChart, Kind, Point, Series, Table, formats
from flyingstart.evidence.api import Answer, AnswerRow, measures
from flyingstart.evidence.web.figures.parts import (
    ELSEWHERE,
    Asking,
    FiguresPage,
    Section,
    Tile,
    about,
    map_area,
    number,
    page,
    per_hundred,
    places_last,
    share,
    value_words,
    words_column,
)
from flyingstart.places.api import Area, areas_of, population_sources

WARD = "ward"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The answers of the page, all of one snapshot."""

    offered: Answer
    whole: AnswerRow
    need: Mapping[object, AnswerRow]
    need_whole: AnswerRow
    areas: Sequence[Area]

    @property
    def knows_need(self) -> bool:
        """Whether any index of deprivation is held."""
        return bool(self.need_whole.denominator)


def page_of(asking: Asking) -> FiguresPage:
    """Everything the page says."""
    found = Figures(
        offered=asking.ask("supply", WARD),
        whole=asking.whole("supply"),
        need={row.by[WARD]: row for row in asking.ask("deprived", WARD).rows},
        need_whole=asking.whole("deprived"),
        areas=list(areas_of(asking.wards.code)),
    )
    return page(
        asking,
        found.offered,
        intro=_("Sessions for children, for each hundred under-fives who live nearby."),
        tiles=[
            Tile(
                title=_("Sessions for each 100 under-fives"),
                figure=formats.number(_rate(found.whole), 1),
                note=_("%(sessions)s sessions for children in the whole authority")
                % {"sessions": formats.number(found.whole.numerator)},
            ),
            *_need_tile(found),
        ],
        sections=[
            Section(
                key="by-ward",
                title=_("Ward by ward"),
                words=_(
                    "Families go to sites beyond their ward: a ward without a site of its own may "
                    "still be close to one."
                ),
                maps=_maps(found),
                tables=[_table(asking, found)],
            ),
            *_beside(found),
            *_neighbourhoods(asking, found),
        ],
        about=about("supply", "deprived", base=_base(asking, found.offered)),
        notes=list(_notes(found)),
    )


def _rate(row: AnswerRow | None) -> float | None:
    return per_hundred(measures["supply"], row)


def _need(found: Figures, row: AnswerRow) -> float | None:
    need = found.need.get(row.by[WARD])
    return need.value if need else None


def _need_tile(found: Figures) -> list[Tile]:
    if not found.knows_need:
        return []
    return [
        Tile(
            title=_("Among the most deprived fifth"),
            figure=formats.percent(found.need_whole.value),
            note=_("%(some)s of %(all)s small areas (LSOAs) here")
            % {
                "some": formats.number(found.need_whole.numerator),
                "all": formats.number(found.need_whole.denominator),
            },
        )
    ]


def _notes(found: Figures) -> list[str]:
    notes = []
    if found.whole.denominator is None:
        notes.append(
            _(
                "No population is held for these wards and this period, so there is no rate. "
                "Who runs the system can load one."
            )
        )
    unplaced = next(
        (row.numerator for row in found.offered.rows if row.by[WARD] == "not known"), None
    )
    if unplaced:
        notes.append(
            _(
                "%(count)s sessions were held at sites whose postcode is not held, so no ward can "
                "be named for them. Who runs the system can add it to the site."
            )
            % {"count": formats.number(unplaced)}
        )
    if not found.knows_need:
        notes.append(
            _(
                "No index of deprivation is held, so need cannot be shown beside. Who runs the "
                "system can load it, with postcodes and their small areas."
            )
        )
    return notes


def _maps(found: Figures) -> list[AreaMap]:
    offered = {row.by[WARD]: row for row in found.offered.rows}
    maps = [
        AreaMap(
            title=_("Sessions for each 100 under-fives"),
            kind=Kind.NUMBER,
            places=1,
            measure=_("Sessions for each 100 under-fives"),
            area_word=_("Ward"),
            areas=[map_area(a, _rate(offered.get(a.code))) for a in found.areas],
            missing=_("No rate: no population is held"),
        )
    ]
    if found.knows_need:
        maps.append(
            AreaMap(
                title=_("Need: small areas among the most deprived fifth"),
                kind=Kind.RATIO,
                measure=_("Share of small areas"),
                area_word=_("Ward"),
                areas=[
                    map_area(a, found.need[a.code].value if a.code in found.need else None)
                    for a in found.areas
                ],
                missing=_("Not known"),
            )
        )
    return maps


def _table(asking: Asking, found: Figures) -> Table[AnswerRow]:
    whole = AnswerRow(
        by={WARD: None},
        labels={WARD: _("Whole authority")},
        numerator=found.whole.numerator,
        denominator=found.whole.denominator,
        value=found.whole.value,
        unit=found.whole.unit,
    )

    def need(row: AnswerRow) -> float | None:
        return found.need_whole.value if row is whole else _need(found, row)

    deprived = [share("need", _("Most deprived fifth"), need)] if found.knows_need else []
    return Table(
        key="offer-by-ward",
        caption=_("Sessions offered by ward"),
        columns=[
            words_column(WARD, _("Ward"), sort=places_last(WARD)),
            number("rate", _("For each 100"), _rate, places=1, note=_("under-fives")),
            *deprived,
            number("sessions", _("Sessions"), lambda row: row.numerator),
            number("base", _("Under-fives"), lambda row: row.denominator),
        ],
        rows=list(found.offered.rows),
        total=whole,
        sort=WARD,
        page_size=100,
        file_name=f"sessions-offered-by-ward-{asking.period}",
    )


def _beside(found: Figures) -> list[Section]:
    """Bars of what is offered, the most deprived wards first."""
    rows = [row for row in found.offered.rows if row.by[WARD] not in ELSEWHERE]
    known = [(row, _need(found, row)) for row in rows]
    ordered = sorted(
        ((row, need) for row, need in known if need is not None and row.value is not None),
        key=lambda pair: (-pair[1], value_words(pair[0], WARD)),
    )
    if not found.knows_need or not ordered:
        return []
    points = [
        Point(f"{value_words(row, WARD)} ({formats.percent(need, 0)})", _rate(row))
        for row, need in ordered
    ]
    return [
        Section(
            key="beside-need",
            title=_("Offer beside need"),
            words=_(
                "The most deprived wards first, with the share of their small areas among the most "
                "deprived fifth of England in brackets."
            ),
            charts=[
                BarChart(
                    title=_("Sessions for each 100 under-fives, the most deprived wards first"),
                    places=1,
                    label_heading=_("Ward"),
                    measure=_("Sessions for each 100 under-fives"),
                    series=[Series(_("Sessions for each 100 under-fives"), points)],
                )
            ],
        )
    ]


def _neighbourhoods(asking: Asking, found: Figures) -> list[Section]:
    """By the neighbourhood to which the council says that a site belongs."""
    if not asking.has_neighbourhoods:
        return []
    rows = list(asking.ask("supply", "neighbourhood").rows)
    need = {r.by["neighbourhood"]: r.value for r in asking.ask("deprived", "neighbourhood").rows}
    deprived = (
        [share("need", _("Most deprived fifth"), lambda row: need.get(row.by["neighbourhood"]))]
        if found.knows_need
        else []
    )
    return [
        Section(
            key="by-neighbourhood",
            title=_("By neighbourhood"),
            tables=[
                Table(
                    key="offer-by-neighbourhood",
                    caption=_("Sessions offered by neighbourhood"),
                    columns=[
                        words_column(
                            "neighbourhood",
                            _("Neighbourhood"),
                            sort=places_last("neighbourhood"),
                        ),
                        number("rate", _("For each 100"), _rate, places=1, note=_("under-fives")),
                        *deprived,
                        number("sessions", _("Sessions"), lambda row: row.numerator),
                        number("base", _("Under-fives"), lambda row: row.denominator),
                    ],
                    rows=rows,
                    sort="neighbourhood",
                    file_name=f"sessions-offered-by-neighbourhood-{asking.period}",
                )
            ],
        )
    ]


def _base(asking: Asking, offered: Answer) -> str:
    if offered.base_year is None:
        return ""
    sources = ", ".join(population_sources(asking.wards.code, offered.base_year))
    words = _("Mid-%(year)s") % {"year": offered.base_year}
    return f"{words} ({sources})" if sources else words
