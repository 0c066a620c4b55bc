"""The town of the staff pages, for work outside sessions."""

from __future__ import annotations

from tests.families.web.conftest import _today, base, made_town, town, worker

__all__ = ["_today", "base", "made_town", "town", "worker"]
