"""One's own sign-in, in words."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.queries.steps import has_second_step
from flyingstart.design.api import AnswerRow

# What browsers and systems call themselves, the telling ones first: Edge says Chrome as well.
BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "Chromebook",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def own_sign_in(user: Any) -> list[AnswerRow]:
    """What one can change about it, and where."""
    codes = Authenticator.objects.filter(
        user_id=user.pk, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    is_set_up = has_second_step(user)
    phone = "mfa_deactivate_totp" if is_set_up else "mfa_activate_totp"
    rows = [
        AnswerRow(key=_("Name"), value=user.name),
        AnswerRow(key=_("Email address"), value=user.email),
        AnswerRow(
            key=_("Password"),
            value="••••••••",
            change_href=reverse("account_change_password"),
            change_what=_("your password"),
        ),
        AnswerRow(
            key=_("Phone"),
            value=_("set up") if is_set_up else _("not set up yet"),
            change_href=reverse(phone),
            change_what=_("your phone"),
        ),
    ]
    if codes is not None:
        left = len(codes.wrap().get_unused_codes())
        rows.append(
            AnswerRow(
                key=_("Spare codes"),
                value=_("%(left)s unused") % {"left": left},
                change_href=reverse("mfa_view_recovery_codes"),
                change_what=_("your spare codes"),
            )
        )
    rows.append(
        AnswerRow(
            key=_("Signed in on"),
            value=_("this device, and perhaps others"),
            change_href=reverse("usersessions_list"),
            change_what=_("where you are signed in"),
        )
    )
    return rows


def device(user_agent: str) -> str:
    """A browser and the system it runs on, in words."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown device")
