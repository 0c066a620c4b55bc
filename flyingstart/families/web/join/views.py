"""Joining online: one question a page, saved as one goes, sent once.

Everything works without script. A page carries the mark of what it showed, so that a page that was
overtaken by another one says so and loses nothing.
"""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from flyingstart.design.api import Venue, home_cards, home_venues
from flyingstart.families.errors import (
    AnswersChangedError,
    AnswersMissingError,
    BirthDateError,
    DraftGoneError,
    DueDateError,
    FamiliesError,
)
from flyingstart.families.operations.drafts import begin_draft, note_notice_again, send_draft
from flyingstart.families.operations.joining import HAS_ADDRESS
from flyingstart.families.queries.drafts import held_draft
from flyingstart.families.queries.notices import current_notice, current_version
from flyingstart.families.rules.joining import (
    CHILD,
    MOST_CHILDREN,
    Answers,
    Kept,
    Step,
    children,
    is_expecting,
    mark,
)
from flyingstart.families.web.join import limits
from flyingstart.families.web.join.pages import (
    FORMS,
    WITH_EXIT,
    address,
    child_address,
    notice_blocks,
    open_page,
    path_of,
    sections,
    shown_children,
)
from flyingstart.families.web.join.passes import Pass, give_pass, read_pass
from flyingstart.families.web.join.questions.base import StepForm, name_of
from flyingstart.families.web.join.questions.people import ChildForm
from flyingstart.families.web.join.visits import (
    GOOD_NIGHT,
    Visit,
    found_draft,
    gone,
    page,
    with_draft,
)
from flyingstart.kernel.api import actor_of, clock
from flyingstart.places.api import find_postcode, normal_postcode

MOST_VENUES = 6
both = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """What one needs, how long it takes, who sees it; and the way back to what was begun."""
    draft = found_draft(request)
    context = {
        "is_open": current_notice(translation.get_language()) is not None,
        "onward": open_page(draft.answers) if draft else "",
    }
    return page(request, "start", context)


