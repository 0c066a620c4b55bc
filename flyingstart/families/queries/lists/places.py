"""The areas of today: those a list is narrowed to, and those its rows say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flyingstart.places.api import Area, AreaKind, AreaSet, PostcodeArea, area_sets


@dataclass(frozen=True, kw_only=True)
class Places:
    """The neighbourhoods and the wards of a day; either may be none."""

    neighbourhoods: tuple[Area, ...]
    wards: tuple[Area, ...]

    @property
    def whole(self) -> tuple[Area, ...]:
        """The areas of the finest division: to live in none of them is to live elsewhere."""
        return self.wards or self.neighbourhoods

    def of(self, postcodes: Iterable[str]) -> Mapping[str, tuple[str, str]]:
        """(neighbourhood, ward) of postcodes in normal form, "" where there is none. One query.

        By point, else as printed, of several the first by code: as `postcodes_within` has it.
        """
        wards = {area.pk: area.name for area in self.wards}
        neighbourhoods = {area.pk: area.name for area in self.neighbourhoods}
        rows = (
            PostcodeArea.objects.filter(
                postcode__text__in={text for text in postcodes if text},
                area__in=[*wards, *neighbourhoods],
            )
            # The word "point" comes after "file".
            .order_by("-how", "area__code")
            .values_list("postcode__text", "area_id")
        )
        found: dict[str, list[str]] = {}
        for text, area in rows:
            place = found.setdefault(text, ["", ""])
            at, name = (1, wards[area]) if area in wards else (0, neighbourhoods[area])
            place[at] = place[at] or name
        return {text: (one, other) for text, (one, other) in found.items()}


def places_on(day: dt.date) -> Places:
    """The areas of the sets that hold on a day, by name. Two queries."""
    sets = [edition for edition in area_sets() if _holds(edition, day)]
    # The newest of a kind comes last.
    last = {edition.kind: edition.pk for edition in sets}
    wanted = [last.get(AreaKind.NEIGHBOURHOOD), last.get(AreaKind.WARD)]
    areas = Area.objects.filter(area_set__in=[pk for pk in wanted if pk]).defer("geometry")
    by_name = list(areas.order_by("name", "pk"))
    neighbourhoods, wards = (
        tuple(area for area in by_name if area.area_set_id == pk) for pk in wanted
    )
    return Places(neighbourhoods=neighbourhoods, wards=wards)


def _holds(edition: AreaSet, day: dt.date) -> bool:
    begun = edition.starts_on is None or edition.starts_on <= day
    return begun and (edition.ends_on is None or edition.ends_on > day)
