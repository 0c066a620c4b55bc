"""What happens round requests of people who signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from flyingstart.accounts.looking import gathering
from flyingstart.accounts.operations.openings import record_openings
from flyingstart.kernel.api import actor_of, clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class AccessLogMiddleware:
    """Writes down what was opened, after the request's transaction and before its answer leaves.

    Stands outside the transaction, so that a fault in the page loses nothing of the log. When the
    log cannot be written nobody gets to see the page.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then note what was opened for it."""
        with gathering() as openings:
            response = self.get_response(request)
        if openings:
            record_openings(openings=openings, by=actor_of(request), at=clock.now())
        return response