@both
@never_cache
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice; going on from it begins a draft that remembers which one was shown."""
    notice = current_notice(translation.get_language())
    if notice is None:
        return HttpResponseRedirect(reverse("join"))
    draft = found_draft(request)
    is_new = draft is not None and draft.notice_version != notice.version
    if request.method == "POST" and request.POST.get("version") == notice.version:
        if draft is not None:
            if is_new:
                note_notice_again(
                    secret=read_pass(request).secret,
                    version=notice.version,
                    language=notice.language,
                    by=actor_of(request),
                    at=clock.now(),
                )
            return HttpResponseRedirect(open_page(draft.answers))
        if not limits.may_begin(request):
            return page(request, "busy", status=HTTPStatus.TOO_MANY_REQUESTS)
        secret = begin_draft(
            language=translation.get_language() or settings.LANGUAGE_CODE,
            notice_version=notice.version,
            notice_language=notice.language,
            by=actor_of(request),
            at=clock.now(),
        )
        response = HttpResponseRedirect(address(Step.YOU))
        give_pass(response, Pass(secret=secret))
        return response
    return page(
        request,
        "privacy",
        {
            "notice": notice,
            "blocks": notice_blocks(notice),
            "bidi": translation.get_language_info(notice.language)["bidi"],
            "onward": open_page(draft.answers) if draft and not is_new else "",
            "is_new": is_new,
        },
    )


@both
@with_draft
def step(visit: Visit, name: str) -> HttpResponse:
    """The page of one step."""
    if name not in FORMS:
        raise Http404
    here = Step(name)
    if not visit.path.may_open(here):
        return HttpResponseRedirect(_onward(visit, visit.path.first_open()))
    if here is Step.CHILDREN and _begins_with_a_child(visit):
        return HttpResponseRedirect(child_address(uuid.uuid4().hex, to_check=visit.to_check))
    form = _form(FORMS[here], visit, here.value)
    if here is Step.CHILDREN and form.is_valid() and form.cleaned_data["another"]:
        new = child_address(uuid.uuid4().hex, to_check=visit.to_check)
        return HttpResponseRedirect(reverse("join-later") if visit.is_stopping else new)
    answer = _saved(visit, here.value, form)
    if answer is None:
        return _asks(visit, form, here.value, back=_back(visit, here), here=here)
    return _gone_on(visit, answer, here)


@both
@with_draft
def child(visit: Visit, key: uuid.UUID) -> HttpResponse:
    """One child, new or known by its id: sending the page twice adds one child."""
    name = f"{CHILD}{key.hex}"
    given = children(visit.answers)
    if not visit.path.may_open(Step.CHILDREN):
        return HttpResponseRedirect(_onward(visit, visit.path.first_open()))
    if key.hex not in given and len(given) >= MOST_CHILDREN:
        return HttpResponseRedirect(address(Step.CHILDREN, to_check=visit.to_check))
    form = _form(ChildForm, visit, name)
    answer = _saved(visit, name, form)
    if answer is None:
        back = _back(visit, Step.CHILDREN)
        if given or is_expecting(visit.answers):
            back = address(Step.CHILDREN, to_check=visit.to_check)
        return _asks(visit, form, name, back=back)
    if visit.is_stopping:
        return HttpResponseRedirect(reverse("join-later"))
    return HttpResponseRedirect(address(Step.CHILDREN, to_check=visit.to_check))


@both
@with_draft
def remove_child(visit: Visit, key: uuid.UUID) -> HttpResponse:
    """Take a child out again, after asking; who is gone already is gone."""
    name = f"{CHILD}{key.hex}"
    kept = visit.answers.get(name)
    onward = address(Step.CHILDREN, to_check=visit.to_check)
    if kept is None:
        return HttpResponseRedirect(onward)
    if visit.request.method == "POST":
        try:
            visit.save(name, None)
        except AnswersChangedError:
            # Changed since: shown as it is now, and asked once more.
            kept = held_draft(visit.secret, clock.now()).answers.get(name, kept)
        else:
            return HttpResponseRedirect(onward)
    context = {"name": name_of(kept), "seen": mark(kept), "back": onward}
    return page(visit.request, "remove", context)


@both
@with_draft
def check(visit: Visit) -> HttpResponse:
    """All answers, each with its link to change it; and sending them."""
    opened = visit.path.first_open()
    if opened is not Step.CHECK:
        return HttpResponseRedirect(address(opened, to_check=True))
    version = current_version()
    if version and version != visit.draft.notice_version:
        # Nobody sends what they say under a notice they have not seen.
        return HttpResponseRedirect(reverse("join-privacy"))
    faults: list[dict[str, str]] = []
    if visit.request.method == "POST":
        try:
            return _sent(visit)
        except AnswersMissingError:
            return HttpResponseRedirect(reverse("join-check"))
        except AnswersChangedError:
            text = _("Your answers were changed on another page. Look through them once more.")
            faults.append({"text": text})
        except DraftGoneError:
            raise
        except FamiliesError as fault:
            faults.append(_fault(fault))
        visit = Visit(
            request=visit.request,
            held=visit.held,
            draft=held_draft(visit.secret, clock.now()),
        )
    before = visit.path.before(Step.CHECK)
    context = {
        "sections": sections(visit.path),
        "version": visit.draft.version,
        "faults": faults,
        "now": clock.now(),
        "back": address(before) if before else "",
    }
    return page(visit.request, "check", context)


@require_safe
@never_cache
def done(request: HttpRequest) -> HttpResponse:
    """It has arrived: what happens next, and what is near."""
    held = read_pass(request)
    try:
        draft = held_draft(held.secret, clock.now())
    except DraftGoneError:
        return gone(request)
    if not draft.is_sent:
        return HttpResponseRedirect(open_page(draft.answers))
    venues: list[Venue] = home_venues.entries(request)
    near = [venue for venue in venues if held.near and venue.area == held.near]
    context = {
        "venues": (near or venues)[:MOST_VENUES],
        "is_near": bool(near),
        "cards": [card for card in home_cards.entries(request) if card.href != reverse("join")],
    }
    response = page(request, "done", context)
    give_pass(response, held)
    return response


def _form(kind: type[StepForm], visit: Visit, key: str) -> StepForm:
    sent = visit.request.POST if visit.request.method == "POST" else None
    return kind(sent, answers=visit.answers, kept=visit.answers.get(key))


def _saved(visit: Visit, key: str, form: StepForm) -> Answers | None:
    """All answers once a page is kept; None where the page is to be shown.

    Who puts a page away on which nothing was changed leaves it as it is.
    """
    if not form.is_bound:
        return None
    if visit.is_stopping and not form.has_changed():
        return visit.answers
    if not form.is_valid():
        return None
    try:
        return visit.save(key, form.kept())
    except AnswersChangedError:
        if held_draft(visit.secret, clock.now()).is_sent:
            raise
        words = _(
            "You have answered this on another page since this one was opened. What you see here "
            "is not saved yet: press Continue to keep it."
        )
        form.add_error(None, words)
        return None


def _asks(
    visit: Visit, form: StepForm, key: str, *, back: str, here: Step | None = None
) -> HttpResponse:
    # What another page kept meanwhile: pressing once more is an answer to that.
    answers = held_draft(visit.secret, clock.now()).answers if form.is_bound else visit.answers
    context: dict[str, Any] = {
        "form": form,
        "seen": mark(answers.get(key)),
        "back": back,
        "exit": GOOD_NIGHT if here in WITH_EXIT else "",
        "asked_to_stop": form.is_bound and visit.is_stopping,
    }
    if here is Step.CHILDREN:
        context["children"] = shown_children(answers, to_check=visit.to_check)
        context["is_full"] = len(context["children"]) >= MOST_CHILDREN
    if here in {Step.TEXTS, Step.CALLS}:
        context["about"] = answers.get(Step.PHONE, {}).get("phone", "")
    if here is Step.EMAILS:
        context["about"] = answers.get(Step.EMAIL, {}).get("email", "")
    return page(visit.request, "step", context)


def _gone_on(visit: Visit, answers: Answers, here: Step) -> HttpResponse:
    if visit.is_stopping:
        return HttpResponseRedirect(reverse("join-later"))
    onward = path_of(answers).after(here, to_check=visit.to_check)
    return HttpResponseRedirect(_onward(visit, onward))


def _onward(visit: Visit, onward: Step) -> str:
    return address(onward, to_check=visit.to_check and onward is not Step.CHECK)


def _back(visit: Visit, here: Step) -> str:
    if visit.to_check:
        return reverse("join-check")
    before = visit.path.before(here)
    return address(before) if before else reverse("join-privacy")


def _begins_with_a_child(visit: Visit) -> bool:
    """Whether a parent has no child to show yet: the first one is asked for at once."""
    none = not children(visit.answers) and not is_expecting(visit.answers)
    return none and visit.request.method != "POST"


def _sent(visit: Visit) -> HttpResponse:
    near = _near(visit.answers.get(Step.HOME, {}))
    version = visit.request.POST.get("version", "")
    send_draft(
        secret=visit.secret,
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        by=actor_of(visit.request),
        at=clock.now(),
    )
    response = HttpResponseRedirect(reverse("join-done"))
    give_pass(response, Pass(secret=visit.secret, near=near))
    return response


def _near(home: Kept) -> str:
    """The neighbourhood of an address that was given."""
    if home.get("where") != HAS_ADDRESS or not home.get("postcode"):
        return ""
    found = find_postcode(normal_postcode(home["postcode"]), clock.today()).neighbourhood
    return found.name if found else ""


def _fault(fault: FamiliesError) -> dict[str, str]:
    """What became impossible since it was answered, in the words of these pages."""
    if isinstance(fault, DueDateError):
        text = _("Look at the due date again: it has passed by now, or is too far away.")
        return {"text": text, "href": address(Step.DUE, to_check=True)}
    if isinstance(fault, BirthDateError):
        text = _("Look at the birth dates again: one of them cannot be right.")
        return {"text": text, "href": address(Step.CHILDREN, to_check=True)}
    return {"text": _("One of your answers cannot be kept as it is. Look through them again.")}
