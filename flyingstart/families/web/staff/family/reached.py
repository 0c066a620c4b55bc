"""How somebody of a family is reached: their numbers, and what they said of each way, in words.

For colleagues on a screen alone: a page that is printed lies about in a home, so that neither the
answers nor a number that may not be used are on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from flyingstart.design.api import formats
from flyingstart.families.enums import Channel, DetailKind, Purpose, Silence
from flyingstart.families.models import Person
from flyingstart.families.queries.reachable import Reachable
from flyingstart.families.queries.whole import WholeMember
from flyingstart.families.rules.contacting import Refused, judge
from flyingstart.families.web.staff.family.reading import FamilyRead, is_child

WAYS = (Channel.CALL, Channel.VOICEMAIL, Channel.SMS, Channel.EMAIL, Channel.LETTER)


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A number or address; `href` "" when it may not be used, and `why_not` says so."""

    words: str
    href: str
    why_not: str = ""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What an adult said of each way to reach them, each in a list of words; and who asked when."""

    safe: str = ""
    not_safe: str = ""
    not_asked: str = ""
    overheard: str = ""
    asked: str = ""


def details_of(member: WholeMember, read: FamilyRead) -> list[Detail]:
    """Phone and email in use, the phone first, each judged as whoever sends judges it."""
    known = read.reachable.get(member.person.pk)
    in_use = [detail for detail in member.details if detail.ended_at is None]
    if known is None:
        return []
    found = []
    for one in sorted(in_use, key=lambda one: one.kind != DetailKind.PHONE):
        if one.kind == DetailKind.PHONE:
            href = f"tel:{''.join(sign for sign in one.value if sign in '+0123456789')}"
            channels = {Channel.CALL: _("no calls"), Channel.SMS: _("no texts")}
        else:
            href = f"mailto:{one.value}"
            channels = {Channel.EMAIL: _("no emails")}
        why_not = {way: _why_not(known, way, words, read) for way, words in channels.items()}
        found.append(
            Detail(
                words=one.value,
                href="" if why_not[next(iter(channels))] else href,
                why_not=", ".join(dict.fromkeys(words for words in why_not.values() if words)),
            )
        )
    return found


def ways_of(member: WholeMember, read: FamilyRead) -> Ways | None:
    """What an adult said; None for a child, and where the home is hidden from the reader."""
    known = read.reachable.get(member.person.pk)
    if known is None or is_child(member) or member.home_is_masked:
        return None
    words = _way_words()
    no = [way for way in WAYS if False in known.answers.get(way, set())]
    yes = [way for way in WAYS if known.answers.get(way) == {True}]
    heard = [way for way in WAYS if way in known.overheard and way not in {*no, *yes}]
    rest = [way for way in WAYS if way not in {*no, *yes, *heard}]
    return Ways(
        safe=_list(words, yes),
        not_safe=_list(words, no),
        overheard=_list(words, heard),
        not_asked=_list(words, rest),
        asked=asked_words(member.person),
    )


def asked_words(person: Person) -> str:
    """When they were asked how to reach them, by whom, whether alone; "" when it is not known."""
    if person.contact_asked_on is None:
        return ""
    alone = {True: _("alone"), False: _("somebody else was listening"), None: ""}
    who = person.contact_asked_by or _("said by themselves")
    said = [formats.date(person.contact_asked_on), who, alone[person.asked_alone]]
    return " · ".join(words for words in said if words)


def is_asked(known: Reachable) -> bool:
    """Whether anything at all is known of how to ring or text somebody."""
    return any(known.answers.get(way) for way in (Channel.CALL, Channel.SMS))


def _why_not(known: Reachable, way: Channel, refused: str, read: FamilyRead) -> str:
    verdict = judge(known, way, Purpose.ANSWER, read.today, to_many=False)
    if not isinstance(verdict, Refused) or verdict.why == Silence.NO_DETAIL:
        return ""
    return refused if verdict.why == Silence.REFUSED else _("do not use it")


def _way_words() -> dict[Channel, str]:
    return {
        Channel.CALL: _("call"),
        Channel.VOICEMAIL: _("leave a voicemail"),
        Channel.SMS: _("text"),
        Channel.EMAIL: _("email"),
        Channel.LETTER: _("write a letter"),
    }


def _list(words: dict[Channel, str], ways: Sequence[Channel]) -> str:
    return ", ".join(words[way] for way in ways)
