from flyingstart.accounts.models.invitations import Invitation
from flyingstart.accounts.models.openings import AccessLog
from flyingstart.accounts.models.people import Grant, User, UserManager
from flyingstart.accounts.models.tablets import Pin, Tablet
from flyingstart.accounts.models.terms import Acceptance, Terms

__all__ = [
    "Acceptance",
    "AccessLog",
    "Grant",
    "Invitation",
    "Pin",
    "Tablet",
    "Terms",
    "User",
    "UserManager",
]
