"""Questions that are asked only when another was answered so; what is wrong, in one place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms as django_forms
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from django.utils.translation import override

from flyingstart.design import forms
from tests.design.rendering import render, tags, words

SUMMARY = '{% from "design/components/forms.jinja" import error_summary, error_title %}'


class Join(forms.Form):
    name = forms.TextField(label="Name")
    role = forms.RadiosField(
        label="Role", choices=[("carer", "Carer"), ("expectant_parent", "Expecting")]
    )
    due_on = forms.DateField(label="Due date")
    first = forms.YesNoField(label="First child")
    needs = forms.CheckboxesField(
        label="Needs", choices=[("food", "Food"), ("other", "Other")], required=False
    )
    other = forms.TextField(label="Other needs")
    note = forms.TextField(label="Note", required=False)

    class Rules:
        only_when = {
            "due_on": ("role", "expectant_parent"),
            "first": ("role", "expectant_parent"),
            "note": ("first", False),
            "other": ("needs", "other"),
        }


def answered(query: str) -> Join:
    form = Join(QueryDict(query))
    form.is_valid()
    return form


EXPECTING = "name=Zo&role=expectant_parent&due_on-day=27&due_on-month=3&due_on-year=2026"


class TestAsking:
    def test_what_was_asked_is_kept(self) -> None:
        form = answered(f"{EXPECTING}&first=no&note=the+third&needs=food&needs=other&other=a+pram")

        assert form.errors == {}
        assert form.cleaned_data == {
            "name": "Zo",
            "role": "expectant_parent",
            "due_on": dt.date(2026, 3, 27),
            "first": False,
            "needs": ["food", "other"],
            "other": "a pram",
            "note": "the third",
        }

    def test_answers_to_what_was_not_asked_are_discarded(self) -> None:
        query = EXPECTING.replace("expectant_parent", "carer")
        form = answered(f"{query}&first=no&note=old&needs=food&other=old")

        assert form.errors == {}
        assert form.cleaned_data == {
            "name": "Zo",
            "role": "carer",
            "due_on": None,
            "first": None,
            "needs": ["food"],
            "other": "",
            # Its own question was answered so, but was not asked.
            "note": "",
        }

    def test_faults_of_what_was_not_asked_are_none(self) -> None:
        form = answered("name=Zo&role=carer&due_on-day=99&first=perhaps&other=" + "x" * 500)

        assert form.errors == {}
        assert form.cleaned_data["due_on"] is None

    def test_what_was_asked_must_be_answered(self) -> None:
        form = answered("name=Zo&role=expectant_parent&needs=other")

        assert {name: list(found) for name, found in form.errors.items()} == {
            "due_on": ["Enter due date"],
            "first": ["Choose yes or no: first child"],
            "other": ["Enter other needs"],
        }

    def test_and_be_right(self) -> None:
        form = answered("name=Zo&role=expectant_parent&first=yes&due_on-day=27&due_on-year=2026")

        assert dict(form.errors) == {"due_on": ["Due date must include a month"]}

    @pytest.mark.parametrize("role", ["", "admin", "expectant_parent%00"])
    def test_nothing_hangs_on_an_answer_that_is_none(self, role: str) -> None:
        form = answered(f"name=Zo&role={role}&due_on-day=99")

        assert list(form.errors) == ["role"]

    def test_one_of_several_answers_may_open_a_question(self) -> None:
        class Several(forms.Form):
            kind = forms.SelectField(label="Kind", choices=[(c, c) for c in "abc"])
            why = forms.TextField(label="Why")

            class Rules:
                only_when = {"why": ("kind", ("a", "b"))}

        opened = {kind: list(Several(QueryDict(f"kind={kind}")).errors) for kind in ("a", "b", "c")}
        assert opened == {"a": ["why"], "b": ["why"], "c": []}
        # A select reveals nothing: the question stands below it.
        assert [field.name for field in Several().top_fields] == ["kind", "why"]

    def test_a_ticked_box_opens_a_question(self) -> None:
        class Box(forms.Form):
            same = forms.CheckboxField(label="Elsewhere", required=False)
            where = forms.TextField(label="Where")

            class Rules:
                only_when = {"where": ("same", True)}

        assert list(Box(QueryDict("same=yes")).errors) == ["where"]
        assert list(Box(QueryDict("")).errors) == []
        assert "govuk-checkboxes__conditional" in Box()["same"].as_field_group()

    def test_a_box_that_is_not_asked_is_not_ticked_whatever_is_sent(self) -> None:
        class Box(forms.Form):
            kind = forms.RadiosField(label="Kind", choices=[("a", "A"), ("b", "B")])
            agrees = forms.CheckboxField(label="Agrees")

            class Rules:
                only_when = {"agrees": ("kind", "a")}

        answers = []
        for query in ("kind=a&agrees=yes", "kind=b&agrees=yes"):
            form = Box(QueryDict(query))
            assert form.is_valid()
            answers.append(form.cleaned_data["agrees"])

        assert answers == [True, False]

    def test_a_rule_about_a_field_that_is_not_ours_is_a_mistake(self) -> None:
        class Plain(forms.Form):
            name = forms.TextField(label="Name")
            why = django_forms.CharField()

            class Rules:
                only_when = {"why": ("name", "x")}

        with pytest.raises(ImproperlyConfigured, match=r"Plain\.why is not one of our fields"):
            Plain(QueryDict("name=x")).is_valid()

    @pytest.mark.parametrize("rule", [{"nobody": ("name", "x")}, {"name": ("nobody", "x")}])
    def test_a_rule_about_no_field_is_a_mistake(self, rule: Any) -> None:
        class Wrong(forms.Form):
            name = forms.TextField(label="Name")

            class Rules:
                only_when = rule

        with pytest.raises(ImproperlyConfigured, match="no field"):
            Wrong()

    def test_two_forms_of_a_class_do_not_share_what_is_demanded(self) -> None:
        first, second = Join(), Join()

        assert first.is_required("due_on")
        assert second.is_required("due_on")
        assert Join.base_fields["due_on"].required


REVEALED = "govuk-radios__conditional"


def revealed(html: str) -> list[dict[str, str | None]]:
    return [box for box in tags(html, "div") if str(box.get("class")).startswith(REVEALED)]


class TestDrawing:
    def test_a_question_is_revealed_under_its_answer(self) -> None:
        html = Join()["role"].as_field_group()

        assert [(box["id"], box["class"]) for box in revealed(html)] == [
            (f"conditional-{answer}", f"{REVEALED} {REVEALED}--hidden")
            for answer in ("id_role-2", "id_first-2")
        ]
        asked = ["Due date", "Day", "Month", "Year", "First child", "Yes", "No", "Note (optional)"]
        assert words(html) == ["Role", "Carer", "Expecting", *asked]

    def test_it_is_in_sight_where_the_answer_is_given(self) -> None:
        html = answered("role=expectant_parent")["role"].as_field_group()

        assert [(box["id"], box["class"]) for box in revealed(html)] == [
            ("conditional-id_role-2", REVEALED),
            ("conditional-id_first-2", f"{REVEALED} {REVEALED}--hidden"),
        ]
        assert "Enter due date" in html

    def test_what_reveals_stands_below_each_other_not_side_by_side(self) -> None:
        assert "govuk-radios--inline" not in Join()["first"].as_field_group()

    def test_a_whole_form_draws_each_field_once(self) -> None:
        html = render("{{ form }}", form=Join())

        names = [str(box["name"]) for box in tags(html, "input")]
        assert sorted(set(names)) == [
            "due_on-day",
            "due_on-month",
            "due_on-year",
            "first",
            "name",
            "needs",
            "note",
            "other",
            "role",
        ]
        assert names.count("note") == names.count("due_on-day") == 1

    def test_browsers_are_not_told_to_complain(self) -> None:
        assert "required" not in render("{{ form }}", form=Join())


class TestErrorSummary:
    def summary(self, *several: django_forms.Form) -> list[tuple[str | None, str]]:
        source = SUMMARY + "{{ error_summary(first, *rest) }}"
        html = render(source, first=several[0], rest=several[1:])
        links = [link["href"] for link in tags(html, "a")]
        return list(zip(links, words(html)[1:], strict=True))

    def test_links_lead_to_the_box_at_fault(self) -> None:
        form = answered("role=expectant_parent&first=x&due_on-day=27&due_on-year=2026&needs=other")

        assert self.summary(form) == [
            ("#id_name", "Enter name"),
            ("#id_due_on-month", "Due date must include a month"),
            ("#id_first", "Choose yes or no: first child"),
            ("#id_other", "Enter other needs"),
        ]

    def test_every_link_leads_to_something_on_the_page(self) -> None:
        form = answered("role=expectant_parent&needs=other")
        ids = {box["id"] for box in tags(render("{{ form }}", form=form), "input")}

        assert {href for href, _ in self.summary(form)} <= {f"#{one}" for one in ids}

    def test_several_forms_have_one(self) -> None:
        one, two = answered(""), Join(QueryDict(""), prefix="two")

        assert [href for href, _ in self.summary(one, two)] == [
            "#id_name",
            "#id_role",
            "#id_two-name",
            "#id_two-role",
        ]

    def test_what_is_wrong_with_the_whole_comes_first_and_leads_nowhere(self) -> None:
        form = answered("role=carer")
        form.add_error(None, "<b>Somebody was quicker</b>")

        html = render(SUMMARY + "{{ error_summary(form) }}", form=form)

        assert words(html) == [
            "There is a problem",
            "<b>Somebody was quicker</b>",
            "Enter name",
        ]
        assert len(tags(html, "a")) == 1
        assert tags(html, "b") == []

    @pytest.mark.parametrize("form", [Join(), answered("name=Zo&role=carer")])
    def test_there_is_none_where_nothing_is_wrong(self, form: Join) -> None:
        html = render(SUMMARY + "{{ error_title(form) }}{{ error_summary(form) }}", form=form)

        assert html.strip() == ""

    def test_the_title_says_it_first(self) -> None:
        source = SUMMARY + "{{ error_title(form) }}Join"

        assert render(source, form=answered("")) == "Error: Join"
        with override("ur"):
            assert render(source, form=answered("")) == "غلطی: Join"


class Foreign(django_forms.Form):
    """A form of a package, with Django's own fields."""

    login = django_forms.CharField(
        help_text="<b>x</b>", widget=django_forms.TextInput({"autocomplete": "username"})
    )
    password = django_forms.CharField(widget=django_forms.PasswordInput)
    email = django_forms.EmailField(required=False)
    remember = django_forms.BooleanField(required=False)
    pick = django_forms.ChoiceField(choices=[(1, "One"), (2, "Two")], initial=2)
    radio = django_forms.ChoiceField(
        choices=[(1, "One"), (2, "Two")], initial=2, widget=django_forms.RadioSelect
    )
    many = django_forms.MultipleChoiceField(
        choices=[(1, "One"), (2, "Two")],
        initial=[1],
        widget=django_forms.CheckboxSelectMultiple,
    )
    more = django_forms.CharField(widget=django_forms.Textarea)
    file = django_forms.FileField()
    secret = django_forms.CharField(widget=django_forms.HiddenInput, initial="s")


