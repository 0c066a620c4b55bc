"""A phone with an app for one-time codes."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db.models import QuerySet

from flyingstart.accounts.api import User


def set_up_phone(user: User) -> str:
    """Give somebody a phone; its secret. They have spare codes as well."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def phones_of(user: User) -> QuerySet[Authenticator]:
    """What somebody signs in with besides a password."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=user)
    return found


def code_of(secret: str, ahead: int = 0) -> str:
    """What the app shows now, or so many half minutes ahead."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead)))
