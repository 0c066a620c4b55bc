"""The door of accounts."""

from __future__ import annotations

from flyingstart.accounts.enums import Reach
from flyingstart.accounts.errors import (
    AccountsError,
    EmailError,
    InvitationError,
    LastAdministratorError,
    OwnRoleError,
    PasswordError,
    PersonNameError,
    RoleError,
    SignInStateError,
    TermsError,
)
from flyingstart.accounts.looking import log_download, log_opening
from flyingstart.accounts.models import Acceptance, AccessLog, Grant, Invitation, Terms, User
from flyingstart.accounts.operations.invitations import (
    accept_invitation,
    invite,
    make_link,
    send_again,
    withdraw_invitation,
)
from flyingstart.accounts.operations.openings import record_openings
from flyingstart.accounts.operations.people import (
    close_sign_in,
    create_user,
    end_sessions,
    forget_second_step,
    reopen_sign_in,
)
from flyingstart.accounts.operations.roles import RoleAt, end_role, give_role
from flyingstart.accounts.operations.terms import Rule, accept_terms, update_terms
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.queries.openings import openings_of
from flyingstart.accounts.queries.steps import current_terms
from flyingstart.accounts.roles import ROLES, Role, roles_with
from flyingstart.accounts.rules import lies_in, never_for
from flyingstart.accounts.scopes import EVERYWHERE, NOWHERE, Scope, may, scope_of
from flyingstart.accounts.web.guards import requires

__all__ = [
    "EVERYWHERE",
    "NOWHERE",
    "ROLES",
    "Acceptance",
    "AccessLog",
    "AccountsError",
    "EmailError",
    "Grant",
    "Invitation",
    "InvitationError",
    "LastAdministratorError",
    "OwnRoleError",
    "PasswordError",
    "Permission",
    "PersonNameError",
    "Reach",
    "Role",
    "RoleAt",
    "RoleError",
    "Rule",
    "Scope",
    "SignInStateError",
    "Terms",
    "TermsError",
    "User",
    "accept_invitation",
    "accept_terms",
    "close_sign_in",
    "create_user",
    "current_terms",
    "end_role",
    "end_sessions",
    "forget_second_step",
    "give_role",
    "invite",
    "lies_in",
    "log_download",
    "log_opening",
    "make_link",
    "may",
    "never_for",
    "openings_of",
    "record_openings",
    "reopen_sign_in",
    "requires",
    "roles_with",
    "scope_of",
    "send_again",
    "update_terms",
    "withdraw_invitation",
]
