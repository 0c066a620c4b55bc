"""The privacy notice, shown to somebody of a family: in which language is written down."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from flyingstart.accounts.api import Permission
from flyingstart.design.api import forms
from flyingstart.families.models import Family
from flyingstart.families.operations.notices import note_notice_shown
from flyingstart.families.queries.notices import current_notice, languages_of
from flyingstart.families.web.join.pages import notice_blocks
from flyingstart.families.web.staff.editing.base import SmallForm, answer, changes, member_of
from flyingstart.kernel.api import actor_of, clock


class ShownForm(forms.Form):
    """Which words were shown."""

    version = forms.HiddenField()
    language = forms.HiddenField()


@changes(Permission.EDIT_FAMILIES)
def notice(request: HttpRequest, family: Family, person_id: uuid.UUID) -> HttpResponse:
    """The notice in force in a language; below it, that they were shown it."""
    person = member_of(family, person_id)
    held = current_notice(request.GET.get("language", settings.LANGUAGE_CODE))
    if held is None:
        raise Http404
    names = {code: str(name) for code, name in settings.LANGUAGES}
    page = reverse("person-notice", args=[family.public_id, person.public_id])
    form = ShownForm(
        request.POST if request.method == "POST" else None,
        initial={"version": held.version, "language": held.language},
    )
    small = SmallForm(
        title=_("Privacy notice"),
        about=str(person),
        form=form,
        save=lambda said: note_notice_shown(
            person=person,
            version=said["version"],
            language=said["language"],
            by=actor_of(request),
            at=clock.now(),
        ),
        done=_("It is written down that %(name)s was shown the notice.") % {"name": person},
        button=_("They were shown this"),
        template="families/staff/notice.jinja",
        context={
            "notice": held,
            "blocks": notice_blocks(held),
            "bidi": translation.get_language_info(held.language)["bidi"],
            "others": [
                (names.get(code, code), f"{page}?language={code}")
                for code in languages_of(held.version)
                if code != held.language
            ],
        },
    )
    return answer(request, family, small)
