"""The line to the site of the tests, which can be cut: the browser's own "offline" lets by, at
times, what a page that just came or a worker that was started anew asks for."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http.response import HttpResponseBase


class Line(StaticFilesHandler):
    """The site; while the line is cut, connections end without an answer."""

    is_cut = False

    def __call__(self, environ: Any, start_response: Any) -> HttpResponseBase:
        """Answer a request. Raises `ConnectionAbortedError`, on which the server says nothing."""
        if Line.is_cut:
            raise ConnectionAbortedError
        return super().__call__(environ, start_response)
