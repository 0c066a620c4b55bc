"""Statements put together from parts, each with its own parameters, and conditions made of them."""

from __future__ import annotations

import string
from typing import Any, NamedTuple

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func
from django.db.models.sql.compiler import SQLCompiler


class Piece(NamedTuple):
    """Part of a statement, and its parameters. `{this}` in it is the row that is asked about."""

    text: str
    parameters: tuple[Any, ...] = ()


def value(given: Any) -> Piece:
    """A parameter."""
    return Piece("%s", (given,))


def put(template: str, **parts: Piece | str) -> Piece:
    """A template with parts in it, by name; `{this}` stays."""
    text: list[str] = []
    parameters: list[Any] = []
    for words, name, _spec, _conversion in string.Formatter().parse(template):
        text.append(words)
        if name == "this":
            text.append("{this}")
        elif name is not None:
            part = parts[name]
            piece = Piece(part) if isinstance(part, str) else part
            text.append(piece.text)
            parameters += piece.parameters
    return Piece("".join(text), tuple(parameters))


def among(column: str, rows: Piece) -> Piece:
    """That a column is among the rows of a statement, which is worked out once.

    `IS TRUE` keeps the database from joining the two instead: it takes the rows for few, and then
    reads them again for each row of the list.
    """
    return put("(({column} IN ({rows})) IS TRUE)", column=Piece(column), rows=rows)


class Told(Func):
    """What a statement says of a row: whether it belongs to a list, or what it is sorted by."""

    def __init__(self, piece: Piece, output_field: models.Field[Any, Any] | None = None) -> None:
        super().__init__(F("pk"), output_field=output_field or models.BooleanField())
        self.piece = piece

    def as_sql(  # type: ignore[override]  # the plugin's stub knows no params of a subquery
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django hands it over
        **_: Any,
    ) -> tuple[str, list[Any]]:
        """The statement, the row by the name it bears in the query."""
        name, _params = compiler.compile(self.get_source_expressions()[0])
        return self.piece.text.replace("{this}", name), list(self.piece.parameters)
