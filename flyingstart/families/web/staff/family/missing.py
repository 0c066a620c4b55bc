"""What nobody has asked a family yet: help wanted, never an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.families.enums import DetailKind
from flyingstart.families.models import NoticeShown
from flyingstart.families.queries.whole import WholeMember
from flyingstart.families.web.staff.family.reached import is_asked
from flyingstart.families.web.staff.family.reading import OPEN, FamilyRead, born, is_child


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Something to ask when it suits, and where the answer goes."""

    words: str
    href: str


def missing_of(read: FamilyRead) -> list[Missing]:
    """What is missing, the most useful first.

    Nothing is asked about those who died, or who object to any use of their data.
    """
    willing = [
        member for member in read.members if not read.reachable[member.person.pk].refuses_any_use
    ]
    if not willing:
        return []
    return [*_of_the_family(read, willing), *(one for who in willing for one in _of(who, read))]


def _of_the_family(read: FamilyRead, willing: Sequence[WholeMember]) -> Iterator[Missing]:
    family = read.family.public_id
    adults = [member for member in read.members if not is_child(member)]
    homes = [home for member in read.members for home in member.homes if home.is_now]
    is_hidden = any(member.home_is_masked for member in read.members)
    if not is_hidden and not any(home.postcode for home in homes):
        yield Missing(words=_("Where they live"), href=reverse("family-move", args=[family]))
    if not adults:
        href = reverse("person-add", args=[family])
        yield Missing(words=_("Who looks after the children"), href=href)
        return
    asked = [member for member in willing if not is_child(member)]
    is_known = any(detail.ended_at is None for member in adults for detail in member.details)
    if asked and not is_hidden and not is_known:
        href = reverse("person-contact", args=[family, asked[0].person.public_id])
        yield Missing(words=_("A phone number or email address"), href=href)


def _of(member: WholeMember, read: FamilyRead) -> Iterator[Missing]:
    answers = member.answers
    if answers is None:
        return
    is_adult, language = not is_child(member), answers.spoken_language
    asks_interpreter = is_adult and language not in {*OPEN, "English"}
    wanted = (
        (_("%(name)s’s date of birth"), not is_adult and born(member) is None),
        (_("%(name)s’s language"), is_adult and language in OPEN),
        (
            _("%(name)s: which language do they read?"),
            asks_interpreter and member.read_language in OPEN,
        ),
        (
            _("%(name)s: is an interpreter needed?"),
            asks_interpreter and answers.interpreter_needed is None,
        ),
        (_("%(name)s’s ethnicity"), answers.ethnicity in OPEN),
    )
    ids = [read.family.public_id, member.person.public_id]
    href = reverse("person-details", args=ids)
    name = member.person.given_name or member.name
    has_phone = any(d.kind == DetailKind.PHONE and d.ended_at is None for d in member.details)
    if is_adult and has_phone and not is_asked(read.reachable[member.person.pk]):
        yield Missing(
            words=_("%(name)s: is it safe to call and text?") % {"name": name},
            href=reverse("person-contact", args=ids),
        )
    shown = read.notices.get(member.person.pk)
    if is_adult and read.notice_version and not _knows(shown, read.notice_version):
        words = _("%(name)s: show the new privacy notice") if shown else _notice_words()
        yield Missing(words=words % {"name": name}, href=reverse("person-notice", args=ids))
    for words, is_wanted in wanted:
        if is_wanted:
            yield Missing(words=words % {"name": name}, href=href)


def _knows(shown: NoticeShown | None, version: str) -> bool:
    return shown is not None and shown.notice_version == version


def _notice_words() -> str:
    return _("%(name)s: show the privacy notice")
