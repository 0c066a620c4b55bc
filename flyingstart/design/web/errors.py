"""Pages for when something is wrong, in plain words that say what to do next."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from flyingstart.design.components import Plight
from flyingstart.design.frame import bare_frame, frame

# Faults in which neither the database nor the session may be asked.
UNSURE = {HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the address or the form made no sense."""
    del exception
    return _page(
        request,
        HTTPStatus.BAD_REQUEST,
        _("We could not read that"),
        [
            _("Something in the address or in what was sent is not as it should be."),
            _("Go back and try again."),
        ],
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not for this."""
    del exception
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        _("You cannot see this page"),
        [
            _("Your account does not give you access to it."),
            _("If you need it for your work, ask your manager."),
        ],
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing is there, or nothing that this person may know of."""
    del exception
    return _page(
        request,
        HTTPStatus.NOT_FOUND,
        _("Page not found"),
        [
            _(
                "If you typed the address, check that it is right. "
                "If you followed a link, the page may have moved."
            ),
            _("You can start again from the home page."),
        ],
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks nothing of the database: it may be the fault."""
    return _page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        _("Sorry, something went wrong"),
        [
            _(
                "It is our fault, not yours. "
                "What you entered on the last page may not have been saved."
            ),
            _("Wait a minute, then try again."),
        ],
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of the check that a form came from our own page."""
    del reason
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        _("This page was open too long"),
        [
            _(
                "To keep information safe, a page can only be sent for a limited time. "
                "Nothing was saved."
            ),
            _(
                "Go back, load the page again and send it once more. "
                "If that does not help, allow cookies for this site."
            ),
        ],
    )


def _page(
    request: HttpRequest, status: HTTPStatus, title: str, paragraphs: list[str]
) -> HttpResponse:
    context = {
        "request": request,
        "frame": bare_frame(request) if status in UNSURE else frame(request),
        "plight": Plight.DENIED if status == HTTPStatus.FORBIDDEN else Plight.ERROR,
        "title": title,
        "paragraphs": paragraphs,
        "staff": request.path.startswith("/staff/"),
    }
    # Without a request, so that no context processor touches a broken transaction.
    return HttpResponse(render_to_string("design/error.jinja", context), status=status)
