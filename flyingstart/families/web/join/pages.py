"""The pages by their steps, and what a page shows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from flyingstart.design.api import AnswerRow, formats
from flyingstart.families.queries.notices import Notice
from flyingstart.families.rules.joining import Answers, Kept, Path, Step, children
from flyingstart.families.web.join.questions import about, people, reaching
from flyingstart.families.web.join.questions.about import asked_needs
from flyingstart.families.web.join.questions.base import StepForm, name_of

FORMS: Mapping[Step, type[StepForm]] = {
    Step.YOU: people.YouForm,
    Step.DUE: people.DueForm,
    Step.CHILDREN: people.ChildrenForm,
    Step.ADULT: people.AdultForm,
    Step.HOME: reaching.HomeForm,
    Step.PHONE: reaching.PhoneForm,
    Step.TEXTS: reaching.TextsForm,
    Step.CALLS: reaching.CallsForm,
    Step.EMAIL: reaching.EmailForm,
    Step.EMAILS: reaching.EmailsForm,
    Step.LANGUAGES: about.LanguagesForm,
    Step.ETHNICITY: about.EthnicityForm,
    Step.SUPPORT: about.SupportForm,
}
# Where somebody may have to leave in a moment, for what is on the screen.
WITH_EXIT = {Step.ADULT, Step.HOME, Step.PHONE, Step.TEXTS, Step.CALLS, Step.EMAIL, Step.EMAILS}
TO_CHECK = "check"


@dataclass(frozen=True, kw_only=True)
class ShownChild:
    """A child in the list of those who were given."""

    name: str
    born: str
    href: str
    remove_href: str


@dataclass(frozen=True, kw_only=True)
class Section:
    """A box of answers to be checked."""

    title: str
    rows: list[AnswerRow]
    is_name: bool = False


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading, a paragraph or a list of the privacy notice."""

    kind: str
    lines: list[str]


def path_of(answers: Answers) -> Path:
    """The way through the questions, of which some depend on the authority's list of needs."""
    return Path(answers=answers, asks_support=bool(asked_needs()))


def open_page(answers: Answers) -> str:
    """Where somebody with these answers goes on."""
    return address(path_of(answers).first_open())


def address(step: Step, *, to_check: bool = False) -> str:
    """Where a step's page is; with `to_check` its answer leads back to the check."""
    if step is Step.CHECK:
        return reverse("join-check")
    return with_check(reverse("join-step", args=[step.value]), to_check=to_check)


def child_address(child: str, *, to_check: bool = False, remove: bool = False) -> str:
    """Where the page of one child is."""
    name = "join-remove-child" if remove else "join-child"
    return with_check(reverse(name, args=[uuid.UUID(child)]), to_check=to_check)


def with_check(href: str, *, to_check: bool) -> str:
    """An address whose answer leads back to the check."""
    return f"{href}?{TO_CHECK}=1" if to_check else href


def shown_children(answers: Answers, *, to_check: bool) -> list[ShownChild]:
    """Those who were given, with links to change them."""
    return [
        ShownChild(
            name=name_of(child),
            born=formats.date(dt.date.fromisoformat(child["date_of_birth"])),
            href=child_address(key, to_check=to_check),
            remove_href=child_address(key, to_check=to_check, remove=True),
        )
        for key, child in children(answers).items()
    ]


def sections(path: Path) -> list[Section]:
    """All answers in words, in boxes, each with its link to change it."""
    answers = path.answers
    return [
        Section(title=_("About you"), rows=_rows(path, Step.YOU, Step.DUE)),
        *(
            Section(title=name_of(child), rows=_child_rows(key, child, answers), is_name=True)
            for key, child in children(answers).items()
        ),
        Section(title=_("Another adult"), rows=_rows(path, Step.ADULT)),
        Section(title=_("Where you live"), rows=_rows(path, Step.HOME)),
        Section(
            title=_("How we may reach you"),
            rows=_rows(path, Step.PHONE, Step.TEXTS, Step.CALLS, Step.EMAIL, Step.EMAILS),
        ),
        Section(
            title=_("Languages and help"),
            rows=_rows(path, Step.LANGUAGES, Step.ETHNICITY, Step.SUPPORT),
        ),
    ]


def notice_blocks(notice: Notice) -> list[Block]:
    """The parts of a notice: headings begin with `# `, entries of a list with `- `."""
    blocks: list[Block] = []
    before = ""
    for line in (line.strip() for line in notice.text.splitlines()):
        kind = {"# ": "heading", "- ": "list"}.get(line[:2], "paragraph")
        words = line if kind == "paragraph" else line[2:].strip()
        if line and kind == before != "heading":
            blocks[-1].lines.append(words)
        elif line:
            blocks.append(Block(kind=kind, lines=[words]))
        before = kind if line else ""
    return blocks


def _rows(path: Path, *steps: Step) -> list[AnswerRow]:
    return [
        row
        for step in steps
        if path.applies(step)
        for row in FORMS[step](answers=path.answers, kept=path.answers.get(step)).rows(
            address(step, to_check=True)
        )
    ]


def _child_rows(key: str, child: Kept, answers: Answers) -> list[AnswerRow]:
    href = child_address(key, to_check=True)
    return people.ChildForm(answers=answers, kept=child).rows(href, of=name_of(child))
