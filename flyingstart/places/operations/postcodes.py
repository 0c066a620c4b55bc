"""Writing postcodes with their areas: a fixed number of statements for so many rows, by `COPY`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from flyingstart.kernel.api import Actor, allocate_ids, copy_rows, operation, update_rows
from flyingstart.places.enums import FoundBy
from flyingstart.places.models import Postcode, PostcodeArea
from flyingstart.places.operations.areas import ensure_areas
from flyingstart.places.queries.held import Geography, PostcodeState

FIELDS = (
    *("introduced", "terminated", "district"),
    *("latitude", "longitude", "easting", "northing"),
)
FORGET = """
DELETE FROM places_postcodearea held USING places_postcode postcode
WHERE held.postcode_id = postcode.id AND postcode.id = ANY(%s)
AND (held.how = 'file' OR postcode.latitude IS NOT NULL)
"""


class PlannedPostcode(NamedTuple):
    """A postcode to be written: its id if it is held, and the areas of its point by set."""

    id: int | None
    text: str
    state: PostcodeState
    located: Mapping[int, int]


@operation
def write_postcodes(
    *, planned: Sequence[PlannedPostcode], geography: Geography, by: Actor, at: dt.datetime
) -> None:
    """Add and update postcodes and say anew where they lie.

    LSOAs that are printed and not held are made. A postcode without a point keeps the areas that
    were found otherwise.
    """
    _ensure_printed(planned, geography, by, at)
    new = [entry for entry in planned if entry.id is None]
    held = [(entry.id, entry) for entry in planned if entry.id is not None]
    ids = list(zip(allocate_ids(Postcode, len(new)), new, strict=True))
    copy_rows(
        Postcode,
        ["id", "text", *FIELDS, "made_up"],
        ((pk, entry.text, *entry.state[: len(FIELDS)], False) for pk, entry in ids),
    )
    if held:
        update_rows(
            Postcode,
            ["id", *FIELDS],
            ((pk, *entry.state[: len(FIELDS)]) for pk, entry in held),
        )
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [[pk for pk, _ in held]])
    copy_rows(
        PostcodeArea,
        ["postcode_id", "area_id", "how"],
        (row for pk, entry in [*ids, *held] for row in _areas(pk, entry, geography)),
    )


def _ensure_printed(
    planned: Sequence[PlannedPostcode], geography: Geography, by: Actor, at: dt.datetime
) -> None:
    missing: dict[int, dict[str, str]] = {}
    for entry in planned:
        for set_id, code in entry.state.printed:
            if code not in geography.codes[set_id]:
                missing.setdefault(set_id, {})[code] = ""
    for set_id, names in missing.items():
        geography.codes[set_id].update(ensure_areas(area_set_id=set_id, names=names, by=by, at=at))


def _areas(pk: int, entry: PlannedPostcode, geography: Geography) -> Iterable[tuple[int, int, str]]:
    printed = {geography.codes[set_id][code] for set_id, code in entry.state.printed}
    for areas, how in ((printed, FoundBy.FILE), (set(entry.located.values()), FoundBy.POINT)):
        wholes = {whole for area in areas for whole in geography.wholes.get(area, ())}
        for area in sorted(areas | wholes):
            yield pk, area, how.value
