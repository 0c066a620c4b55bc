"""What is written to those who read worries and day books: that there is one, and where it is."""

from __future__ import annotations

from textwrap import dedent

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.daybook.enums import ConcernKind
from flyingstart.daybook.models import DayEntry
from flyingstart.daybook.queries.concerns import readers_of
from flyingstart.daybook.queries.entries import managers_of
from flyingstart.kernel.api import clock


def write_to_readers(concern: str, kind: str) -> None:
    """A letter to each of them; sent again after a fault, some may get it twice."""
    words = dedent(
        _(
            """\
            Hello %(name)s,

            a colleague has raised a worry in Flying Start. Please read it now:

            %(address)s

            This letter says nothing about it on purpose, and neither should an answer."""
        )
    )
    address = settings.SITE_ADDRESS + reverse("concern", args=[concern])
    for reader in readers_of(ConcernKind(kind), clock.today()):
        EmailMessage(
            subject=_("A worry has been raised"),
            body=words % {"name": reader.name, "address": address} + "\n",
            to=[reader.email],
        ).send()


def write_to_managers(entry: str) -> None:
    """A letter to each manager of its site; no name, no word of what happened."""
    held = DayEntry.objects.select_related("site").get(public_id=entry)
    words = dedent(
        _(
            """\
            Hello %(name)s,

            something was written in the day book of %(site)s that is to be read and countersigned:

            %(address)s

            This letter says nothing about it on purpose, and neither should an answer."""
        )
    )
    address = settings.SITE_ADDRESS + reverse("day-book-entry", args=[held.public_id])
    for manager in managers_of(held.site, clock.today()):
        said = {"name": manager.name, "site": held.site.name, "address": address}
        EmailMessage(
            subject=_("Day book: please read"), body=words % said + "\n", to=[manager.email]
        ).send()
