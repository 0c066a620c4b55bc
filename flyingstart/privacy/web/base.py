"""What the pages of privacy share: a small form with one operation, and a page about one thing."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission, User, log_opening
from flyingstart.design.api import AnswerRow, ShownTable, forms
from flyingstart.kernel.api import clock
from flyingstart.privacy.errors import PrivacyError

PROTECT = Permission.PROTECT_DATA
M = TypeVar("M", bound=models.Model)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class SmallForm:
    """A page with one form. `save` is one operation; `done` is said once it is saved.

    `foreseen` are sentences that say what will happen; `facts` are (question, answer). `then` is
    the page that follows, `back` the one before.
    """

    title: str
    form: forms.Form
    save: Callable[[Mapping[str, Any]], object]
    done: str
    back: str
    then: Callable[[Any], str] | None = None
    button: str = ""
    caption: str = ""
    is_grave: bool = False
    foreseen: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that can be done; the first of a page is the next one."""

    words: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A page about one thing: how it stands, by when what is next, what is known, what can be done.

    `notes` are sentences; `tables` come last.
    """

    title: str
    back: str
    back_words: str
    caption: str = ""
    state: str = ""
    due: str = ""
    is_late: bool = False
    facts: Sequence[AnswerRow] = ()
    steps: Sequence[Step] = ()
    notes: Sequence[str] = ()
    tables: Sequence[ShownTable[Any]] = field(default=())


def answer(request: HttpRequest, page: SmallForm) -> HttpResponse:
    """Show the form; save what is sent and go on. Faults are said in place."""
    if request.method == "POST" and page.form.is_valid():
        try:
            made = page.save(page.form.cleaned_data)
        except PrivacyError as fault:
            page.form.add_error(None, str(fault))
        else:
            messages.success(request, page.done)
            return HttpResponseRedirect(page.then(made) if page.then else page.back)
    context = {"page": page, "form": page.form, "button": page.button or _("Save")}
    return TemplateResponse(request, "privacy/edit.jinja", context)


def draw(request: HttpRequest, thing: Thing) -> HttpResponse:
    """The page of a thing."""
    return TemplateResponse(request, "privacy/thing.jinja", {"page": thing})


def sent(request: HttpRequest) -> Any:
    """What a form was filled with; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def found(rows: models.QuerySet[M], public_id: uuid.UUID) -> M:
    """A row by its public id. Raises `Http404`."""
    one = rows.filter(public_id=public_id).first()
    if one is None:
        raise Http404
    return one


def user_of(request: HttpRequest) -> User:
    """Who asks. Raises `Http404` for anybody else."""
    if isinstance(request.user, User):
        return request.user
    raise Http404


def note_opening(request: HttpRequest, kind: str, public_id: uuid.UUID) -> None:
    """Put on record that the reader opened something."""
    log_opening(kind=kind, public_id=public_id, user=user_of(request), allowed=True, at=clock.now())


def read_time(text: str) -> dt.time:
    """A time of day such as 10:30 or 2pm. Raises `ValidationError`."""
    match = _TIME.fullmatch(text.strip())
    if match:
        hour, minute = int(match[1]), int(match[2] or 0)
        half = (match[3] or "").lower()
        if half:
            # 13am is no hour, and 0pm nobody means the same by.
            hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else 24
        if hour < 24 and minute < 60 and (half or match[2]):
            return dt.time(hour, minute)
    raise ValidationError(_("Write a time such as 10:30 or 2pm"))


def paragraph(words: str) -> Sequence[str]:
    """Lines of a text, as an answer shows them."""
    return [line for line in words.splitlines() if line.strip()]
