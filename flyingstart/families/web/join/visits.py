"""A visit to a draft: what a request may open, and the same kind page for all it may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from flyingstart.families.errors import AnswersChangedError, DraftGoneError
from flyingstart.families.operations.drafts import save_answer
from flyingstart.families.queries.drafts import HeldDraft, held_draft
from flyingstart.families.rules.joining import Answers, Kept, Path, mark
from flyingstart.families.web.join.pages import TO_CHECK, path_of
from flyingstart.families.web.join.passes import Pass, give_pass, read_pass
from flyingstart.kernel.api import actor_of, clock

P = ParamSpec("P")
WORD = "word"
"""Under which answer the word is kept that she chose, as a hash."""
GOOD_NIGHT = "https://www.bbc.co.uk/weather"
"""Where "Exit this page" leads: something that anybody may be looking at."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A request that may open a draft."""

    request: HttpRequest
    held: Pass
    draft: HeldDraft

    @property
    def secret(self) -> str:
        """What opens the draft."""
        return self.held.secret

    @property
    def answers(self) -> Answers:
        """What was answered so far."""
        return self.draft.answers

    @property
    def path(self) -> Path:
        """The way through the questions."""
        return path_of(self.answers)

    @property
    def to_check(self) -> bool:
        """Whether an answer leads back to the check."""
        return TO_CHECK in self.request.GET

    @property
    def is_stopping(self) -> bool:
        """Whether she wants to finish later."""
        return "later" in self.request.POST

    def save(self, key: str, kept: Kept | None) -> Answers:
        """Keep an answer to what the page showed; all there are now.

        Raises `DraftGoneError` and `AnswersChangedError`.
        """
        return save_answer(
            secret=self.secret,
            key=key,
            kept=kept,
            seen=self.request.POST.get("seen", ""),
            by=actor_of(self.request),
            at=clock.now(),
        )

    def save_word(self, kept: Kept) -> None:
        """Keep the word, whatever it was before."""
        save_answer(
            secret=self.secret,
            key=WORD,
            kept=kept,
            seen=mark(self.answers.get(WORD)),
            by=actor_of(self.request),
            at=clock.now(),
        )


View = Callable[Concatenate[Visit, P], HttpResponse]


def with_draft(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a view see the draft that the browser may open, while it is not sent.

    Sent already: to the last page. Unknown, run out, another's: one page that says what to do. Put
    away for long: the word is asked for, as it is of who comes by the link.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        held = read_pass(request)
        if not held.secret and held.locked:
            return HttpResponseRedirect(reverse("join-back"))
        try:
            draft = held_draft(held.secret, clock.now())
            if draft.is_sent:
                return HttpResponseRedirect(reverse("join-done"))
            response = view(Visit(request=request, held=held, draft=draft), *args, **kwargs)
        except DraftGoneError:
            return gone(request)
        except AnswersChangedError:
            # What a view does not tell her itself: it was sent from another page just now.
            return HttpResponseRedirect(reverse("join-done"))
        if not response.cookies:
            give_pass(response, held)
        return response

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


@require_safe
@never_cache
def nothing(request: HttpRequest) -> HttpResponse:
    """Where a link leads that opens nothing."""
    return gone(request)


def gone(request: HttpRequest) -> HttpResponse:
    """What everybody reads who has no draft, for whatever reason."""
    return page(request, "gone", status=HTTPStatus.NOT_FOUND)


def page(
    request: HttpRequest,
    name: str,
    context: dict[str, Any] | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> TemplateResponse:
    """One of the pages of joining."""
    return TemplateResponse(
        request, f"families/join/{name}.jinja", context or {}, status=status.value
    )


def found_draft(request: HttpRequest) -> HeldDraft | None:
    """A draft that is begun and not sent, if the browser may open one."""
    try:
        draft = held_draft(read_pass(request).secret, clock.now())
    except DraftGoneError:
        return None
    return None if draft.is_sent else draft
