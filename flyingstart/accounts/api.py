"""The door of accounts."""

from __future__ import annotations

from flyingstart.accounts.errors import (
    AccountsError,
    EmailError,
    PasswordError,
    PersonNameError,
)
from flyingstart.accounts.models import User
from flyingstart.accounts.operations import create_user

__all__ = [
    "AccountsError",
    "EmailError",
    "PasswordError",
    "PersonNameError",
    "User",
    "create_user",
]
