"""Why something cannot be done; the message is for the person who asked."""

from __future__ import annotations


class ActivitiesError(ValueError):
    """Something about a session or its register cannot be done."""


class ActivityNameTakenError(ActivitiesError):
    """Another activity of the catalogue goes by the name."""


class SessionTimesError(ActivitiesError):
    """The times of a session cannot be: without offset, or ending before they start."""


class RoomElsewhereError(ActivitiesError):
    """The room belongs to another site."""


class SessionChangedError(ActivitiesError):
    """Somebody else changed the session since it was read."""


class SessionCancelledError(ActivitiesError):
    """The session was cancelled."""


class SessionNotBegunError(ActivitiesError):
    """The day of the session has not come."""


class RegisterClosedError(ActivitiesError):
    """The register was closed; reopen it first."""


class RegisterEmptyError(ActivitiesError):
    """A register without marks and headcounts is closed by saying that nobody came."""


class SomebodyCameError(ActivitiesError):
    """It was said that nobody came, but there are marks or a headcount."""


class FamilyUnclearError(ActivitiesError):
    """No family was named, and the person has none or several."""


class CountError(ActivitiesError):
    """A headcount is a whole number from 0 up."""
