"""Sign-ins in words, as their pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flyingstart.accounts.enums import Reach, SignInState
from flyingstart.accounts.models import AccessLog, Grant, User
from flyingstart.accounts.queries.steps import has_second_step
from flyingstart.accounts.roles import ROLES
from flyingstart.accounts.web.people_forms import neighbourhoods
from flyingstart.design.api import (
    AnswerRow,
    ChoiceFilter,
    Column,
    Kind,
    SearchFilter,
    Table,
    formats,
)


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role that somebody has: what, where, since when, and where it is ended."""

    title: str
    description: str
    place: str
    dates: str
    end_href: str
    title_and_place: str


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """One person who signs in. `actions` are (words, address), the grave ones apart."""

    name: str
    state: str
    rows: Sequence[AnswerRow]
    roles: Sequence[HeldRole]
    past: Sequence[HeldRole]
    role_href: str
    actions: Sequence[tuple[str, str]]
    is_closed: bool


def sign_ins_table(people: QuerySet[User], today: dt.date) -> Table[Any]:
    """All who sign in."""
    held = _with_places(Grant.objects.filter(_in_force(today)))
    people = people.prefetch_related(Prefetch("grants", queryset=held, to_attr="held"))
    return Table(
        key="people",
        caption=_("People who sign in"),
        caption_hidden=True,
        file_name="sign-ins",
        rows=people,
        sort="name",
        columns=[
            Column(
                key="name",
                heading=_("Name"),
                value=lambda user: user.name,
                link=lambda user: reverse("sign-in-of", args=[user.public_id]),
                order_by=("name", "pk"),
            ),
            Column(
                key="email",
                heading=_("Email address"),
                value=lambda user: user.email,
                order_by=("email",),
            ),
            Column(key="roles", heading=_("Roles"), value=_roles_of),
            Column(
                key="state",
                heading=_("State"),
                value=lambda user: str(SignInState(user.state).label),
                order_by=("state", "name", "pk"),
            ),
            Column(
                key="last",
                heading=_("Last signed in"),
                value=lambda user: user.last_login,
                kind=Kind.MOMENT,
                order_by=("last_login", "pk"),
            ),
        ],
        filters=[
            SearchFilter(key="who", label=_("Name or email address"), narrow=_named),
            ChoiceFilter(
                key="role",
                label=_("Role"),
                choices=[(role.name, str(role.title)) for role in ROLES.values()],
                narrow=lambda rows, name: _holding(rows, today, Q(role_name=name)),
            ),
            ChoiceFilter(
                key="place",
                label=_("Place"),
                choices=[
                    ("everywhere", _("Everywhere")),
                    *((area.code, area.name) for area in neighbourhoods()),
                ],
                narrow=lambda rows, place: _holding(rows, today, _at(place)),
            ),
            ChoiceFilter(
                key="state",
                label=_("State"),
                choices=[(state.value, str(state.label)) for state in SignInState],
                narrow=lambda rows, state: rows.filter(state=state),
            ),
        ],
        empty=_("Nobody here fits what you asked for."),
    )


def person_page(user: Any, today: dt.date) -> PersonPage:
    """Everything about one person but what they opened; `user` has a `state`."""
    state = SignInState(user.state)
    grants = list(_with_places(user.grants).order_by("starts_on", "pk"))
    return PersonPage(
        name=user.name,
        state=str(state.label),
        rows=_facts(user, state),
        roles=[_held(user, g) for g in grants if not _over(g, today)],
        past=[_held(user, g) for g in grants if _over(g, today)],
        role_href=reverse("give-role", args=[user.public_id]),
        actions=_actions(user, state),
        is_closed=state is SignInState.CLOSED,
    )


def log_table(log: QuerySet[AccessLog], *, caption: str, brief: bool = False) -> Table[Any]:
    """What was opened, newest first. A brief one is of one person and cannot be filtered."""
    who: Column[Any] = Column(
        key="who",
        heading=_("Who"),
        value=lambda row: row.user.name,
        link=lambda row: reverse("sign-in-of", args=[row.user.public_id]),
        order_by=("user__name", "at"),
    )
    columns: list[Column[Any]] = [
        Column(
            key="at",
            heading=_("When"),
            value=lambda row: row.at,
            kind=Kind.MOMENT,
            order_by=() if brief else ("at", "pk"),
        ),
        *([] if brief else [who]),
        Column(key="what", heading=_("What"), value=_kind),
        Column(key="record", heading=_("Record"), value=_what_was_opened),
        Column(
            key="outcome",
            heading=_("Outcome"),
            value=lambda row: _("opened") if row.allowed else _("refused"),
        ),
    ]
    outcomes: ChoiceFilter[Any] = ChoiceFilter(
        key="outcome",
        label=_("Outcome"),
        choices=[("opened", _("opened")), ("refused", _("refused"))],
        narrow=lambda rows, outcome: rows.filter(allowed=outcome == "opened"),
    )
    people: SearchFilter[Any] = SearchFilter(
        key="who",
        label=_("Who"),
        narrow=lambda rows, words: rows.filter(
            Q(user__name__icontains=words) | Q(user__email__icontains=words)
        ),
    )
    return Table(
        key="log",
        caption=caption,
        file_name="opened-records",
        rows=list(log) if brief else log,
        columns=columns,
        sort="" if brief else "-at",
        filters=[] if brief else [people, outcomes],
        exportable=not brief,
        empty=_("Nothing was opened."),
    )


