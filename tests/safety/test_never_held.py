"""safety.md, What is never held, and Fairness: what no table, form, figure or file has a place for.

Looks at all that the software declares, so that whoever adds a field, a choice, a measure or a
column of a file is told here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import models
from django.forms import BaseForm, Form
from django.urls import get_resolver

from flyingstart.accounts.api import ROLES, User
from flyingstart.activities.api import Activity
from flyingstart.evidence.measures.declared import WHO
from flyingstart.evidence.measures.measure import measures
from flyingstart.families.api import Family, Person
from flyingstart.kernel.api import Record, facts, imports, records
from tests.architecture.tree import PACKAGE, REPOSITORY

NEVER = {
    "immigration status": r"immigra|asylum|refugee|\bvisas?\b|citizenship|\bnationalit"
    r"|leave to remain|recourse to public|\bnrpf\b|settled status|right to reside",
    "an ACE score": r"\baces?\b|adverse childhood|trauma score",
    "a score of somebody": r"\b(risk|need|vulnerability|trauma) (score|level|rating|band)\b",
    "female genital mutilation": r"\bfgm\b|mutilat|genital|\bcircumcis",
    "consanguinity": r"consangu|\bcousins?\b|blood relati|parents (are )?related|inbre",
}
"""What is never held, and the words that would tell it; words are apart, in lower case."""


def words_of(name: object) -> str:
    """A name, a label or a sentence as words: `hasNRPF_flag` is "has nrpf flag"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(name))
    return " ".join(re.split(r"[^a-z]+", apart.lower()))


def choices_of(choices: object) -> Iterator[str]:
    """Codes and labels of choices, groups too."""
    if callable(choices):
        return
    for code, label in choices or ():  # type: ignore[attr-defined]
        yield words_of(code)
        if isinstance(label, (list, tuple)):
            yield from choices_of(label)
        else:
            yield words_of(label)


def tables() -> Iterator[tuple[str, str]]:
    """What each column of each table of ours is called and may say."""
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("flyingstart."):
            continue
        yield model._meta.label, words_of(model._meta.label)
        for field in model._meta.get_fields():
            if not isinstance(field, models.Field):
                continue
            where = f"{model._meta.label}.{field.name}"
            for said in (field.name, field.verbose_name, field.help_text):
                yield where, words_of(said)
            for said in choices_of(field.choices):
                yield where, said


def _every(form: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for one in form.__subclasses__():
        yield one
        yield from _every(one)


def forms() -> Iterator[tuple[str, str]]:
    """What each question of each form of ours asks and may be answered."""
    # Their modules are read with the addresses that lead to them.
    assert get_resolver().url_patterns
    for form in set(_every(BaseForm)):
        if not form.__module__.startswith("flyingstart."):
            continue
        for name, field in {**getattr(form, "base_fields", {})}.items():
            where = f"{form.__module__}.{form.__name__}.{name}"
            for said in (name, field.label, field.help_text):
                yield where, words_of(said)
            for said in choices_of(getattr(field, "choices", None)):
                yield where, said


def figures() -> Iterator[tuple[str, str]]:
    """What each measure counts, and by what; what each table of facts is called."""
    for name in measures.names():
        measure = measures[name]
        for said in (name, measure.title, measure.question, measure.numerator, *measure.breakdowns):
            yield f"measure {name}", words_of(said)
    for name in facts.names():
        yield f"fact {name}", words_of(name)


def files() -> Iterator[tuple[str, str]]:
    """What each column of each file that comes in or goes out is called; what is handed over."""
    for kind in imports.values():
        for column in kind.columns:
            yield f"file {kind.name}", words_of(column.name)
    for name in get_commands():
        yield f"command {name}", words_of(name)


def packs() -> Iterator[tuple[str, str]]:
    """The code lists of every pack: needs, permissions, languages, ethnicities."""
    for path in sorted((REPOSITORY / "authorities").glob("*/codes/*.csv")):
        with path.open(encoding="utf-8", newline="") as held:
            for row in csv.DictReader(held):
                for column in ("code", "label", "other_codes", "other_labels"):
                    yield f"{path.name} {row['code']}", words_of(row[column])


@pytest.mark.parametrize("what", NEVER)
@pytest.mark.parametrize("declared", [tables, forms, figures, files, packs])
def test_never_held_has_no_field_choice_figure_or_column(declared: object, what: str) -> None:
    said = list(declared())  # type: ignore[operator]
    assert len(said) > 40

    found = {where for where, words in said if re.search(NEVER[what], words)}

    assert found == set()


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("hasNRPF_flag", "immigration status"),
        ("immigration_status", "immigration status"),
        ("ace_count", "an ACE score"),
        ("Number of ACEs", "an ACE score"),
        ("riskScore", "a score of somebody"),
        ("had_fgm", "female genital mutilation"),
        ("parents are first cousins", "consanguinity"),
    ],
)
def test_such_a_field_would_be_found(name: str, what: str) -> None:
    assert re.search(NEVER[what], words_of(name))


@pytest.mark.parametrize("name", ["place", "surface", "visit", "Session.language", "left_by"])
def test_other_words_are_no_such_field(name: str) -> None:
    assert [what for what, pattern in NEVER.items() if re.search(pattern, words_of(name))] == []


