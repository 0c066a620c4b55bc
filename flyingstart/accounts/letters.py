"""What is written to people about their sign-in: plain text, one link."""

from __future__ import annotations

import datetime as dt
import uuid
from textwrap import dedent

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.accounts.models import Invitation, User
from flyingstart.accounts.operations.invitations import make_link
from flyingstart.kernel.api import Actor, clock

BY = Actor.job("accounts.letters")


@transaction.atomic
def write_invitation(public_id: str) -> None:
    """Send somebody the link of their invitation, made now: without the letter there is none.

    Nothing when it was accepted or withdrawn, or when somebody was given its link otherwise.
    """
    invitation = Invitation.objects.select_related("user").get(public_id=uuid.UUID(public_id))
    if not invitation.is_open or invitation.link_hash is not None:
        return
    link = make_link(invitation=invitation, by=BY, at=clock.now())
    _send(
        invitation.user,
        _("Your sign-in for Flying Start"),
        _(
            """\
            Hello %(name)s,

            you are invited to sign in to Flying Start, the record of the service for families
            with young children. Choose a password here:

            %(address)s

            The link works once, and until %(until)s. You will need your phone: signing in asks
            for a code from an app on it.

            If you did not expect this, tell whoever looks after Flying Start, and do not follow
            the link."""
        ),
        invitation_address(link),
        until=f"{clock.today() + dt.timedelta(days=settings.INVITATION_DAYS):%-d %B %Y}",
    )


def write_reset(public_id: str) -> None:
    """Send somebody who can sign in the way to a new password."""
    user = (
        User.objects.filter(public_id=uuid.UUID(public_id), is_active=True).first()
        if public_id
        else None
    )
    if user is None:
        return
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    _send(
        user,
        _("A new password for Flying Start"),
        _(
            """\
            Hello %(name)s,

            somebody, most likely you, asked for a new password for Flying Start. Choose it here
            within two hours:

            %(address)s

            If it was not you, you need not do anything: your password stays as it is."""
        ),
        settings.SITE_ADDRESS + path.replace("UID-KEY", key),
    )


def invitation_address(link: str) -> str:
    """Where an invitation is accepted."""
    return settings.SITE_ADDRESS + reverse("welcome", args=[link])


def _send(user: User, subject: str, words: str, address: str, **others: str) -> None:
    text = dedent(words) % {"name": user.name, "address": address, **others}
    EmailMessage(subject=subject, body=text + "\n", to=[user.email]).send()
