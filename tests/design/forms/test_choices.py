"""Answers that are chosen."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from django.utils.translation import gettext_lazy, override

from flyingstart.design import forms
from tests.design.forms.asking import cleaned, drawn, same
from tests.design.rendering import tags, words

HOSTILE = '"><b>x</b>'


class Role(StrEnum):
    CARER = "carer"
    CHILD = "child"


ROLES: list[tuple[Any, str]] = [(Role.CARER, "Carer"), (Role.CHILD, "Child")]


def checked(html: str) -> list[str | None]:
    return [box["value"] for box in tags(html, "input") if "checked" in box]


class TestRadios:
    def test_a_whole_control_is_drawn(self) -> None:
        field = forms.RadiosField(
            label="Role",
            choices=ROLES,
            choice_hints={Role.CARER: "Looks after a child"},
            dividers={Role.CHILD: "or"},
        )

        assert same(
            drawn(field, "x=child"),
            """<div class="govuk-form-group">
              <fieldset class="govuk-fieldset">
                <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">Role</legend>
                <div class="govuk-radios" data-module="govuk-radios">
                  <div class="govuk-radios__item">
                    <input class="govuk-radios__input" id="id_x" name="x" type="radio"
                      value="carer" aria-describedby="id_x-item-hint">
                    <label class="govuk-label govuk-radios__label" for="id_x">Carer</label>
                    <div id="id_x-item-hint" class="govuk-hint govuk-radios__hint">
                      Looks after a child</div>
                  </div>
                  <div class="govuk-radios__divider">or</div>
                  <div class="govuk-radios__item">
                    <input class="govuk-radios__input" id="id_x-3" name="x" type="radio"
                      value="child" checked>
                    <label class="govuk-label govuk-radios__label" for="id_x-3">Child</label>
                  </div>
                </div>
              </fieldset>
            </div>""",
        )

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("x=child", Role.CHILD),
            ("x=", ["Choose role"]),
            ("", ["Choose role"]),
            ("x=admin", ["Choose role from the answers offered"]),
            ("x=carer&x=child", Role.CHILD),
        ],
    )
    def test_answers(self, query: str, expected: object) -> None:
        field = forms.RadiosField(label="Role", choices=ROLES, coerce=Role)

        assert cleaned(field, query) == expected

    @pytest.mark.parametrize("value", [Role.CHILD, "child"])
    def test_what_is_known_is_chosen(self, value: str) -> None:
        html = drawn(forms.RadiosField(label="Role", choices=ROLES, initial=value))

        assert checked(html) == ["child"]

    def test_nothing_hostile_becomes_markup(self) -> None:
        html = drawn(
            forms.RadiosField(
                label=HOSTILE,
                choices=[(HOSTILE, HOSTILE)],
                choice_hints={HOSTILE: HOSTILE},
                dividers={HOSTILE: HOSTILE},
            )
        )

        assert tags(html, "b") == []
        assert words(html) == [HOSTILE] * 4

    def test_the_heading_of_a_page_can_be_the_question(self) -> None:
        html = drawn(forms.RadiosField(label="Role?", choices=ROLES, label_size="l"))

        assert tags(html, "h1") == [{"class": "govuk-fieldset__heading"}]

    def test_choices_are_in_the_language_they_name(self) -> None:
        html = drawn(
            forms.RadiosField(label="Language", choices=[("ur", "اردو")], languages={"ur": "ur"})
        )

        assert tags(html, "label")[0]["dir"] == "rtl"
        assert tags(html, "label")[0]["lang"] == "ur"

    def test_a_language_that_is_not_known_is_named_and_runs_from_the_left(self) -> None:
        field = forms.RadiosField(
            label="Language", choices=[("rom", "x")], languages={"rom": "rom"}
        )

        label = tags(drawn(field), "label")[0]

        assert (label["lang"], label["dir"]) == ("rom", "ltr")

    def test_choices_in_groups_stand_one_after_another(self) -> None:
        field = forms.RadiosField(label="x", choices=[("Group", [("a", "A"), ("b", "B")])])

        assert words(drawn(field)) == ["x", "A", "B"]

    def test_choices_may_be_known_only_when_they_are_asked_for(self) -> None:
        field = forms.RadiosField(label="x", choices=lambda: [("a", gettext_lazy("Day"))])

        with override("ur"):
            assert words(drawn(field)) == ["x", "دن"]


class TestYesNo:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("x=yes", True),
            ("x=no", False),
            ("x=", ["Choose yes or no: moved"]),
            ("x=True", ["Choose yes or no: moved"]),
        ],
    )
    def test_answers(self, query: str, expected: object) -> None:
        assert cleaned(forms.YesNoField(label="Moved"), query) == expected

    def test_left_out_is_neither(self) -> None:
        assert cleaned(forms.YesNoField(label="Moved", required=False), "") is None

    @pytest.mark.parametrize(("initial", "chosen"), [(True, ["yes"]), (False, ["no"]), (None, [])])
    def test_what_is_known_is_chosen(self, initial: bool | None, chosen: list[str]) -> None:
        html = drawn(forms.YesNoField(label="Moved", initial=initial))

        assert checked(html) == chosen
        assert "govuk-radios--inline" in html

    def test_the_answers_can_have_other_words(self) -> None:
        html = drawn(forms.YesNoField(label="Here?", yes="I came", no="I did not"))

        assert words(html) == ["Here?", "I came", "I did not"]


class TestCheckboxes:
    field = forms.CheckboxesField(
        label="Likes",
        choices=[("play", "Play"), ("food", "Food"), ("none", "None of these")],
        exclusive=["none"],
    )

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("x=play&x=food", ["play", "food"]),
            ("x=none", ["none"]),
            ("", ["Choose likes"]),
            ("x=none&x=play", ["Choose “None of these” alone, or only others"]),
            ("x=play&x=gold", ["Choose likes from the answers offered"]),
        ],
    )
    def test_answers(self, query: str, expected: object) -> None:
        assert cleaned(self.field, query) == expected

    def test_none_where_none_is_needed(self) -> None:
        field = forms.CheckboxesField(label="Likes", choices=[("a", "A")], required=False)

        assert cleaned(field, "") == []
        assert words(drawn(field)) == ["Likes", "A"]

    def test_what_was_sent_stays_chosen(self) -> None:
        html = drawn(self.field, "x=none&x=play")

        assert checked(html) == ["play", "none"]
        assert [box.get("data-behaviour") for box in tags(html, "input")] == [
            None,
            None,
            "exclusive",
        ]

    def test_values_can_be_turned_into_what_the_caller_wants(self) -> None:
        field = forms.CheckboxesField(label="x", choices=[(1, "One"), (2, "Two")], coerce=int)

        assert cleaned(field, "x=2&x=1") == [2, 1]


class TestCheckbox:
    def test_the_question_is_the_label(self) -> None:
        html = drawn(forms.CheckboxField(label="I have read it", hint="All of it"), "x=yes")

        assert words(html) == ["I have read it", "All of it"]
        assert checked(html) == ["yes"]
        assert tags(html, "fieldset") == []

    @pytest.mark.parametrize(
        ("required", "query", "expected"),
        [
            (True, "x=yes", True),
            (True, "", ["Tick the box “I have read it” to go on"]),
            (False, "", False),
            (False, "x=yes", True),
        ],
    )
    def test_answers(self, required: bool, query: str, expected: object) -> None:
        field = forms.CheckboxField(label="I have read it", required=required)

        assert cleaned(field, query) == expected


class TestSelect:
    def test_it_begins_with_no_choice(self) -> None:
        field = forms.SelectField(label="Role", choices=ROLES, empty_words="Choose one")

        assert same(
            drawn(field),
            """<div class="govuk-form-group">
              <label class="govuk-label govuk-label--s" for="id_x">Role</label>
              <select class="govuk-select" id="id_x" name="x">
                <option value="" selected>Choose one</option>
                <option value="carer">Carer</option>
                <option value="child">Child</option>
              </select>
            </div>""",
        )

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("x=child", "child"),
            ("x=", ["Choose role"]),
            ("x=admin", ["Choose role from the answers offered"]),
        ],
    )
    def test_answers(self, query: str, expected: object) -> None:
        assert cleaned(forms.SelectField(label="Role", choices=ROLES), query) == expected

    def test_the_words_of_an_empty_choice_are_taken(self) -> None:
        field = forms.SelectField(
            label="Role", choices=[("", "Anybody"), *ROLES], required=False, initial="child"
        )

        assert [(o["value"], "selected" in o) for o in tags(drawn(field), "option")] == [
            ("", False),
            ("carer", False),
            ("child", True),
        ]
        assert cleaned(field, "x=") == ""


class TestAutocomplete:
    field = forms.AutocompleteField(
        label="Language",
        choices=[("pl", "Polski"), ("ur", "اردو")],
        languages={"ur": "ur"},
        also={"ur": gettext_lazy("Urdu")},
    )

    def test_without_script_it_is_a_select(self) -> None:
        assert same(
            drawn(self.field, "x=ur"),
            """<div class="govuk-form-group">
              <label class="govuk-label govuk-label--s" for="id_x">Language</label>
              <select class="govuk-select" id="id_x" name="x" data-fs-autocomplete=""
                data-nothing="Nothing found">
                <option value=""></option>
                <option value="pl">Polski</option>
                <option value="ur" selected lang="ur" dir="rtl" data-also="Urdu">اردو</option>
              </select>
            </div>""",
        )

    def test_what_script_says_is_in_the_readers_language(self) -> None:
        with override("ur"):
            (select,) = tags(drawn(self.field), "select")

        assert select["data-nothing"] == "کچھ نہیں ملا"

    def test_answers(self) -> None:
        assert cleaned(self.field, "x=pl") == "pl"
        assert cleaned(self.field, "x=Polski") == ["Choose language from the answers offered"]
