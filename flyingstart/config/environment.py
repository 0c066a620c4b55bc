"""Reads the environment into plain Python values, before Django exists."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from flyingstart.kernel.embedded_postgres import private_text

REPOSITORY = Path(__file__).resolve().parents[2]
SECRET_LENGTH = 64


class EnvironmentVariableError(ValueError):
    """A variable of the environment says something we cannot use."""


def flag(name: str, *, default: bool = False) -> bool:
    """A yes/no variable. Raises `EnvironmentVariableError` for anything else."""
    text = os.environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise EnvironmentVariableError(f"{name} must be 1 or 0, not {text!r}")


def whole_number(name: str, *, default: int, least: int = 0) -> int:
    """A number variable, from `least`. Raises `EnvironmentVariableError` for anything else."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise EnvironmentVariableError(f"{name} must be a whole number, not {text!r}")
    if int(text) < least:
        raise EnvironmentVariableError(f"{name} must be {least} or more, not {text}")
    return int(text)


def one_of(name: str, default: str, *others: str) -> str:
    """A variable with few possible values. Raises `EnvironmentVariableError` for others."""
    text = os.environ.get(name, "").strip().lower() or default
    if text not in {default, *others}:
        raise EnvironmentVariableError(f"{name} must be {default} or {', '.join(others)}")
    return text


def words(name: str, *, default: str = "") -> list[str]:
    """A list with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def home() -> Path:
    """The folder of everything this installation keeps outside its database."""
    return Path(os.environ.get("FLYINGSTART_HOME") or REPOSITORY / ".flyingstart").resolve()


def make_home() -> Path:
    """Make that folder for us alone.

    Root runs the embedded database as another user, who must be able to pass through, but not to
    list: hence 0711 for root, 0700 for all others. Raises `EnvironmentVariableError` where no
    folder can be made.
    """
    folder = home()
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as fault:
        raise EnvironmentVariableError(
            f"the home folder {folder} cannot be made ({fault.strerror}): set FLYINGSTART_HOME to "
            "one that this user may write"
        ) from None
    return folder


def secret_key() -> str:
    """SECRET_KEY, or one made once for this installation and kept in its home.

    Raises `EnvironmentVariableError` when that file is closed to us, as to all but who made it.
    """
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    path = make_home() / "secret.key"
    try:
        if not path.exists():
            private_text(path, secrets.token_urlsafe(SECRET_LENGTH))
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise EnvironmentVariableError(
            f"{path} cannot be used ({fault.strerror}): run as the user that the home folder "
            "belongs to, or set SECRET_KEY"
        ) from None


def database(url: str | None) -> dict[str, Any]:
    """Django's settings for a PostgreSQL address, sockets (`?host=/folder`) included.

    Raises `EnvironmentVariableError` when the address cannot be read or is not PostgreSQL's.
    """
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "flyingstart",
        # An hour, as a new line signs in and reads the catalogue anew (see `children.open_lines`).
        # One that died is noticed before it is used.
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
    }
    if not url:
        return settings
    if not url.startswith(("postgres://", "postgresql://")):
        raise EnvironmentVariableError("a database address begins with postgresql://")
    try:
        # libpq's own reading, so that whatever psql takes, we take.
        parts = conninfo_to_dict(url)
    except ProgrammingError:
        raise EnvironmentVariableError("a database address cannot be read") from None
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    for key, value in parts.items():
        if key in names:
            settings[names[key]] = value
        elif key == "port":
            settings["PORT"] = str(value)
        else:
            settings.setdefault("OPTIONS", {})[key] = value
    return settings


def address(hosts: list[str], port: int, *, public: bool) -> str:
    """Where the site is reached: by its first name of its own, or on this machine."""
    own = [host.lstrip(".") for host in hosts if host not in {"localhost", "127.0.0.1", "[::1]"}]
    return f"https://{own[0]}" if public and own else f"http://localhost:{port}"


def mail_server(url: str) -> dict[str, Any]:
    """Django's settings for `smtp://user:password@host:587` (STARTTLS) or `smtps://host:465`.

    Raises `EnvironmentVariableError` when the address cannot be read.
    """
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise EnvironmentVariableError("SMTP_URL cannot be read") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise EnvironmentVariableError("SMTP_URL begins with smtp:// or smtps:// and names a host")
    whole = parts.scheme == "smtps"
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if whole else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": whole,
        "EMAIL_USE_TLS": not whole,
    }
