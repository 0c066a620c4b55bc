"""The hall of the registers, on its morning."""

from __future__ import annotations

from tests.activities.registers.conftest import hall, made_hall

__all__ = ["hall", "made_hall"]
