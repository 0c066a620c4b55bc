"""The door of accounts."""

from __future__ import annotations

from flyingstart.accounts.models import User

__all__ = ["User"]