def test_no_table_relates_the_parents_of_a_child_to_each_other() -> None:
    """safety.md: parents' kinship is neither held nor drawn; ties are of a person and a family."""
    pairs = {
        model._meta.object_name: sorted(
            field.name for field in model._meta.concrete_fields if field.related_model is Person
        )
        for model in apps.get_models()
        if not model.__module__.endswith("_event") and not model._meta.label.endswith("Event")
    }

    assert {name: columns for name, columns in pairs.items() if len(columns) > 1} == {
        # A record that was joined to another, and that two are not one.
        "Merge": ["kept_person", "merged_person"],
        "Distinct": ["first", "second"],
        # Who answers for a child, who is kept from it, who may fetch it.
        "Responsibility": ["adult", "child"],
        "CourtOrder": ["child", "restrained"],
        "Collector": ["child", "person"],
        # Whom a permission is for, and who gave it.
        "Consent": ["person", "said_by"],
        # About whom a copy was asked for, and who asked.
        "SubjectRequest": ["asker", "person"],
    }


ETHNICITY_IS_READ_BY = {
    # Details of a person: asked, kept, on their own page, said to be missing, handed over.
    "families": {
        *("enums", "facts", "pack", "records", "words", "models/people"),
        *("imports/columns", "imports/export", "rules/checks", "rules/joining", "rules/rows"),
        *("operations/forms", "operations/history", "operations/joining", "operations/members"),
        *("queries/gaps", "queries/held", "queries/lists/asked", "queries/lists/described"),
        *("queries/registrations", "web/join/pages", "web/join/questions/about"),
        *("web/staff/editing/details", "web/staff/family/changes", "web/staff/family/missing"),
        "web/staff/lists/words",
    },
    # Statistics.
    "evidence": {
        *("labels", "measures/declared", "measures/dimensions", "measures/events"),
        *("measures/tables", "reports/layout", "reports/publishing", "reports/sections"),
        *("web/figures/help_wanted", "web/figures/views", "web/figures/who_came", "web/forms"),
    },
    # Made-up people.
    "town": {"adults", "children", "demo", "details", "drafts", "pack"},
}


def test_ethnicity_is_read_for_statistics_and_on_the_own_page_alone() -> None:
    """safety.md: never in need-first, eligibility or worklists.

    A module that begins to read it is found here: may it? What is missing is asked for, and
    `ethnicity_narrows_nothing_but_as_missing` and the gaps tests hold what those pages do.
    """
    read: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        module = path.relative_to(PACKAGE)
        if "migrations" in module.parts or "ethnicit" not in path.read_text("utf-8").lower():
            continue
        read.setdefault(module.parts[0], set()).add(str(module.with_suffix("")).split("/", 1)[1])

    beyond = {app: found - ETHNICITY_IS_READ_BY.get(app, set()) for app, found in read.items()}
    assert {app: found for app, found in beyond.items() if found} == {}
    assert {app for app, found in read.items() if found} == set(ETHNICITY_IS_READ_BY)


def test_who_is_behind_a_figure_is_never_asked_by_ethnicity() -> None:
    """safety.md: ethnicity is for statistics: a list of names is asked for by place alone."""
    source = (PACKAGE / "evidence" / "web" / "behind.py").read_text(encoding="utf-8")

    assert "ethnicity" in WHO
    assert "ethnicity" not in source.lower()


def test_nobody_is_refused_an_activity_but_by_age() -> None:
    """safety.md: no restrictions by boundary: age and due date only."""
    columns = {field.name for field in Activity._meta.concrete_fields}

    assert columns - {field.name for field in Record._meta.fields} == {
        *("id", "code", "name", "reaches", "offer", "reference", "aliases", "about"),
        *("age_from_months", "age_to_months"),
    }


def test_no_child_and_no_parent_has_an_account() -> None:
    """safety.md: no child has an account: whoever signs in works here, and is nobody on record."""
    people = {Person, Family}

    assert [f.name for f in User._meta.get_fields() if f.related_model in people] == []
    for model in people:
        assert [f.name for f in model._meta.concrete_fields if f.related_model is User] == []
    assert not {"parent", "child", "family"} & set(ROLES)


def test_every_record_says_on_what_basis_it_is_held_and_agreeing_is_none() -> None:
    """safety.md: agreeing to a service is no consent in law; the basis is the public task."""
    held = {name: str(records[name]) for name in records.names()}

    assert len(held) > 20
    assert [n for n, said in held.items() if re.search(r"6\(1\)\(a\)|\bBasis: consent", said)] == []
    purposes = (REPOSITORY / "authorities/luton/privacy/purposes.yaml").read_text("utf-8")
    assert "6(1)(a)" not in purposes
    assert "legitimate interest" not in purposes.lower()


def test_the_forms_that_were_looked_at_are_ours() -> None:
    """The walk reaches forms of every app that has pages; a form nobody imports asks nothing."""
    assert get_resolver().url_patterns
    apps_with_forms = {
        form.__module__.split(".")[1]
        for form in _every(Form)
        if form.__module__.startswith("flyingstart.")
    }

    assert apps_with_forms >= {
        *("accounts", "activities", "daybook", "evidence", "families", "privacy")
    }


def test_packs_are_found() -> None:
    assert Path(REPOSITORY / "authorities").is_dir()
    assert len({where.split()[0] for where, _ in packs()}) == 4
