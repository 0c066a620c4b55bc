"""`flyingstart invite`: somebody new, from the command line; the first administrator above all."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.db import transaction

from flyingstart.accounts.errors import AccountsError
from flyingstart.accounts.letters import invitation_address
from flyingstart.accounts.models import Invitation, User
from flyingstart.accounts.operations.invitations import invite, make_link
from flyingstart.accounts.operations.roles import RoleAt
from flyingstart.accounts.roles import ROLES
from flyingstart.kernel.api import Command as BaseCommand
from flyingstart.kernel.api import clock


class Command(BaseCommand):
    """Prints the link, which works once; asked again for who has not accepted, a new one."""

    help = "Invite somebody to sign in, with a role everywhere; prints the link to hand over"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="what they sign in with")
        parser.add_argument("--name", required=True, help="what colleagues call them")
        parser.add_argument(
            "--role",
            choices=list(ROLES),
            default="administrator",
            help="what they may do, everywhere (administrator)",
        )

    def handle(self, *_args: Any, email: str, name: str, role: str, **_options: Any) -> None:
        try:
            with transaction.atomic():
                invitation = self.open_invitation(email) or invite(
                    email=email,
                    name=name,
                    roles=[RoleAt(role_name=role)],
                    by=self.actor,
                    at=clock.now(),
                )
                link = make_link(invitation=invitation, by=self.actor, at=clock.now())
        except AccountsError as fault:
            self.refuse(str(fault))
        self.say(f"{invitation.user} chooses a password here, once, within a week:")
        self.stdout.write(invitation_address(link))

    def open_invitation(self, email: str) -> Invitation | None:
        """The one that this address has not accepted yet."""
        user = User.objects.filter(email=email.strip().lower()).first()
        held = user.invitations.filter(accepted_at=None, withdrawn_at=None) if user else None
        return held.select_related("user").first() if held is not None else None
