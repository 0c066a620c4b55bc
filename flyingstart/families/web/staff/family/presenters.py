"""A family in words: what its page prints about people and homes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import formats
from flyingstart.families.enums import Role
from flyingstart.families.queries.held import Pregnancy
from flyingstart.families.queries.whole import WholeHome, WholeMember, WholeNeed
from flyingstart.families.web.staff.ages import age_words
from flyingstart.families.web.staff.family.missing import Missing, missing_of
from flyingstart.families.web.staff.family.reached import Detail, Ways, details_of, ways_of
from flyingstart.families.web.staff.family.reading import OPEN, FamilyRead, born, is_child
from flyingstart.families.web.staff.family.young import told_of

Line = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Dated:
    """Something with what is known about it; `href` is where it ends or goes on."""

    words: str
    about: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class MemberShown:
    """Somebody of the family. `lines` are (question, answer), `actions` (words, address).

    `tell` says whom to tell of a young parent, the gravest first.
    """

    id: uuid.UUID
    name: str
    role: str
    age: str = ""
    has_died: str = ""
    lines: Sequence[Line] = ()
    details: Sequence[Detail] = ()
    ways: Ways | None = None
    needs: Sequence[Dated] = ()
    births: Sequence[Dated] = ()
    tell: Sequence[str] = ()
    remarks: Sequence[str] = ()
    actions: Sequence[Line] = ()
    seal: str = ""


@dataclass(frozen=True, kw_only=True)
class HomeShown:
    """An address, and who of the family lives there; nobody named: all of them."""

    lines: Sequence[str]
    who: Sequence[str]
    about: str


@dataclass(frozen=True, kw_only=True)
class FamilyPage:
    """The people and homes of a family."""

    title: str
    beneath: str
    interpreters: Sequence[str]
    members: Sequence[MemberShown]
    former: Sequence[Dated]
    homes: Sequence[HomeShown]
    missing: Sequence[Missing]
    home_is_masked: bool = False


def family_page(read: FamilyRead) -> FamilyPage:
    """Everything the page says of the people."""
    children = [member for member in read.members if is_child(member)]
    adults = [member.name for member in read.members if not is_child(member)]
    everybody = [*adults, *(child.name for child in children)]
    anybody = [member.name for member in (*read.whole.former, *read.whole.died)]
    return FamilyPage(
        title=joined(adults or everybody or anybody) or _("A family"),
        beneath=_children_words(children, read.today) if adults else "",
        interpreters=[words for member in read.members if (words := _interpreter(member))],
        members=[
            *(_member(member, read) for member in read.members),
            *(_dead(member, read) for member in read.whole.died),
        ],
        former=[_former(member) for member in read.whole.former],
        homes=_homes(read),
        missing=missing_of(read),
        home_is_masked=any(member.home_is_masked for member in read.members),
    )


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def since_words(starts_on: dt.date | None, ends_on: dt.date | None) -> str:
    """Days as people say them; "" when it holds from the beginning and still."""
    if ends_on is None:
        return _("since %(day)s") % {"day": formats.date(starts_on)} if starts_on else ""
    last = formats.date(ends_on - dt.timedelta(days=1))
    if starts_on is None:
        return _("until %(day)s") % {"day": last}
    return _("%(first)s to %(last)s") % {"first": formats.date(starts_on), "last": last}


def first_name(member: WholeMember) -> str:
    """What somebody is called among their own."""
    return member.person.given_name or member.name


def _children_words(children: Sequence[WholeMember], today: dt.date) -> str:
    words = []
    for child in children:
        age, name = _age(child, today), first_name(child)
        words.append(f"{name} ({age})" if age else name)
    return _("with %(children)s") % {"children": joined(words)} if words else ""


def _age(member: WholeMember, today: dt.date) -> str:
    day = born(member)
    return age_words(day, today) if day else ""


def _interpreter(member: WholeMember) -> str:
    if member.answers is None or not member.answers.interpreter_needed:
        return ""
    language = member.answers.spoken_language or _("language not known")
    return _("%(name)s: %(language)s") % {"name": member.name, "language": language}


def _member(member: WholeMember, read: FamilyRead) -> MemberShown:
    return MemberShown(
        id=member.person.public_id,
        name=member.name,
        role=str(Role(member.role).label),
        age=_age(member, read.today),
        lines=[line for line in [*_lines(member, read), _notice(member, read)] if line[1]],
        details=details_of(member, read),
        ways=ways_of(member, read),
        needs=[_need(need, read) for need in member.needs if need.ends_on is None],
        births=[_birth(birth, read) for birth in member.expected],
        tell=told_of(member, read),
        remarks=_remarks(member),
        actions=_actions(member, read),
        seal=_seal(member, read),
    )


def _dead(member: WholeMember, read: FamilyRead) -> MemberShown:
    """The name stays; no age, nothing to be asked."""
    return MemberShown(
        id=member.person.public_id,
        name=member.name,
        role=str(Role(member.role).label),
        has_died=_("Died on %(day)s") % {"day": formats.date(member.died_on)},
        actions=[_more(member, read)],
        seal=_seal(member, read),
    )


def _lines(member: WholeMember, read: FamilyRead) -> list[Line]:
    answers, team = member.answers, member.health_visiting_team
    if answers is None:
        return []
    if member.person.pk in read.placed_elsewhere:
        # What is near the carer tells where the child lives.
        answers, team = answers._replace(gp_practice="", setting=""), ""
    registered = next((own for own in member.registrations if own.left_on is None), None)
    reads = member.read_language
    return [
        (_("Born"), formats.date(answers.date_of_birth) if answers.date_of_birth else ""),
        (_("Relationship"), member.relationship),
        (_("Speaks"), _known(answers.spoken_language)),
        (_("Reads"), _known(reads)),
        (_("Interpreter"), _("not needed") if answers.interpreter_needed is False else ""),
        (_("Nursery or school"), _told(member, "setting", answers.setting)),
        (_("GP practice"), _told(member, "gp_practice", answers.gp_practice)),
        (
            _("Health visitors"),
            _told(member, "health_visiting_team", team),
        ),
        (_("NHS number"), _nhs(answers.nhs_number)),
        (_("Registered"), formats.date(registered.registered_on) if registered else _("not yet")),
        (_("In this family"), since_words(_joined_on(member), None)),
    ]


def _told(member: WholeMember, column: str, words: str) -> str:
    """With the day on which we were told."""
    day = member.told.get(column)
    if not words or day is None:
        return words
    return _("%(words)s (told on %(day)s)") % {"words": words, "day": formats.date(day)}


def _notice(member: WholeMember, read: FamilyRead) -> Line:
    """The privacy notice that somebody was shown last."""
    shown = read.notices.get(member.person.pk)
    if shown is None:
        return _("Privacy notice"), ""
    names = {code: str(name) for code, name in settings.LANGUAGES}
    words = [
        names.get(shown.language, shown.language),
        formats.date(shown.shown_on),
        _("an earlier one") if shown.notice_version != read.notice_version else "",
    ]
    return _("Privacy notice"), ", ".join(word for word in words if word)


def _known(answer: str) -> str:
    return "" if answer in OPEN else answer


def _joined_on(member: WholeMember) -> dt.date | None:
    """When somebody came to the family; None: from the beginning, or by birth."""
    return member.starts_on if member.starts_on != born(member) else None


def _nhs(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else ""


def _remarks(member: WholeMember) -> list[str]:
    """That the home is hidden; that there is another family, and nothing of it."""
    if member.home_is_masked:
        return [_("The address is hidden. Do not ask where they live: ask the safeguarding lead.")]
    if member.main_home_is_elsewhere:
        return [_("Belongs to another family too, where the main home is")]
    return [_("Belongs to another family too")] if member.lives_elsewhere_too else []


def _need(need: WholeNeed, read: FamilyRead) -> Dated:
    about = (need.source, since_words(need.starts_on, None))
    public_id = read.need_ids[need.id]
    return Dated(
        words=need.label,
        about=", ".join(words for words in about if words),
        href=reverse("need-end", args=[read.family.public_id, public_id]),
    )


def _birth(birth: Pregnancy, read: FamilyRead) -> Dated:
    public_id = read.birth_ids.get(birth.id or 0)
    return Dated(
        words=_("Baby due on %(day)s") % {"day": formats.date(birth.due_on)},
        href=reverse("birth", args=[read.family.public_id, public_id]) if public_id else "",
    )


def _actions(member: WholeMember, read: FamilyRead) -> list[Line]:
    if member.home_is_masked:
        return [_more(member, read)]
    ids = [read.family.public_id, member.person.public_id]
    return [
        (_("Details"), reverse("person-details", args=ids)),
        (_("How to reach them"), reverse("person-contact", args=ids)),
        _more(member, read),
    ]


def _more(member: WholeMember, read: FamilyRead) -> Line:
    ids = [read.family.public_id, member.person.public_id]
    return _("More"), reverse("person-more", args=ids)


def _seal(member: WholeMember, read: FamilyRead) -> str:
    """The address where the record of a child is sealed."""
    ids = [read.family.public_id, member.person.public_id]
    return reverse("person-seal", args=ids) if is_child(member) else ""


def _former(member: WholeMember) -> Dated:
    """Who left, and when they belonged to the family."""
    days = since_words(member.starts_on, member.ends_on)
    role = str(Role(member.role).label)
    return Dated(words=member.name, about=", ".join(words for words in (role, days) if words))


def _homes(read: FamilyRead) -> list[HomeShown]:
    """Each address of today once, with who lives there."""
    where: dict[tuple[str, ...], list[tuple[WholeMember, WholeHome]]] = {}
    for member in read.members:
        for home in member.homes:
            lines = (*home.lines, *([home.postcode] if home.postcode else []))
            if home.is_now and lines:
                where.setdefault(lines, []).append((member, home))
    return [
        HomeShown(
            lines=lines,
            who=[] if len(there) == len(read.members) else [member.name for member, _ in there],
            about=_home_about([home for _, home in there]),
        )
        for lines, there in where.items()
    ]


def _home_about(homes: Sequence[WholeHome]) -> str:
    """Since when, where all came together; and that it is nobody's main home."""
    starts = {home.starts_on for home in homes}
    words = [
        "" if any(home.is_main for home in homes) else _("second home"),
        since_words(starts.pop(), None) if len(starts) == 1 else "",
    ]
    return ", ".join(word for word in words if word)
