"""The mark of each request, and one line about it: which page, how it went, how long it took."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from flyingstart.kernel.logs import request_id

HEADER = "X-Request-ID"
# What a proxy of ours may call a request: nothing that could be taken for more than a mark.
_MARK = re.compile(r"[A-Za-z0-9-]{8,64}")
logger = logging.getLogger("flyingstart.requests")


class RequestLogMiddleware:
    """First of all, so that whatever is said about a request carries its mark.

    The line names the route, not the address: addresses hold ids, and what opens something. It
    names nobody: who opened what is in the access log, which is guarded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, the mark in a header of the answer."""
        mark = mark_of(request)
        token, begun = request_id.set(mark), time.monotonic()
        try:
            response = self.get_response(request)
            response[HEADER] = mark
            found = request.resolver_match
            fields = {
                "method": request.method if request.method in KNOWN_METHODS else "other",
                "route": found.route if found else "",
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - begun) * 1000),
            }
            logger.info("answered", extra={"fields": fields})
            return response
        finally:
            request_id.reset(token)


KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def mark_of(request: HttpRequest) -> str:
    """The mark that a proxy of ours gave it, or a new one."""
    given: str = request.headers.get(HEADER, "")
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0 and _MARK.fullmatch(given)
    return given if trusted else uuid.uuid4().hex
