"""The crèche of a session: in, out, to whom; what is short is said, and stops nobody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from flyingstart.accounts.api import Permission, requires
from flyingstart.activities.errors import ActivitiesError
from flyingstart.activities.models import CrecheStay, Session
from flyingstart.activities.operations.care import Left, hand_over, leave_child, staff_creche
from flyingstart.activities.queries.care import CrecheNow, StayNow, creche_now
from flyingstart.activities.queries.registers import ListedFamily, read_register
from flyingstart.activities.web.staff.care.forms import AdultsForm, CollectForm, LeaveForm
from flyingstart.activities.web.staff.care.words import long_words, short_words, unsaid_words
from flyingstart.activities.web.staff.registers.guard import register_in_reach, signed_in
from flyingstart.activities.web.staff.registers.presenters import State, state_of
from flyingstart.activities.web.staff.registers.views import about_session
from flyingstart.activities.web.staff.registers.words import name_of, need_words
from flyingstart.design.api import formats
from flyingstart.families.api import Family, Person
from flyingstart.kernel.api import actor_of, clock

METHODS = ["GET", "HEAD", "POST"]
Pair = tuple[uuid.UUID, uuid.UUID, str]


@dataclass(frozen=True, kw_only=True)
class StayRow:
    """A child in the crèche, as the page shows it; `href` "" where it was handed over."""

    name: str
    since: str
    warnings: Sequence[str]
    signs: Sequence[str]
    contact: str
    href: str


@require_http_methods(METHODS)
@requires(Permission.TAKE_REGISTERS)
def creche(request: HttpRequest, session_id: uuid.UUID) -> HttpResponse:
    """Who is there now, who was fetched, and a form to leave a child."""
    session = register_in_reach(request, session_id)
    pairs, words = _who_may_be_left(read_register(session, user=signed_in(request)).families)
    now = creche_now(session, clock.now())
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    leave = LeaveForm(request.POST if asked == "leave" else None, choices=list(words.items()))
    adults = AdultsForm(request.POST if asked == "adults" else None, initial={"adults": now.adults})
    done = (asked == "leave" and leave.is_valid() and _left(request, session, leave, pairs)) or (
        asked == "adults" and adults.is_valid() and _staffed(request, session, adults)
    )
    if done:
        return HttpResponseRedirect(reverse("register-creche", args=[session.public_id]))
    context = {
        **about_session(session),
        "leave": leave,
        "adults": adults,
        "warnings": _warnings(now),
        "rows": [_row(one, session) for one in now.here],
        "gone": [_row(one, session) for one in now.stays if one.stay.out_at],
        "is_open": state_of(session) is State.OPEN,
        "may_leave": bool(words),
    }
    return TemplateResponse(request, "activities/care/creche.jinja", context)


@require_http_methods(METHODS)
@requires(Permission.TAKE_REGISTERS)
def collect(request: HttpRequest, session_id: uuid.UUID, stay_id: uuid.UUID) -> HttpResponse:
    """Hand a child over to one of those who may fetch it."""
    session = register_in_reach(request, session_id)
    found = [one for one in creche_now(session, clock.now()).here if one.stay.public_id == stay_id]
    back = reverse("register-creche", args=[session.public_id])
    if not found:
        gone = CrecheStay.objects.filter(session=session, public_id=stay_id).first()
        if gone is None:
            raise Http404
        if request.method == "POST":
            _tell(request, gone, request.POST.get("to", ""))
        return HttpResponseRedirect(back)
    (one,) = found
    form = CollectForm(
        request.POST if request.method == "POST" else None,
        stay=one.stay,
        has_order=one.signs.do_not_hand_over,
    )
    if request.method == "POST" and form.is_valid():
        try:
            gone = hand_over(
                stay=one.stay,
                to=form.cleaned_data["to"],
                agreed_with=form.cleaned_data.get("agreed_with", ""),
                by=actor_of(request),
                at=clock.now(),
            )
        except ActivitiesError as fault:
            form.add_error(None, str(fault))
        else:
            _tell(request, gone, form.cleaned_data["to"])
            return HttpResponseRedirect(back)
    context = {**about_session(session), "form": form, "row": _row(one, session), "back": back}
    return TemplateResponse(request, "activities/care/collect.jinja", context)


def _tell(request: HttpRequest, stay: CrecheStay, to: str) -> None:
    """To whom a child went: perhaps a colleague gave it to somebody else before."""
    if stay.collected_by == to:
        messages.success(request, _("Handed over."))
        return
    words = _("The child was handed over already, at %(time)s to %(who)s. Nothing was changed.")
    said = {"time": formats.time(stay.out_at), "who": stay.collected_by}
    messages.warning(request, words % said)


def _left(request: HttpRequest, session: Session, form: LeaveForm, pairs: dict[str, Pair]) -> bool:
    """Whether the child was taken in; if not, the form says why."""
    family, child, adult = pairs[form.cleaned_data["who"]]
    try:
        leave_child(
            session=session,
            left=Left(
                child=Person.objects.get(public_id=child),
                family=Family.objects.get(public_id=family),
                left_by=adult,
                phone=form.cleaned_data["phone"],
                named=form.cleaned_data["named"].split(","),
                must_know=form.cleaned_data["must_know"],
                submission=form.cleaned_data["submission"],
            ),
            by=actor_of(request),
            at=clock.now(),
        )
    except ActivitiesError as fault:
        form.add_error(None, str(fault))
        return False
    return True


def _staffed(request: HttpRequest, session: Session, form: AdultsForm) -> bool:
    try:
        staff_creche(
            session=session,
            adults=form.cleaned_data["adults"],
            by=actor_of(request),
            at=clock.now(),
        )
    except ActivitiesError as fault:
        form.add_error(None, str(fault))
        return False
    return True


def _who_may_be_left(
    families: Iterable[ListedFamily],
) -> tuple[dict[str, Pair], dict[str, str]]:
    """Each child that is here with each adult of its family who is: what is sent, and in words."""
    pairs: dict[str, Pair] = {}
    words: dict[str, str] = {}
    for family in families:
        here = [one for one in family.people if one.is_here]
        for child in (one for one in here if one.is_child):
            for adult in (one for one in here if not one.is_child):
                key = f"{family.public_id} {child.public_id} {adult.public_id}"
                name = name_of(adult, in_sight=family.in_sight)
                pairs[key] = (family.public_id, child.public_id, name)
                words[key] = _("%(child)s, left by %(adult)s") % {
                    "child": name_of(child, in_sight=family.in_sight),
                    "adult": name,
                }
    return pairs, words


def _warnings(now: CrecheNow) -> list[str]:
    """What is short. Nothing is stopped by it: children are safer in than out."""
    if not now.here:
        return []
    if now.adults is None:
        return [unsaid_words()]
    return [short_words(now.needed, now.adults)] if now.is_short else []


def _row(one: StayNow, session: Session) -> StayRow:
    stay, warnings = one.stay, []
    if one.signs.do_not_hand_over and not stay.out_at:
        warnings.append(_("Do not hand over – call lead"))
    elif one.signs.do_not_hand_over and not stay.agreed_with:
        warnings.append(_("There is an order, and no lead was called: call the lead now"))
    if one.is_nearly_over:
        warnings.append(long_words(one.minutes))
    signs = [need_words(need) for need in one.signs.needs]
    since = _("in at %(time)s") % {"time": formats.time(stay.in_at)}
    if stay.out_at:
        since = _("%(since)s, out at %(time)s to %(who)s") % {
            "since": since,
            "time": formats.time(stay.out_at),
            "who": stay.collected_by,
        }
    may = ", ".join(dict.fromkeys([stay.left_by, *stay.named]))
    href = reverse("register-creche-out", args=[session.public_id, stay.public_id])
    return StayRow(
        name=_child_name(stay.child),
        since=since,
        warnings=warnings,
        signs=[*signs, stay.must_know] if stay.must_know else signs,
        contact=_("%(phone)s · may be fetched by %(who)s") % {"phone": stay.phone, "who": may},
        href="" if stay.out_at else href,
    )


def _child_name(child: Person) -> str:
    """A given name and an initial: the page lies open beside other families."""
    initial = f"{child.family_name[:1]}." if child.family_name else ""
    return f"{child.given_name} {initial}".strip()
