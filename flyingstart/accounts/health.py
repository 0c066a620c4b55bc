"""What doctor asks of sign-ins: who can look after them, the second step, where letters go."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef

from flyingstart.accounts.models import User
from flyingstart.accounts.queries.people import administrators_on
from flyingstart.kernel.api import clock, health

HOW_TO = "see docs/how-to/sign-ins.md"


def sign_ins() -> Iterator[health.Finding]:
    """Whether somebody can look after sign-ins, and whether a password alone opens them."""
    if administrators_on(clock.today()).exists():
        yield health.ok("administrator", "somebody can look after sign-ins")
    else:
        mend = f"`flyingstart invite EMAIL --name NAME --role administrator`; {HOW_TO}"
        yield health.note("administrator", "nobody can look after sign-ins yet", mend)
    if not settings.SECOND_STEP_REQUIRED:
        words = "NOT asked for: a password alone opens everything, as this is a demo"
        yield health.note("second step", words, "unset FLYINGSTART_DEMO where people are real")
        return
    phones = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    without = User.objects.filter(~Exists(phones), is_active=True, is_staff=True).count()
    words = "asked of everybody"
    yield health.ok(
        "second step", words + (f"; {without} have yet to set it up" if without else "")
    )


def letters() -> Iterator[health.Finding]:
    """Where letters go: to people, or into a folder."""
    if settings.SMTP_URL:
        server = f"{settings.EMAIL_HOST}, from {settings.DEFAULT_FROM_EMAIL}"
        yield health.ok("letters", f"leave by {server}")
    else:
        words = f"are not sent; they lie as files in {settings.EMAIL_FILE_PATH}"
        yield health.note(
            "letters", words, "set SMTP_URL and MAIL_FROM; docs/reference/settings.md"
        )


for check in (
    health.HealthCheck(name="sign-ins", order=45, run=sign_ins),
    health.HealthCheck(name="letters", order=46, run=letters, needs=health.Need.NOTHING),
):
    health.health_checks.register(check.name, check)
