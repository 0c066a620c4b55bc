"""Why something about a worry cannot be done; the message is for the person who asked."""

from __future__ import annotations


class ConcernError(ValueError):
    """A worry cannot be raised or changed like this."""


class MissingWordsError(ConcernError):
    """Something has to be said first."""


class ConcernStateError(ConcernError):
    """It is closed already, or open already."""


class DayBookError(ValueError):
    """It cannot be written in the day book like this."""


class EntryWordsError(DayBookError):
    """Something has to be said first, or is said in the wrong place."""


class EntryTimeError(DayBookError):
    """It is to come, or not of that day."""


class SignatureError(DayBookError):
    """It is signed already, needs nobody's name, or is signed by the wrong person."""


class VisitorError(DayBookError):
    """Nobody who visits leaves by this entry."""
