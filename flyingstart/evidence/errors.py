"""Why a figure cannot be had, or a report not be signed, in words for whoever asked."""

from __future__ import annotations


class EvidenceError(Exception):
    """Asked rightly, but it cannot be answered; the message says why and what would help."""


class AskedWronglyError(EvidenceError):
    """The question has no meaning: an unknown measure, area set, period or breakdown."""


class SnapshotError(EvidenceError):
    """A snapshot is missing, damaged, foreign or of a later format."""


class ReportError(EvidenceError):
    """A report cannot be signed."""


class ReportPeriodError(ReportError):
    """A report tells of one month or one quarter."""


class NotEndedError(ReportError):
    """The period is not over, or was not when its figures were counted."""


class CountedTooLongAgoError(ReportError):
    """Who signs must have seen figures of the hour."""


class WordsTooLongError(ReportError):
    """More was written beside the figures than is kept."""
