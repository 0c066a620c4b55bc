"""The privacy notice that families are shown, and that somebody was shown it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flyingstart.families.errors import NoticeError
from flyingstart.families.models import NoticeShown, Person, PrivacyNotice
from flyingstart.families.queries.merged import whole_person
from flyingstart.families.queries.notices import holds_notice
from flyingstart.kernel.api import Actor, clock, operation


@operation
def keep_notice(*, version: str, texts: Mapping[str, str], by: Actor, at: dt.datetime) -> None:
    """Make a version the current one, by language; earlier ones stay as they were shown.

    A language may be added to a version. Raises `NoticeError` when the words of a version that is
    held differ: what people were told under its name would no longer be known.
    """
    held = {
        notice.language: notice
        for notice in PrivacyNotice.objects.filter(notice_version=version).select_for_update()
    }
    for language, text in texts.items():
        if language in held and held[language].text != text:
            raise NoticeError(
                f"The privacy notice {version} has other words than before ({language}): give it "
                "a new version."
            )
    PrivacyNotice.objects.exclude(notice_version=version).filter(is_current=True).update(
        is_current=False
    )
    PrivacyNotice.objects.filter(notice_version=version, is_current=False).update(is_current=True)
    PrivacyNotice.objects.bulk_create(
        PrivacyNotice(notice_version=version, language=language, text=text, is_current=True)
        for language, text in texts.items()
        if language not in held
    )


@operation
def note_notice_shown(
    *, person: Person, version: str, language: str, by: Actor, at: dt.datetime
) -> NoticeShown:
    """Write down that a person was shown a notice today; twice on a day it is one row.

    Raises `NoticeError` for a notice that nobody holds in this language.
    """
    del by  # told by the history
    if not holds_notice(version, language):
        raise NoticeError("There is no such privacy notice in this language.")
    return write_shown(whole_person(person.pk)[0], version, language, clock.london_day(at))


def write_shown(person: int, version: str, language: str, day: dt.date) -> NoticeShown:
    """The row, for all who write it within an operation of their own."""
    row, _ = NoticeShown.objects.get_or_create(
        person_id=person, notice_version=version, language=language, shown_on=day
    )
    return row
