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
from flyingstart.accounts.models import (
    Acceptance,
    AccessLog,
    Grant,
    Invitation,
    Tablet,
    Terms,
    User,
)
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
from flyingstart.accounts.operations.tablets import (
    end_tablet,
    enrol_tablet,
    set_pin,
    start_tablet,
)
from flyingstart.accounts.operations.terms import Rule, accept_terms, update_terms
from flyingstart.accounts.permissions import Permission
from flyingstart.accounts.queries.openings import openings_of
from flyingstart.accounts.queries.steps import current_terms
from flyingstart.accounts.queries.tablets import AtSite, at_work, current_tablet, on_tablet
from flyingstart.accounts.roles import ROLES, Role, roles_with
from flyingstart.accounts.rules import lies_in, never_for
from flyingstart.accounts.scopes import EVERYWHERE, NOWHERE, Scope, may, scope_of, work_together
from flyingstart.accounts.tablet_pages import HOME as TABLET_HOME
from flyingstart.accounts.tablet_pages import TabletPage, tablet_pages
from flyingstart.accounts.web.guards import requires

__all__ = [
    "EVERYWHERE",
    "NOWHERE",
    "ROLES",
    "TABLET_HOME",
    "Acceptance",
    "AccessLog",
    "AccountsError",
    "AtSite",
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
    "Tablet",
    "TabletPage",
    "Terms",
    "TermsError",
    "User",
    "accept_invitation",
    "accept_terms",
    "at_work",
    "close_sign_in",
    "create_user",
    "current_tablet",
    "current_terms",
    "end_role",
    "end_sessions",
    "end_tablet",
    "enrol_tablet",
    "forget_second_step",
    "give_role",
    "invite",
    "lies_in",
    "log_download",
    "log_opening",
    "make_link",
    "may",
    "never_for",
    "on_tablet",
    "openings_of",
    "record_openings",
    "reopen_sign_in",
    "requires",
    "roles_with",
    "scope_of",
    "send_again",
    "set_pin",
    "start_tablet",
    "tablet_pages",
    "update_terms",
    "withdraw_invitation",
    "work_together",
]
