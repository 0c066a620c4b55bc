"""Inviting somebody, and becoming one who signs in."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from flyingstart.accounts.errors import InvitationError
from flyingstart.accounts.models import Invitation, User
from flyingstart.accounts.operations.people import check_password, new_user, save_new
from flyingstart.accounts.operations.roles import RoleAt, end_roles, give_roles
from flyingstart.accounts.queries.invitations import link_hash
from flyingstart.kernel.api import Actor, clock, operation
from flyingstart.kernel.jobs import enqueue


@operation
def invite(
    *, email: str, name: str, roles: Sequence[RoleAt], by: Actor, at: dt.datetime
) -> Invitation:
    """Let somebody become one who signs in; a letter with the link is on its way.

    Raises `EmailError`, `PersonNameError` and `RoleError`.
    """
    user = new_user(email, name)
    user.is_staff, user.is_active = True, False
    user.set_unusable_password()
    save_new(user)
    give_roles(user, roles, by, at)
    invitation = Invitation.objects.create(user=user)
    invitation.refresh_from_db()
    enqueue("accounts.send_invitation", invitation=invitation.public_id)
    return invitation


@operation
def send_again(*, invitation: Invitation, by: Actor, at: dt.datetime) -> None:
    """Write the letter once more, with a new link; the one before is void at once.

    Raises `InvitationError` when the invitation is no longer open.
    """
    held = _held(invitation)
    if not held.is_open:
        raise InvitationError(_("This invitation was accepted or withdrawn already."))
    held.link_hash = held.link_ends_at = None
    held.save()
    enqueue("accounts.send_invitation", invitation=invitation.public_id)


@operation
def make_link(*, invitation: Invitation, by: Actor, at: dt.datetime) -> str:
    """The secret end of an invitation's address, told this once; links before it no longer work.

    Raises `InvitationError` when the invitation is no longer open.
    """
    held = _held(invitation)
    if not held.is_open:
        raise InvitationError(_("This invitation was accepted or withdrawn already."))
    link = secrets.token_urlsafe(32)
    held.link_hash = link_hash(link)
    held.link_ends_at = at + dt.timedelta(days=settings.INVITATION_DAYS)
    held.save()
    return link


@operation
def accept_invitation(*, link: str, password: str, by: Actor, at: dt.datetime) -> User:
    """Choose a password by the link of an invitation; once.

    Raises `InvitationError` for a link that does not work, and `PasswordError`.
    """
    invitation = (
        Invitation.objects.select_for_update(no_key=True, of=["self"])
        .select_related("user")
        .filter(link_hash=link_hash(link))
        .first()
    )
    if invitation is None or not invitation.is_fresh(at):
        raise InvitationError(
            _(
                "This invitation was used already, was withdrawn, or is too old. "
                "Ask whoever invited you for a new one."
            )
        )
    user = User.objects.select_for_update(no_key=True).get(pk=invitation.user_id)
    check_password(password, user)
    invitation.accepted_at = at
    invitation.save()
    user.is_active = True
    user.set_password(password)
    user.save()
    return user


@operation
def withdraw_invitation(*, invitation: Invitation, by: Actor, at: dt.datetime) -> None:
    """Its link no longer works, and the roles that came with it end.

    Raises `InvitationError` when it is no longer open.
    """
    held = _held(invitation)
    if not held.is_open:
        raise InvitationError(_("This invitation was accepted or withdrawn already."))
    held.withdrawn_at, held.link_hash, held.link_ends_at = at, None, None
    held.save()
    end_roles(held.user, clock.london_day(at))


def _held(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
