"""The geography that a file is judged against."""

from __future__ import annotations

from flyingstart.kernel.api import ImportRefused
from flyingstart.places.errors import NoAuthorityError
from flyingstart.places.queries.held import Geography, load_geography


def geography_held() -> Geography:
    """All area sets. Raises `ImportRefused` before the authority's pack was loaded."""
    try:
        return load_geography()
    except NoAuthorityError as fault:
        raise ImportRefused(str(fault)) from None
