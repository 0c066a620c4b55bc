"""Making a sign-in."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from flyingstart.accounts.errors import EmailError, PasswordError, PersonNameError
from flyingstart.accounts.models import User
from flyingstart.kernel.api import Actor, operation

LONGEST_NAME = 200


@operation
def create_user(
    *,
    email: str,
    name: str,
    password: str | None = None,
    is_superuser: bool = False,
    by: Actor,
    at: dt.datetime,
) -> User:
    """Let somebody sign in; without a password, not before one is set.

    Raises `EmailError`, `PersonNameError` and `PasswordError`.
    """
    address, name = email.strip().lower(), name.strip()
    user = User(email=address, name=name, is_staff=is_superuser, is_superuser=is_superuser)
    try:
        validate_email(address)
    except ValidationError:
        raise EmailError("That is no email address.") from None
    if not 0 < len(name) <= LONGEST_NAME:
        raise PersonNameError(f"A name has 1 to {LONGEST_NAME} letters.")
    if User.objects.filter(email=address).exists():
        raise EmailError("Somebody signs in with this email address already.")
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as fault:
            raise PasswordError(" ".join(fault.messages)) from None
    user.set_password(password)
    user.save()
    user.refresh_from_db()
    return user
