"""The privacy notice that families are shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flyingstart.families.errors import NoticeError
from flyingstart.families.models import PrivacyNotice
from flyingstart.kernel.api import Actor, operation


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
