"""The door of accounts."""

from __future__ import annotations

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.errors import (
    AccountsError,
    EmailError,
    PasswordError,
    PersonNameError,
)
from flyingstart.accounts.looking import log_opening
from flyingstart.accounts.models import AccessLog, Grant, User
from flyingstart.accounts.operations.openings import record_openings
from flyingstart.accounts.operations.people import create_user
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.queries.openings import openings_of
from flyingstart.accounts.roles import ROLES, Role, roles_with
from flyingstart.accounts.rules import lies_in
from flyingstart.accounts.scopes import EVERYWHERE, NOWHERE, Scope, may, scope_of
from flyingstart.accounts.web.guards import requires

__all__ = [
    "EVERYWHERE",
    "NOWHERE",
    "ROLES",
    "AccessLog",
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
    "log_opening",
    "may",
    "openings_of",
    "record_openings",
    "requires",
    "roles_with",
    "scope_of",
]
