"""The key of what a page said: the same sent twice is one, other words from it are not dropped."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any


def key_of(page: uuid.UUID, said: Mapping[str, Any]) -> uuid.UUID:
    """The key of a page's words. Who goes back, writes more and sends it again says more."""
    words = sorted((name, str(value)) for name, value in said.items())
    return uuid.uuid5(page, repr(words))