def _kind(row: AccessLog) -> str:
    """What it was; the apps above name kinds of their own, in words."""
    kinds = {
        "family": _("Family"),
        "person": _("Person"),
        "note": _("Note"),
        "merge": _("Joined records"),
        "file": _("File taken away"),
        "concern": _("Worry"),
    }
    return kinds.get(row.kind) or capfirst(row.kind)


def _what_was_opened(row: AccessLog) -> str:
    if row.thing:
        return str(row.thing)
    rows = ngettext("%(count)s row", "%(count)s rows", row.rows or 0) % {"count": row.rows or 0}
    return f"{row.detail}, {rows}"


def _facts(user: Any, state: SignInState) -> list[AnswerRow]:
    rows = [
        AnswerRow(key=_("Email address"), value=user.email),
        AnswerRow(key=_("State"), value=str(state.label)),
    ]
    if state is SignInState.ACTIVE:
        last = formats.moment(user.last_login) if user.last_login else _("not yet")
        second = _("set up") if has_second_step(user) else _("not set up yet")
        rows += [
            AnswerRow(key=_("Last signed in"), value=last),
            AnswerRow(key=_("Second step"), value=second),
        ]
    if user.is_superuser:
        rows.append(AnswerRow(key=_("May do"), value=_("everything, for setting up")))
    if state is SignInState.INVITED:
        rows.append(AnswerRow(key=_("Invitation"), value=_link_words(user)))
    return rows


def _link_words(user: User) -> str:
    invitation = user.invitations.filter(accepted_at=None, withdrawn_at=None).get()
    if invitation.link_ends_at is None:
        return _("the letter has not left yet")
    return _("the link works until %(moment)s") % {
        "moment": formats.moment(invitation.link_ends_at)
    }


def _actions(user: User, state: SignInState) -> list[tuple[str, str]]:
    def act(words: str, name: str) -> tuple[str, str]:
        return words, reverse("sign-in-act", args=[user.public_id, name])

    if state is SignInState.ACTIVE:
        lost = [act(_("They lost their phone"), "lost-phone")] if has_second_step(user) else []
        return [
            *lost,
            act(_("Sign them out everywhere"), "sign-out"),
            act(_("Close the sign-in"), "close"),
        ]
    if state is SignInState.INVITED:
        return [
            act(_("Send the letter again"), "send-again"),
            (_("Get the link to hand over"), reverse("invitation-link", args=[user.public_id])),
            act(_("Withdraw the invitation"), "withdraw"),
        ]
    return [(_("Invite again"), reverse("reopen-sign-in", args=[user.public_id]))]


def _held(user: User, grant: Grant) -> HeldRole:
    since = formats.date(grant.starts_on)
    if grant.ends_on is None:
        dates = _("since %(day)s") % {"day": since}
    else:
        last = formats.date(grant.ends_on - dt.timedelta(days=1))
        dates = _("%(first)s to %(last)s") % {"first": since, "last": last}
        if grant.ends_on <= grant.starts_on:
            dates = _("on %(day)s, taken back at once") % {"day": since}
    place = _place(grant)
    return HeldRole(
        title=str(grant.role.title),
        description=str(grant.role.description),
        place=place,
        dates=dates,
        end_href=reverse("end-role", args=[user.public_id, grant.public_id]),
        title_and_place=f"{grant.role.title}, {place}",
    )


def _with_places(grants: Any) -> QuerySet[Grant]:
    """With the names of their places; outlines are large."""
    found: QuerySet[Grant] = grants.select_related("neighbourhood", "site")
    return found.defer("neighbourhood__geometry")


def _place(grant: Grant) -> str:
    place = grant.neighbourhood or grant.site
    return place.name if place else str(Reach.AUTHORITY.label)


def _roles_of(user: Any) -> str:
    return "; ".join(f"{grant.role.title} ({_place(grant)})" for grant in user.held)


def _over(grant: Grant, today: dt.date) -> bool:
    return grant.ends_on is not None and grant.ends_on <= today


def _in_force(today: dt.date) -> Q:
    return (Q(ends_on=None) | Q(ends_on__gt=today)) & Q(starts_on__lte=today)


def _holding(rows: QuerySet[Any], today: dt.date, which: Q) -> QuerySet[Any]:
    return rows.filter(Exists(Grant.objects.filter(_in_force(today), which, user=OuterRef("pk"))))


def _at(place: str) -> Q:
    if place == "everywhere":
        return Q(reach=Reach.AUTHORITY)
    return Q(neighbourhood__code=place) | Q(site__neighbourhood__code=place)


def _named(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    return rows
