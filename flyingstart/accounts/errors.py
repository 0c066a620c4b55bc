"""Why a sign-in cannot be made; the message is for the person who asked."""

from __future__ import annotations


class AccountsError(ValueError):
    """Something about a sign-in cannot be done."""


class EmailError(AccountsError):
    """The email address is none, or somebody signs in with it already."""


class PersonNameError(AccountsError):
    """A name has 1 to 200 letters."""


class PasswordError(AccountsError):
    """The password is too easily guessed."""
