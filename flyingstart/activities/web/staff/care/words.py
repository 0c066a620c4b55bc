"""What a crèche says is short: on its page, and as patterns for tablets that reckon themselves."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design.api import formats


def unsaid_words() -> str:
    """That nobody said how many adults are there."""
    return _("Say below how many adults are with the children.")


def short_words(needed: int, adults: int) -> str:
    """That there are too few adults."""
    return _short(needed).format(needed=needed, adults=adults)


def long_words(minutes: int) -> str:
    """That a child has been there for nearly as long as it may."""
    return _long().format(minutes=formats.number(minutes))


def patterns() -> Mapping[str, str]:
    """The same with {needed}, {adults}, {minutes} and {name} in them, by what they are of."""
    return {
        "unsaid": unsaid_words(),
        "short_one": _short(1),
        "short_many": _short(2),
        "needs_one": _needs(1),
        "needs_many": _needs(2),
        "long": _("{name}: {what}").replace("{what}", _long()),
        "as_known": _("Crèche, as far as this device knows:"),
    }


def _short(needed: int) -> str:
    return ngettext(
        "These children need {needed} adult; {adults} is there. Call a colleague now.",
        "These children need {needed} adults; {adults} are there. Call a colleague now.",
        needed,
    )


def _needs(needed: int) -> str:
    return ngettext(
        "These children need {needed} adult.", "These children need {needed} adults.", needed
    )


def _long() -> str:
    return _("Here for {minutes} minutes today: call the parent back now")
