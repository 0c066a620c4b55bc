"""How allauth behaves here: its words, its letters, and what it may not do."""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from flyingstart.accounts.models import User

logger = logging.getLogger(__name__)

Words = str | Promise


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by invitation only, in our own words, without letters of allauth's making."""

    error_messages: ClassVar[Mapping[str, Words]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "That email address and password do not go together. Check both and try again."
        ),
        "too_many_login_attempts": _(
            "There were too many attempts. Wait 15 minutes, then try again. "
            "If you forgot your password, choose a new one."
        ),
        "rate_limited": _("There were too many attempts. Wait 15 minutes, then try again."),
        "enter_current_password": _("This is not the password you have now"),
        "incorrect_password": _("This is not your password"),
        "incorrect_code": _("This is not the code. Look at your phone again: it changes."),
        "invalid_password_reset": _("This link was used already or is too old"),
    }
    messages: ClassVar[Mapping[str, Words]] = {
        "account/messages/password_changed.txt": _("You have a new password."),
        "mfa/messages/totp_activated.txt": _("Your phone is set up."),
        "mfa/messages/totp_deactivated.txt": _("Your old phone is no longer in use."),
        "usersessions/messages/sessions_logged_out.txt": _("Signed out everywhere else."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes a sign-in for themselves."""
        del request
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Mapping[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words; what we have none for is not said."""
        del message_context
        words = message or str(self.messages.get(message_template or "", ""))
        if words:
            super().add_message(request, level, message=words, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """Nothing: letters are written by jobs of ours, so that no page waits for one."""
        del template_prefix, email, context

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note it without saying who."""
        logger.warning("sign-in refused: %s", fingerprint(str(credentials.get("email", ""))))
        super().authentication_failed(request, **credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count attempts; note when there are too many, without saying whose."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            logger.warning("sign-in locked: %s", fingerprint(str(credentials.get("email", ""))))
            raise

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Not so soon after they signed in that they set up a phone or read their codes."""
        if not super().is_reauthentication_required(app=app, **options):
            return False
        records = get_authentication_records(self.request, self.request.user)
        return not any(
            time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            for record in records
        )


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets of phones are kept encrypted: a copy of the database alone opens no sign-in."""

    error_messages: ClassVar[Mapping[str, Words]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def get_totp_label(self, user: User) -> str:
        """What the phone calls it beside our name."""
        return user.email

    def encrypt(self, text: str) -> str:
        """By a key made of SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted; something that nobody can guess when the key is another now."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("a phone's secret cannot be read: SECRET_KEY was changed")  # noqa: TRY400
            return str(generate_totp_secret())


def fingerprint(email: str) -> str:
    """Tells attempts on one address from those on another, without telling the address."""
    seed = f"{settings.SECRET_KEY}|{email.strip().lower()}"
    return hashlib.sha256(seed.encode()).hexdigest()[:12]


def _cipher() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second step|{key}".encode()).digest()))
        for key in keys
    )