class TestFormsOfPackages:
    def test_they_are_drawn_as_ours_are(self) -> None:
        html = render("{{ form }}", form=Foreign())

        drawn = [(box["name"], box["type"], box.get("class")) for box in tags(html, "input")]
        assert drawn == [
            ("secret", "hidden", None),
            ("login", "text", "govuk-input"),
            (
                "password",
                "password",
                "govuk-input govuk-password-input__input govuk-js-password-input-input",
            ),
            ("email", "email", "govuk-input"),
            ("remember", "checkbox", "govuk-checkboxes__input"),
            ("radio", "radio", "govuk-radios__input"),
            ("radio", "radio", "govuk-radios__input"),
            ("many", "checkbox", "govuk-checkboxes__input"),
            ("many", "checkbox", "govuk-checkboxes__input"),
            ("file", "file", None),
        ]
        assert [box["class"] for box in tags(html, "textarea")] == ["govuk-textarea"]
        assert tags(html, "b") == []

    def test_what_is_known_is_chosen(self) -> None:
        html = render("{{ form }}", form=Foreign())

        chosen = [(b["name"], b["value"]) for b in tags(html, "input") if "checked" in b]
        assert chosen == [("radio", "2"), ("many", "1")]
        assert [o["value"] for o in tags(html, "option") if "selected" in o] == ["2"]

    def test_their_faults_are_linked(self) -> None:
        form = Foreign(QueryDict("login=zo"))
        html = render(SUMMARY + "{{ error_summary(form) }}{{ form }}", form=form)

        links = [link["href"] for link in tags(html, "a")]
        assert links[:2] == ["#id_password", "#id_pick"]
        assert tags(html, "input")[1]["value"] == "zo"
        assert tags(html, "input")[1]["autocomplete"] == "username"
