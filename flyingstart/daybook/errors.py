"""Why something about a worry cannot be done; the message is for the person who asked."""

from __future__ import annotations


class ConcernError(ValueError):
    """A worry cannot be raised or changed like this."""


class MissingWordsError(ConcernError):
    """Something has to be said first."""


class ConcernStateError(ConcernError):
    """It is closed already, or open already."""
