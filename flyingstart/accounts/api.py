"""The door of accounts."""

from __future__ import annotations

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.errors import (
    AccountsError,
    EmailError,
    PasswordError,
    PersonNameError,
)
from flyingstart.accounts.models import Grant, User
from flyingstart.accounts.operations import create_user
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.roles import ROLES, Role, roles_with
from flyingstart.accounts.rules import lies_in
from flyingstart.accounts.scopes import EVERYWHERE, NOWHERE, Scope, may, scope_of

__all__ = [
    "EVERYWHERE",
    "NOWHERE",
    "ROLES",
    "AccountsError",
    "EmailError",
    "Grant",
    "PasswordError",
    "Permission",
    "PersonNameError",
    "Reach",
    "Role",
    "Scope",
    "User",
    "create_user",
    "lies_in",
    "may",
    "roles_with",
    "scope_of",
]
