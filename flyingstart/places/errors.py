"""Why something about places cannot be done; the message is for the person who asked."""

from __future__ import annotations


class PlacesError(ValueError):
    """Something about areas, sites or postcodes cannot be done."""


class NoAuthorityError(PlacesError):
    """No authority pack has been loaded."""


class NoWardSetError(PlacesError):
    """No ward set of the pack holds on the day."""


class TakenError(PlacesError):
    """Something that is held, and is no longer in the pack, has the name or the place."""


class OtherAuthorityError(PlacesError):
    """The database is another council's."""
