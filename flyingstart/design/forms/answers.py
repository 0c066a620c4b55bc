"""The answers of a form in words, for "check your answers"."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flyingstart.design.components import AnswerRow
from flyingstart.design.forms.drawn import Drawn
from flyingstart.design.forms.form import Form


def answer_rows(
    form: Form, change_href: Callable[[str], str] | None = None, *, leave_out: Collection[str] = ()
) -> list[AnswerRow]:
    """A row for each question that was asked of a valid form; `change_href` takes a name."""
    rows = []
    for name, field in form.fields.items():
        if name in leave_out or not isinstance(field, Drawn) or not form.is_asked(name):
            continue
        said = field.said(form.cleaned_data.get(name))
        if said is None:
            continue
        rows.append(
            AnswerRow(
                key=str(field.key or field.label or form[name].label),
                value=said,
                change_href=change_href(name) if change_href else "",
                change_what=str(field.label) if field.is_question else field.name,
            )
        )
    return rows
