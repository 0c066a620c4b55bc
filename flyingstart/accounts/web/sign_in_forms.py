"""allauth's forms with our fields: it judges, we word and draw."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.mfa.base import forms as second_step
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms as plain
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flyingstart.accounts.errors import PasswordError
from flyingstart.accounts.models import User
from flyingstart.accounts.operations.people import check_password
from flyingstart.design.api import forms
from flyingstart.kernel.jobs import enqueue

PASSWORD_HINT = gettext_lazy(
    "At least 12 characters. Three or four words that do not belong together are easy to remember "
    "and hard to guess."
)


class NewPassword(plain.Form):
    """The password fields of a form that sets one: written once, since it can be shown."""

    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = forms.PasswordField(
            label=_("New password"), hint=PASSWORD_HINT, new=True
        )
        self.fields.pop("password2", None)

    def clean_password1(self) -> str:
        """Raises `ValidationError` for one that is easily guessed."""
        password: str = self.cleaned_data["password1"]
        try:
            check_password(password, self.user)
        except PasswordError as fault:
            raise ValidationError(str(fault)) from None
        return password


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """Email address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("Email address"),
            called=_("your email address"),
            autocomplete="username",
            # What is no address is wrong like any other: nobody learns more.
            error_messages={"invalid": _("Enter your email address")},
        )
        self.fields["password"] = forms.PasswordField(
            label=_("Password"), called=_("your password")
        )
        self.order_fields(["login", "password"])


class CodeMixin(plain.Form):
    """A code from the phone, or a spare one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.TextField(
            label=_("Code"),
            called=_("the code"),
            hint=self.hint(),
            inputmode="numeric",
            autocomplete="one-time-code",
            spellcheck=False,
            direction="ltr",
            max_length=20,
            width=10,
        )

    def hint(self) -> str:
        """Where the code is found."""
        return _("The six digits that your app shows now, or one of your spare codes.")


class SecondStepForm(CodeMixin, second_step.AuthenticateForm):  # type: ignore[misc]  # as above
    """The second step of signing in."""


class SecondStepAgainForm(CodeMixin, second_step.ReauthenticateForm):  # type: ignore[misc]
    """The same, asked again before something that matters."""


class SetUpPhoneForm(CodeMixin, ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code of a phone shows that it is set up."""

    def hint(self) -> str:
        """It has no spare codes yet."""
        return _("The six digits that your app shows now.")


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # as above
    """The password, asked again before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = forms.PasswordField(
            label=_("Password"), called=_("your password")
        )


class ChangeForm(NewPassword, ChangePasswordForm):  # type: ignore[misc]  # as above
    """The old password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = forms.PasswordField(
            label=_("Password you have now"), called=_("the password you have now")
        )


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]  # as above
    """Asks for a letter; whether anybody has the address is never told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.EmailField(
            label=_("Email address"), called=_("your email address"), autocomplete="username"
        )

    def clean_email(self) -> str:
        """Nothing is looked up while somebody waits."""
        return str(self.cleaned_data["email"]).strip().lower()

    def save(self, request: HttpRequest, **_options: Any) -> str:
        """A job writes the letter. One is queued for unknown addresses too: it takes as long."""
        del request
        email: str = self.cleaned_data["email"]
        user = User.objects.filter(email=email, is_active=True).first()
        enqueue("accounts.send_reset", user=user.public_id if user else "")
        return email


class ResetForm(NewPassword, ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """A new password by the link of a letter."""
