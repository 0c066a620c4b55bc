"""How a roll call went, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design.api import formats

MOST_NAMES = 200


def called_words(everybody: int, safe: int) -> str:
    """How many of the roll were ticked."""
    return _("%(safe)s of %(all)s people on the roll were ticked as safe.") % {
        "safe": formats.number(safe),
        "all": formats.number(everybody),
    }


def unticked_words(names: Sequence[str]) -> str:
    """Who was not ticked, of those who are not registered; "" for nobody."""
    if not names:
        return ""
    return _("Not ticked: %(names)s") % {"names": ", ".join(names[:MOST_NAMES])}


def heads_words(heads: int) -> str:
    """How many nobody named; "" for none."""
    if not heads:
        return ""
    words = ngettext(
        "%(n)s head without a name was counted at the door.",
        "%(n)s heads without names were counted at the door.",
        heads,
    )
    return words % {"n": formats.number(heads)}
