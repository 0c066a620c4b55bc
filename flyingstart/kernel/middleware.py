"""What happens round every request: one transaction that knows who acts; and the health check."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

import pghistory
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.template.response import SimpleTemplateResponse
from django.utils import translation

from flyingstart.kernel.actor import Actor, ActorKind
from flyingstart.kernel.health.readiness import why_not_ready

GetResponse = Callable[[HttpRequest], HttpResponseBase]

HEALTH_PATH, READY_PATH = "/healthz", "/readyz"
STAFF_PATH = "/staff/"
# Pages about who reads them, or about families: no browser keeps them.
KEPT_NOWHERE = (STAFF_PATH, "/sign-in/")
# Row-level security and history read it; empty means nobody has signed in.
ACTOR_SETTING = "flyingstart.actor"
# Who only looks keeps the database no longer than they would wait; writing takes what it takes.
READING_TIMES_OUT = {"GET": "30s", "HEAD": "30s"}
_BEGIN = """
    SELECT set_config(%s, %s, true),
           set_config('statement_timeout', coalesce(%s, current_setting('statement_timeout')), true)
"""


@contextmanager
def acting(by: Actor) -> Iterator[None]:
    """Let the database take somebody else for the one who acts, within a request's transaction.

    For words that one person said and another brings.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [ACTOR_SETTING])
        (before,) = cursor.fetchone()
    _act_as(str(by.id) if by.id else "")
    try:
        yield
    finally:
        _act_as(before or "")


def _act_as(public_id: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [ACTOR_SETTING, public_id])


class LateResponseError(RuntimeError):
    """A view answered with a stream, which would run after its transaction: and see no rows."""


class TransactionMiddleware:
    """Owns the transaction of a request; the last in the list, ATOMIC_REQUESTS off.

    The database knows the actor for as long as the transaction lasts, rendering included: a
    setting made with ATOMIC_REQUESTS would be gone before the view runs. No statement of a request
    that only reads runs on and on. A response of 500 or more leaves nothing behind.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer inside one transaction. Raises `LateResponseError` for streams of our making."""
        with transaction.atomic():
            actor = actor_of(request)
            with connection.cursor() as cursor:
                cursor.execute(
                    _BEGIN,
                    [
                        ACTOR_SETTING,
                        str(actor.id) if actor.id else "",
                        READING_TIMES_OUT.get(request.method or ""),
                    ],
                )
            with pghistory.context(
                actor_kind=actor.kind.value,
                actor=str(actor.id) if actor.id else None,
                actor_name=actor.name,
            ):
                response = self.get_response(request)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response.render()
            if response.streaming and not isinstance(response, FileResponse):
                raise LateResponseError(request.resolver_match and request.resolver_match.view_name)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        return response


class LanguageMiddleware(LocaleMiddleware):
    """Answers in the reader's language, and pages of staff in one that all of the page is in.

    `request.languages` are the codes of those that a page can be had in.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language."""
        super().process_request(request)
        for_staff = request.path_info.startswith(STAFF_PATH)
        known = settings.STAFF_LANGUAGES if for_staff else [code for code, _ in settings.LANGUAGES]
        request.languages = known  # type: ignore[attr-defined]  # a page's frame offers them
        if translation.get_language() not in known:
            translation.activate(known[0])
            request.LANGUAGE_CODE = translation.get_language()


class StaffMiddleware:
    """Sends strangers from everything under /staff/ to sign-in, before any view has a say.

    A view cannot be forgotten, and no method or unknown address tells a stranger anything. Views
    still ask what a person who signed in may do. Looked at is the part of the address that finds
    the view: a prefix in front of it opens nothing.

    Nor does "Back" open anything once somebody signed out: what a browser may keep, it shows again
    without asking us.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or redirect to sign-in and from there back."""
        if request.path_info.startswith(STAFF_PATH) and not request.user.is_authenticated:
            # It needs the model of users, which needs this door.
            from django.contrib.auth.views import redirect_to_login

            return redirect_to_login(request.get_full_path())
        response = self.get_response(request)
        if request.path_info.startswith(KEPT_NOWHERE):
            response.setdefault("Cache-Control", "no-store")
        return response


class HealthMiddleware:
    """Answers /healthz and /readyz before anything else: no session, no sign-in, any host name.

    /healthz: this process and the database live. /readyz: also, the tables are those of this
    release, and somebody does the jobs.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """200 when all is well, 503 when it is not."""
        if request.path == READY_PATH:
            missing = why_not_ready()
            status = HTTPStatus.SERVICE_UNAVAILABLE if missing else HTTPStatus.OK
            return _plain(f"{missing or 'ready'}\n", status)
        if request.path != HEALTH_PATH:
            return self.get_response(request)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return _plain("database not reachable\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return _plain("ok\n", HTTPStatus.OK)


def actor_of(request: HttpRequest) -> Actor:
    """Who acts in a request: the person who signed in, or a visitor without an id."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Actor(kind=ActorKind.USER, name="visitor")
    public_id: uuid.UUID = user.public_id
    return Actor(kind=ActorKind.USER, name=str(user), id=public_id)


def _plain(words: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(
        words, status=status, content_type="text/plain", headers={"Cache-Control": "no-store"}
    )
