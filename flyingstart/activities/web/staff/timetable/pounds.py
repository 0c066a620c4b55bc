"""Prices as they stand in boxes."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _


class PriceError(ValueError):
    """What was written is no price; the message is for who wrote it."""


def pounds_written(pence: int) -> str:
    """A price as it stands in a box; nothing for what is free."""
    if not pence:
        return ""
    return f"{pence // 100}" if pence % 100 == 0 else f"{pence / 100:.2f}"


def read_pounds(text: str) -> int:
    """A price in pence: 2, £2.50, free. Raises `PriceError`."""
    words = text.replace(" ", "").removeprefix("£").casefold()
    if words in {"", "free", _("Free").casefold()}:
        return 0
    found = re.fullmatch(r"([0-9]{1,5})(?:[.,]([0-9]{2}))?", words)
    if found is None:
        raise PriceError(_("“%(words)s” is not a price: write it like 2 or 2.50") % {"words": text})
    return int(found[1]) * 100 + int(found[2] or 0)
