"""The documents a data protection officer keeps, written from what the software itself declares."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from flyingstart.accounts.api import ROLES, Permission
from flyingstart.design.api import formats
from flyingstart.privacy.files.pdf import Page, Section
from flyingstart.privacy.models import Purpose, RetentionRule, SharingAgreement
from flyingstart.privacy.queries.assets import Asset, assets


class Document(enum.StrEnum):
    """Which document."""

    ASSESSMENT = "assessment"
    POLICY = "policy"
    ASSETS = "assets"


def title_of(document: Document) -> str:
    """What a document is called."""
    return {
        Document.ASSESSMENT: _("Data protection impact assessment"),
        Document.POLICY: _("Appropriate policy document"),
        Document.ASSETS: _("Information assets"),
    }[document]


def written(document: Document, *, authority: str, now: dt.datetime) -> Page:
    """A document as the registries stand today; what only people can say is left to fill in."""
    sections = {
        Document.ASSESSMENT: _assessment,
        Document.POLICY: _policy,
        Document.ASSETS: _assets,
    }[document](assets(), now.date())
    return Page(
        title=title_of(document),
        subtitle=authority,
        facts=[(_("As at"), formats.moment(now))],
        words=[
            _(
                "Written from the registers of the software as they stand. What stands between "
                "square brackets is for the council to say."
            )
        ],
        sections=sections,
    )


def _assessment(held: Sequence[Asset], today: dt.date) -> list[Section]:
    return [
        Section(
            title=_("Why an assessment is needed"),
            about=[
                _("Data about children, health and people at risk is held and shared."),
                _("[Who was asked for advice, and what families said]"),
            ],
        ),
        _purposes(),
        _what_is_held(held),
        _sharing(today),
        Section(
            title=_("Who may do what"),
            headings=[_("Role"), _("What it does")],
            rows=[[str(role.title), str(role.description)] for role in ROLES.values()],
        ),
        Section(
            title=_("Risks, and what stands against them"),
            headings=[_("Risk"), _("Measure"), _("What is left")],
            rows=[[risk, measure, _("[to say]")] for risk, measure in _risks()],
        ),
        Section(title=_("Decision"), about=[_("[Name, advice of the officer, date, review]")]),
    ]


def _policy(held: Sequence[Asset], today: dt.date) -> list[Section]:
    del today
    special = [one for one in Purpose.objects.filter(is_current=True) if one.condition]
    return [
        Section(
            title=_("Special categories, and what allows them"),
            headings=[_("Purpose"), _("Condition")],
            rows=[[one.name, one.condition] for one in special],
        ),
        Section(
            title=_("How the principles are kept"),
            headings=[_("Principle"), _("How")],
            rows=_principles(),
        ),
        _retention(),
        Section(
            title=_("Records this policy is about"),
            headings=[_("Record"), _("Holds")],
            rows=[
                [one.record.name, one.record.holds]
                for one in held
                if one.purpose is not None and one.purpose.condition
            ],
        ),
        Section(title=_("Review"), about=[_("[By whom, and when it is looked at again]")]),
    ]


def _assets(held: Sequence[Asset], today: dt.date) -> list[Section]:
    by_app: Mapping[str, list[Asset]] = defaultdict(list)
    for one in held:
        by_app[one.app].append(one)
    return [
        Section(
            title=_("Kept by “%(part)s”") % {"part": app or _("other parts")},
            headings=[_("Asset"), _("Holds"), _("Basis"), _("Kept")],
            rows=[
                [
                    one.record.name,
                    one.record.holds,
                    one.purpose.basis if one.purpose else one.record.lawful_basis,
                    one.record.retention,
                ]
                for one in own
            ],
        )
        for app, own in sorted(by_app.items())
    ] + [_sharing(today), _retention()]


def _purposes() -> Section:
    return Section(
        title=_("Purposes"),
        headings=[_("Purpose"), _("Basis"), _("Condition"), _("Source")],
        rows=[
            [one.name, one.basis, one.condition, one.source]
            for one in Purpose.objects.filter(is_current=True)
        ],
    )


def _what_is_held(held: Sequence[Asset]) -> Section:
    return Section(
        title=_("What is held"),
        headings=[_("Record"), _("Holds"), _("Purpose")],
        rows=[
            [one.record.name, one.record.holds, one.purpose.name if one.purpose else "–"]
            for one in held
        ],
    )


def _sharing(today: dt.date) -> Section:
    return Section(
        title=_("With whom it is shared"),
        headings=[_("Agreement"), _("From"), _("Confidentiality"), _("In force")],
        rows=[
            [
                one.name,
                one.sender,
                one.confidentiality,
                _("yes") if one.in_force(today) else _("no"),
            ]
            for one in SharingAgreement.objects.all()
        ],
    )


def _retention() -> Section:
    return Section(
        title=_("How long it is kept"),
        headings=[_("Records"), _("Months"), _("From"), _("Why so long")],
        rows=[
            [one.name, str(one.months), str(one.get_counts_from_display()), one.source]
            for one in RetentionRule.objects.filter(is_current=True)
        ],
    )


def _risks() -> list[tuple[str, str]]:
    protect = [str(role.title) for role in ROLES.values() if _protects(role.permissions)]
    return [
        (
            _("Somebody looks up a person for reasons of their own"),
            _("Every look is kept; own names, many at once and odd hours are reviewed."),
        ),
        (
            _("An address reaches somebody who must not have it"),
            _("Hidden homes show in no list, map, file or small figure."),
        ),
        (
            _("Another person’s data goes out with a copy"),
            _("Left out of every row by default; free words are read; released by: %(roles)s.")
            % {"roles": ", ".join(protect)},
        ),
        (
            _("Data is kept for ever"),
            _("Lists of what is due each night; erased with its history once approved."),
        ),
        (
            _("A figure tells of one family"),
            _("Small numbers are withheld in all that is published."),
        ),
    ]


def _protects(permissions: frozenset[Permission]) -> bool:
    return Permission.PROTECT_DATA in permissions


def _principles() -> list[list[str]]:
    return [
        [_("Fair and open"), _("Families are shown a notice; which one, and when, is kept.")],
        [_("For a purpose"), _("Every record points to a purpose of the register.")],
        [_("No more than is needed"), _("At the door a name is enough; the rest can follow.")],
        [_("Right"), _("Families see and correct what is held; joined records can be parted.")],
        [_("No longer than is needed"), _("The rules below; lists are approved by a person.")],
        [_("Safe"), _("Roles by place, a second step at sign-in, every look kept.")],
        [_("Answered for"), _("This document, the register of breaches, the certificates.")],
    ]
