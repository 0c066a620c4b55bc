"""The rules of use: as the pack words them, and who agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from flyingstart.accounts.errors import TermsError
from flyingstart.accounts.models import Acceptance, Terms, User
from flyingstart.kernel.api import Actor, operation


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One of them: what it is about, and what it says."""

    heading: str
    text: str


@operation
def update_terms(
    *,
    edition: str,
    title: str,
    introduction: str,
    rules: Sequence[Rule],
    agreement: str,
    by: Actor,
    at: dt.datetime,
) -> Terms:
    """Make these the rules that hold. The same again changes nothing.

    Raises `TermsError` when that edition held other words: who agreed to them agreed to those.
    """
    words = {
        "title": title,
        "introduction": introduction,
        "rules": [asdict(rule) for rule in rules],
        "agreement": agreement,
    }
    held = Terms.objects.filter(edition=edition).first()
    if held is not None and any(getattr(held, key) != value for key, value in words.items()):
        raise TermsError(
            f"The words of edition {edition} were others. Who changes them gives a new edition, "
            "so that everybody agrees anew."
        )
    if held is not None and held.is_current:
        return held
    Terms.objects.filter(is_current=True).update(is_current=False)
    if held is None:
        return Terms.objects.create(edition=edition, is_current=True, **words)
    held.is_current = True
    held.save()
    return held


@operation
def accept_terms(*, user: User, edition: str, by: Actor, at: dt.datetime) -> Acceptance:
    """Somebody agrees to the rules that hold; twice is once.

    Raises `TermsError` when it is not that edition which holds today.
    """
    terms = Terms.objects.filter(is_current=True, edition=edition).first()
    if terms is None:
        raise TermsError(_("The rules have changed since you read them. Read them again."))
    acceptance, _made = Acceptance.objects.get_or_create(
        user=user, terms=terms, defaults={"accepted_at": at}
    )
    return acceptance
