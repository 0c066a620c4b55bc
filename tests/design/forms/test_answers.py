"""Check your answers: each question that was asked, its answer in words, a way to change it."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import override

from flyingstart.design import forms
from flyingstart.design.components import AnswerRow
from tests.design.rendering import render, tags, words

ANSWERS = '{% from "design/components/forms.jinja" import answers %}{{ answers(rows) }}'


class Everything(forms.Form):
    name = forms.TextField(label="What is your name?", called="your name", key="Name")
    notes = forms.TextAreaField(label="Notes", required=False)
    born_on = forms.DateField(label="When were you born?")
    children = forms.WholeNumberField(label="Children")
    role = forms.RadiosField(label="Role", choices=[("carer", "Carer"), ("new", "Expecting")])
    due_on = forms.DateField(label="Due date")
    likes = forms.CheckboxesField(
        label="Likes", choices=[("play", "Play"), ("food", "Food")], required=False
    )
    moved = forms.YesNoField(label="Moved", required=False)
    read = forms.CheckboxField(label="I have read it", required=False)
    phone = forms.PhoneField(label="Telephone", required=False)
    password = forms.PasswordField(label="Password", required=False)
    step = forms.HiddenField(required=False)

    class Rules:
        only_when = {"due_on": ("role", "new")}


QUERY = (
    "name=Zo<b>&notes=a%0Ab&born_on-day=1&born_on-month=2&born_on-year=1990&children=1200"
    "&role=carer&due_on-day=1&likes=food&likes=play&moved=no&password=secret&step=3"
)


def valid() -> Everything:
    form = Everything(QueryDict(QUERY))
    assert form.is_valid(), form.errors
    return form


def test_every_question_that_was_asked_has_a_row() -> None:
    rows = forms.answer_rows(valid(), lambda name: f"/join/#id_{name}", leave_out=["children"])

    assert [(row.key, row.value, row.change_href, row.change_what) for row in rows] == [
        ("Name", "Zo<b>", "/join/#id_name", "your name"),
        ("Notes", "a\nb", "/join/#id_notes", "notes"),
        ("When were you born?", "1 February 1990", "/join/#id_born_on", "When were you born?"),
        ("Role", "Carer", "/join/#id_role", "role"),
        ("Likes", ["Food", "Play"], "/join/#id_likes", "likes"),
        ("Moved", "No", "/join/#id_moved", "moved"),
        ("I have read it", "No", "/join/#id_read", "I have read it"),
        ("Telephone", "", "/join/#id_phone", "telephone"),
    ]


def test_figures_are_said_with_commas_and_dates_in_the_readers_language() -> None:
    with override("ur"):
        rows = forms.answer_rows(valid())

    assert {row.key: row.value for row in rows}["Children"] == "1,200"
    assert {row.key: row.value for row in rows}["When were you born?"] == "1 فروری 1990"
    assert {row.change_href for row in rows} == {""}


def test_rows_are_drawn_escaped_each_line_on_its_own() -> None:
    html = render(
        ANSWERS,
        rows=[
            AnswerRow(
                key="<b>", value=["1 Row", "<i>"], change_href="/?a=1&b=2", change_what="<u>"
            ),
            AnswerRow(key="Telephone", value=None),
            AnswerRow(key="Notes", value="a\n\nb"),
        ],
    )

    assert words(html) == [
        *("<b>", "1 Row", "<i>", "Change", "<u>"),
        *("Telephone", "Not given"),
        *("Notes", "a", "b"),
    ]
    assert tags(html, "a") == [{"class": "govuk-link", "href": "/?a=1&b=2"}]
    assert len(tags(html, "bdi")) == 4
