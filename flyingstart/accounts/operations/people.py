"""Making a sign-in, closing it, and helping who lost their phone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from flyingstart.accounts.errors import (
    EmailError,
    PasswordError,
    PersonNameError,
    SignInStateError,
)
from flyingstart.accounts.models import Invitation, Pin, User
from flyingstart.accounts.operations.roles import (
    RoleAt,
    end_roles,
    give_roles,
    is_administrator,
    keep_administrator,
)
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.kernel.jobs import enqueue

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
    user = new_user(email, name)
    user.is_staff = user.is_superuser = is_superuser
    if password is not None:
        check_password(password, user)
    user.set_password(password)
    save_new(user)
    return user


@operation
def close_sign_in(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Somebody leaves: sessions, roles, password and phone end at once; history keeps the name.

    Raises `SignInStateError` when it is closed, and `LastAdministratorError`.
    """
    user = locked(user)
    open_invitations = user.invitations.filter(accepted_at=None, withdrawn_at=None)
    if not user.is_active and not open_invitations:
        raise SignInStateError(_("This sign-in is closed already."))
    today = clock.london_day(at)
    administrates = is_administrator(user, today)
    end_roles(user, today)
    open_invitations.update(withdrawn_at=at, link_hash=None, link_ends_at=None)
    user.is_active = user.is_superuser = False
    user.set_unusable_password()
    _end_sessions(user)
    Authenticator.objects.filter(user_id=user.pk).delete()
    Pin.objects.filter(user=user).delete()
    if administrates:
        keep_administrator(today)


@operation
def reopen_sign_in(
    *, user: User, roles: Sequence[RoleAt], by: Actor, at: dt.datetime
) -> Invitation:
    """Somebody comes back: they are invited again, and choose a new password.

    Raises `SignInStateError` when it is not closed, and `RoleError`.
    """
    user = locked(user)
    if user.is_active or user.invitations.filter(accepted_at=None, withdrawn_at=None).exists():
        raise SignInStateError(_("This sign-in is not closed."))
    give_roles(user, roles, by, at)
    invitation = Invitation.objects.create(user=user)
    invitation.refresh_from_db()
    enqueue("accounts.send_invitation", invitation=invitation.public_id)
    return invitation


@operation
def forget_second_step(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Somebody lost their phone: their sessions end, and they set up another one at sign-in.

    Raises `SignInStateError` when nothing is set up.
    """
    user = locked(user)
    found, _kinds = Authenticator.objects.filter(user_id=user.pk).delete()
    if not found:
        raise SignInStateError(_("No phone is set up for this sign-in."))
    _end_sessions(user)


@operation
def end_sessions(*, user: User, by: Actor, at: dt.datetime) -> None:
    """Sign somebody out wherever they are signed in."""
    _end_sessions(locked(user))


def new_user(email: str, name: str) -> User:
    """Somebody who is not known yet; not saved. Raises `EmailError` and `PersonNameError`."""
    address, name = email.strip().lower(), name.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise EmailError(_("That is no email address.")) from None
    if not 0 < len(name) <= LONGEST_NAME:
        raise PersonNameError(_("A name has 1 to %(longest)s letters.") % {"longest": LONGEST_NAME})
    if User.objects.filter(email=address).exists():
        raise EmailError(_("Somebody signs in with this email address already."))
    return User(email=address, name=name)


def save_new(user: User) -> None:
    """Raises `EmailError` when somebody took the address a moment before."""
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise EmailError(_("Somebody signs in with this email address already.")) from None
    user.refresh_from_db()


def check_password(password: str, user: User) -> None:
    """Raises `PasswordError` for one that is easily guessed."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise PasswordError(" ".join(fault.messages)) from None


def locked(user: User) -> User:
    """The person as they are now, held until the transaction ends."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _end_sessions(user: User) -> None:
    user.session_stamp = uuid.uuid4()
    user.save()
