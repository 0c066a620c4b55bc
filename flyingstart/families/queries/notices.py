"""The privacy notice as held."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from flyingstart.families.models import PrivacyNotice


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A privacy notice in the language in which it is there."""

    version: str
    language: str
    text: str


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
