"""The address of the application's database, as libpq and so ADBC take it."""

from __future__ import annotations

from django.db import connection
from psycopg.conninfo import make_conninfo

from flyingstart.evidence.errors import EvidenceError

_KEYS = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
# Django's own words for the connection, which libpq does not know.
_NOT_LIBPQ = {"pool", "isolation_level", "assume_role", "server_side_binding", "context"}


def address() -> str:
    """Connection text of the application's login: key words and values, sockets included."""
    settings = connection.settings_dict
    parts = {ours: settings[key] for key, ours in _KEYS.items() if settings.get(key)}
    options = {k: v for k, v in settings.get("OPTIONS", {}).items() if k not in _NOT_LIBPQ}
    return make_conninfo(**parts, **options)


class DatabaseUnreachableError(EvidenceError):
    """The database does not answer; nothing was changed."""
