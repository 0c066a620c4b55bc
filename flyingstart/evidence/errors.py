"""Why a figure cannot be had, in words for whoever asked."""

from __future__ import annotations


class EvidenceError(Exception):
    """Asked rightly, but it cannot be answered; the message says why and what would help."""


class AskedWronglyError(EvidenceError):
    """The question has no meaning: an unknown measure, area set, period or breakdown."""


class SnapshotError(EvidenceError):
    """A snapshot is missing, damaged, foreign or of a later format."""
