"""Why something cannot be done; the message is for the person who asked."""

from __future__ import annotations

from collections.abc import Sequence

from flyingstart.activities.timetable import Clash, Fault, clashes_in_words


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


class ProgrammeError(ActivitiesError):
    """A programme cannot be so; `field` is the name in `ProgrammeDetails`, or ""."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class ProgrammeChangedError(ActivitiesError):
    """Somebody else changed the programme since it was read."""


class NothingToPublishError(ActivitiesError):
    """The programme has no session that the public may see."""


class TermsMissingError(ActivitiesError):
    """No school terms are held for some of the days: nobody can say which are in term."""


class ClockChangeError(ActivitiesError):
    """The clocks change: the time comes twice on that day, or never."""


class PlanError(ActivitiesError):
    """Rows of a plan cannot be; `faults` are all of them, each with its row and field."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.words for fault in faults))
        self.faults = tuple(faults)


class ClashError(ActivitiesError):
    """Rooms or workers are wanted twice at one time; `clashes` are all of them."""

    def __init__(self, clashes: Sequence[Clash]) -> None:
        super().__init__(" ".join(words for _, words in clashes_in_words(clashes)))
        self.clashes = tuple(clashes)


class ReasonMissingError(ActivitiesError):
    """No reason was given, or one too long to keep."""


class WorkerError(ActivitiesError):
    """Somebody cannot be asked to work at a session: they cannot sign in any more."""


class CodeSlipError(ActivitiesError):
    """What was typed or scanned cannot be a family's code."""


class StockError(ActivitiesError):
    """There are not so many left, or it cannot be counted so."""


class PaperError(ActivitiesError):
    """There is no paper register of this session, or it cannot be dealt with so."""


class CrecheError(ActivitiesError):
    """A child cannot be left so, or handed over so."""


class VisitError(ActivitiesError):
    """A visit cannot be started so."""
