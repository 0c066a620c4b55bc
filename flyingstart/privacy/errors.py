"""Why something about people's data cannot be done; the message is for the person who asked."""

from __future__ import annotations


class PrivacyError(ValueError):
    """Something about a request, a list, a breach or a complaint cannot be done."""


class MissingError(PrivacyError):
    """Something has to be said first."""


class DayError(PrivacyError):
    """A day cannot be: in the future, or before what it follows."""


class StateError(PrivacyError):
    """It is too early, too late, or done already."""


class NotAllowedToHaveItError(PrivacyError):
    """Who asks may not have it: nobody has said that they are, or act for, this person."""


class UndecidedError(PrivacyError):
    """Rows wait for a decision."""


class OwnerError(PrivacyError):
    """The organisation that a paper came from has not been asked, or does not agree."""


class HeldError(PrivacyError):
    """A legal hold stops it."""
