"""How far the places where something is listed are from a postcode. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from flyingstart.activities.queries.listed import ListedPlace
from flyingstart.places.api import AreaName, find_postcode, miles_between, spots_of


@dataclass(frozen=True, kw_only=True)
class Near:
    """A postcode, whether it is held, and miles from it by site's postcode.

    A site whose postcode, or ours, has no point is in no such list; only where there is one, the
    neighbourhood of the postcode is told.
    """

    postcode: str
    known: bool = False
    neighbourhood: AreaName | None = None
    miles: Mapping[str, float] = field(default_factory=dict)

    def further_than(self, miles: float, places: Iterable[ListedPlace]) -> frozenset[int]:
        """The ids of those places that are known to be further away."""
        return frozenset(place.id for place in places if self.miles.get(place.postcode, 0) > miles)


def near(postcode: str, places: Collection[ListedPlace], *, on: dt.date) -> Near:
    """What is known of the way from a postcode, in normal form, to places."""
    theirs = {place.postcode for place in places}
    spots = spots_of({postcode, *theirs})
    home = spots.get(postcode)
    miles = {text: miles_between(home, spot) for text, spot in spots.items()} if home else {}
    if theirs <= miles.keys():
        return Near(postcode=postcode, known=True, miles=miles)
    found = find_postcode(postcode, on)
    return Near(
        postcode=postcode, known=found.known, neighbourhood=found.neighbourhood, miles=miles
    )
