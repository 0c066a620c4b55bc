"""How a fault is written to the log: where it happened and what kind it is, not about whom."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType

Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(logging.Formatter):
    """Of what a fault says, its first line: a database quotes the row on those that follow."""

    def formatException(self, ei: Fault) -> str:  # noqa: N802 - logging's own name
        """The ways through the code, the first cause first."""
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _told(fault: BaseException) -> Iterator[str]:
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if before is not None:
        yield from _told(before)
        yield ""
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(fault.__traceback__)).rstrip("\n")
    kind, words = type(fault), str(fault).partition("\n")[0]
    yield f"{kind.__module__}.{kind.__qualname__}: {words}"
