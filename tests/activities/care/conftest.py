"""The hall of the registers, on its morning."""

from __future__ import annotations

from tests.activities.registers.conftest import hall

__all__ = ["hall"]
