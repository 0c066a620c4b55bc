"""Where signing in is, under /sign-in/. Of allauth's pages only these have an address."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from flyingstart.accounts.web import sign_in

urlpatterns = [
    path("", sign_in.SignIn.as_view(), name="sign-in"),
    path("", sign_in.SignIn.as_view(), name="account_login"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("forgotten/", account.password_reset, name="account_reset_password"),
    path("forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "forgotten/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-\w]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("welcome/<str:link>/", sign_in.Welcome.as_view(), name="welcome"),
    path("rules/", sign_in.AgreeToTerms.as_view(), name="terms"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("yours/", sign_in.OwnSignIn.as_view(), name="mfa_index"),
    path("yours/password/", account.password_change, name="account_change_password"),
    path("yours/phone/", totp.activate_totp, name="mfa_activate_totp"),
    path("yours/phone/another/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("yours/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("yours/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("yours/devices/", sign_in.Devices.as_view(), name="usersessions_list"),
]
