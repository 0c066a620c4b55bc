"""The privacy notice as held."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from flyingstart.families.models import NoticeShown, PrivacyNotice
from flyingstart.families.queries.merged import Records
from flyingstart.families.queries.people import rows_of_people


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A privacy notice in the language in which it is there."""

    version: str
    language: str
    text: str


@dataclass(frozen=True, kw_only=True)
class NoticeInForce:
    """The name of the notice in force, and (language, its name) of each in which it is there.

    `nearest`: in which language it is shown where nobody says another. Without a notice: "", none.
    """

    version: str
    languages: Sequence[tuple[str, str]]
    nearest: str


def notice_in_force(language: str | None) -> NoticeInForce:
    """Which notice families are shown now, on a page in a language. One query.

    The site's own language stands first, and for a language in which there is no notice.
    """
    names = dict(settings.LANGUAGES)
    held = dict(
        PrivacyNotice.objects.filter(is_current=True)
        .order_by("language")
        .values_list("language", "notice_version")
    )
    codes = sorted(held, key=_is_foreign)
    own = codes[0] if codes else ""
    return NoticeInForce(
        version=held.get(own, ""),
        languages=[(code, str(names.get(code, code))) for code in codes],
        nearest=language if language in held else own,
    )


def holds_notice(version: str, language: str) -> bool:
    """Whether there is, or was, such a notice in a language."""
    return PrivacyNotice.objects.filter(notice_version=version, language=language).exists()


def current_notice(language: str) -> Notice | None:
    """The notice in force in a language, else in the site's own; None when there is none."""
    held = {
        notice.language: notice
        for notice in PrivacyNotice.objects.filter(
            is_current=True, language__in=[language, settings.LANGUAGE_CODE]
        )
    }
    found = held.get(language) or held.get(settings.LANGUAGE_CODE)
    if found is None:
        return None
    return Notice(version=found.notice_version, language=found.language, text=found.text)


def current_version() -> str:
    """The name of the notice in force; "" when there is none. One query."""
    rows = PrivacyNotice.objects.filter(is_current=True).values_list("notice_version", flat=True)
    return rows.first() or ""


def languages_of(version: str) -> list[str]:
    """In which languages a notice is there, the site's own first."""
    rows = PrivacyNotice.objects.filter(notice_version=version).order_by("language")
    found = list(rows.values_list("language", flat=True))
    return sorted(found, key=_is_foreign)


def _is_foreign(language: str) -> bool:
    return language != settings.LANGUAGE_CODE


def last_shown(records: Records) -> Mapping[int, NoticeShown]:
    """The notice that each person was shown last, by their id, over all records. One query."""
    whose: Mapping[int, int] = {pk: root for root, own in records.items() for pk in own}
    ids: Collection[int] = list(whose)
    rows = sorted(rows_of_people(NoticeShown, ids), key=lambda row: (row.shown_on, row.pk))
    return {whose[row.person_id]: row for row in rows}
