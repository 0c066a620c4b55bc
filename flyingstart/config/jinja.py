"""The Jinja environment of every page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader

from flyingstart.design.api import formats, frame
from flyingstart.design.undefined import TypoUndefined

GOVUK = "govuk_frontend_jinja"


def environment(**options: Any) -> Environment:
    """Jinja as Django's backend asks for it, with the GOV.UK components and our own filters."""
    options["undefined"] = TypoUndefined
    components = PrefixLoader({GOVUK: PackageLoader(GOVUK)})
    options["loader"] = ChoiceLoader([options["loader"], components])
    env = Environment(**options)  # noqa: S701 - autoescape is on: Django's backend sets it
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    install_words(env)
    env.globals.update(
        demo=settings.DEMO,
        idle_seconds=settings.IDLE_SECONDS,
        page_frame=frame,
        static=static,
        url=reverse,
        # JavaScript's two kinds of nothing, which the GOV.UK macros compare with.
        null=None,
        undefined=TypoUndefined(hint="undefined"),
    )
    env.filters.update(
        date=formats.date,
        moment=formats.moment,
        number=formats.number,
        percent=formats.percent,
        time=formats.time,
        weekday=formats.weekday,
    )
    return env


def install_words(env: Environment) -> None:
    """Words of the reader's language, looked up as each page is rendered."""
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
