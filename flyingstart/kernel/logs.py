"""How a fault is written to the log: where it happened and what kind it is, not about whom."""

from __future__ import annotations

import copy
import datetime as dt
import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from types import TracebackType

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


SECRETS = frozenset({"link", "secret", "code"})
"""Parts of an address, by their names in the routes, that open something to whoever knows them."""
SHORTEST_SECRET = 20
"""No part of an address of ours that opens nothing is so long, but ids."""


class LineFormatter(logging.Formatter):
    """A line without what opens doors; of a fault, the first line of what it says.

    A database quotes the row on the lines that follow.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, secrets of the request's address left out."""
        line = super().format(record)
        for secret in _secrets_of(getattr(record, "request", None)):
            line = line.replace(secret, "…")
        return line

    def formatException(self, ei: Fault) -> str:  # noqa: N802 - logging's own name
        """The ways through the code, the first cause first."""
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _secrets_of(request: object) -> Iterator[str]:
    match = getattr(request, "resolver_match", None)
    if match is None:
        # A link that was copied with the full stop behind it finds no page, and opens without it.
        parts = str(getattr(request, "path", "")).split("/")
        yield from (part for part in parts if len(part) >= SHORTEST_SECRET)
        return
    for name, value in match.kwargs.items():
        # The key of a new password stands beside whose it is.
        if value and (name in SECRETS or (name == "key" and "uidb36" in match.kwargs)):
            yield str(value)


def _told(fault: BaseException) -> Iterator[str]:
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _told(before)
        yield ""
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(fault.__traceback__)).rstrip("\n")
    kind, words = type(fault), str(fault).partition("\n")[0]
    yield f"{kind.__module__}.{kind.__qualname__}: {words}"


request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The mark of the request in hand, the same in every line about it; blank outside requests."""


WRONG_HOST = "django.security.DisallowedHost"


class JsonFormatter(LineFormatter):
    """One JSON object a line, for machines: `LOG_FORMAT=json`. Words and faults as in a line, but
    a request's route in place of its address, which holds ids and what somebody typed.

    `time`, `level`, `logger`, `message`; where there is one, `request` (its id) and `fault` (lines
    of the way through the code). A record's `fields` are added: short words and numbers only.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        if record.name == WRONG_HOST:
            record = copy.copy(record)
            record.msg, record.args, record.exc_info = "A host that is not ours", (), None
        message, *fault = super().format(record).split("\n")
        message = _by_route(message, getattr(record, "request", None))
        told: dict[str, object] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
        }
        if mark := request_id.get():
            told["request"] = mark
        told.update(getattr(record, "fields", {}))
        if fault:
            told["fault"] = fault
        return json.dumps(told, ensure_ascii=False)


def _by_route(message: str, request: object) -> str:
    path = getattr(request, "path", "")
    if path in {"", "/"}:
        return message
    match = getattr(request, "resolver_match", None)
    route = f"/{match.route}" if match else "…"
    # Django writes what is not ASCII in its own way.
    for written in (path, path.encode("unicode_escape").decode("ascii")):
        message = message.replace(written, route)
    return message


class ServerFormatter(JsonFormatter):
    """What the web server says by itself: nothing of who asked and for what."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: of what was asked, no more than that it was wrong."""
        told, asked = copy.copy(record), str(record.msg)
        if asked.startswith(BAD_REQUEST):
            told.msg, told.args = BAD_REQUEST, ()
        elif asked.startswith(FAILED_REQUEST):
            told.msg, told.args = FAILED_REQUEST, ()
        return super().format(told)


BAD_REQUEST, FAILED_REQUEST = "Invalid request", "Error handling request"


def tell_all() -> None:
    """From now on also a fault that nobody caught, and a warning of Python's, is one JSON line."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("flyingstart.process")
    logger.addHandler(handler)
    logger.propagate = False

    def tell(kind: type[BaseException], fault: BaseException, way: TracebackType | None) -> None:
        logger.critical("ended by a fault", exc_info=(kind, fault, way))

    sys.excepthook = tell
    threading.excepthook = lambda told: logger.error(
        "a thread ended by a fault", exc_info=told.exc_value
    )
    logging.captureWarnings(capture=True)
