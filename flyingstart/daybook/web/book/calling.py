"""How a roll call went, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.design.api import formats


def called_words(everybody: int, safe: int) -> str:
    """How many of the roll were ticked."""
    return _("%(safe)s of %(all)s people on the roll were ticked as safe.") % {
        "safe": formats.number(safe),
        "all": formats.number(everybody),
    }


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
