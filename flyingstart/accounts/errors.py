"""Why something about a sign-in cannot be done; the message is for the person who asked."""

from __future__ import annotations


class AccountsError(ValueError):
    """Something about a sign-in cannot be done."""


class EmailError(AccountsError):
    """The email address is none, or somebody signs in with it already."""


class PersonNameError(AccountsError):
    """A name has 1 to 200 letters."""


class PasswordError(AccountsError):
    """The password is too easily guessed."""


class InvitationError(AccountsError):
    """The invitation was used, was withdrawn, or its link is too old."""


class RoleError(AccountsError):
    """A role cannot be given in that place or at that time, or is given already."""


class OwnRoleError(RoleError):
    """Nobody gives a role to themselves."""


class LastAdministratorError(AccountsError):
    """Without this person nobody could look after sign-ins."""


class SignInStateError(AccountsError):
    """The sign-in is closed, or is not."""


class TermsError(AccountsError):
    """These are not the rules of use that hold today."""


class TabletError(AccountsError):
    """A shared tablet cannot be enrolled so."""


class PinError(AccountsError):
    """A number for shared tablets is not six figures, or too easily guessed."""
