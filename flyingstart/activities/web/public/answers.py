"""How public pages are answered: small, for a short time also from the browser's own store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

View: TypeAlias = Callable[..., HttpResponse]

A_MINUTE, A_QUARTER_HOUR = 60, 15 * 60


def public_page(view: View) -> View:
    """A page for anybody. Its script's nonce is one reader's, so no store in between keeps it."""
    kept: Any = cache_control(private=True, max_age=A_MINUTE)(view)
    return _packed(kept)


def public_file(view: View) -> View:
    """A file for anybody, kept by whoever likes; not sent again while it is the same."""
    kept: Any = cache_control(public=True, max_age=A_QUARTER_HOUR)(view)
    return _packed(conditional_page(kept))


def _packed(view: Any) -> View:
    # Nothing secret stands in these answers that their length could tell.
    packed: View = require_safe(gzip_page(view))
    return packed
