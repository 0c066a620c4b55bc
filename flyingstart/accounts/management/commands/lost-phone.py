"""`flyingstart lost-phone`: when the one who lost it is the only administrator."""  # noqa: N999 - its name

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from flyingstart.accounts.errors import AccountsError
from flyingstart.accounts.models import User
from flyingstart.accounts.operations.people import forget_second_step
from flyingstart.kernel.api import Command as BaseCommand
from flyingstart.kernel.api import clock


class Command(BaseCommand):
    """Signs them out everywhere; they set up another phone when they next sign in."""

    help = "Forget somebody's phone, so that they set up another one when they next sign in"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="what they sign in with")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            self.refuse("nobody signs in with this address")
        try:
            forget_second_step(user=user, by=self.actor, at=clock.now())
        except AccountsError as fault:
            self.refuse(str(fault))
        self.say(f"{user} sets up another phone at the next sign-in.")
