"""Answers that are written: what is drawn, what is understood, what is said when it is not."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Field
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, override

from flyingstart.design import forms
from tests.design.forms.asking import cleaned, drawn, form_of, same
from tests.design.rendering import tags, words

HOSTILE = """"><script>alert("x")</script>'<b>&amp;"""
ESCAPED = "&#34;&gt;&lt;script&gt;"


class TestText:
    def test_a_whole_control_is_drawn(self) -> None:
        field = forms.TextField(
            label="Your name",
            hint="One name is enough.",
            autocomplete="name",
            width=20,
            spellcheck=False,
        )

        assert same(
            drawn(field),
            """<div class="govuk-form-group">
              <label class="govuk-label govuk-label--s" for="id_x">Your name</label>
              <div id="id_x-hint" class="govuk-hint">One name is enough.</div>
              <input class="govuk-input govuk-input--width-20" id="id_x" name="x" type="text"
                spellcheck="false" aria-describedby="id_x-hint" autocomplete="name" dir="auto">
            </div>""",
        )

    def test_a_fault_is_tied_to_the_control(self) -> None:
        assert same(
            drawn(forms.TextField(label="Your name"), "x= "),
            """<div class="govuk-form-group govuk-form-group--error">
              <label class="govuk-label govuk-label--s" for="id_x">Your name</label>
              <p id="id_x-error" class="govuk-error-message">
                <span class="govuk-visually-hidden">Error:</span> Enter your name</p>
              <input class="govuk-input govuk-input--error" id="id_x" name="x" type="text"
                value=" " aria-describedby="id_x-error" dir="auto">
            </div>""",
        )

    def test_a_label_can_be_the_heading_of_the_page(self) -> None:
        html = drawn(forms.TextField(label="Your name", label_size="l"))

        assert tags(html, "h1") == [{"class": "govuk-label-wrapper"}]
        assert tags(html, "label")[0]["class"] == "govuk-label govuk-label--l"

    def test_nothing_hostile_becomes_markup(self) -> None:
        field = forms.TextField(label=HOSTILE, hint=HOSTILE, prefix=HOSTILE, max_length=5)
        query = QueryDict(mutable=True)
        query["x"] = HOSTILE

        html = drawn(field, query.urlencode())

        assert tags(html, "script") == tags(html, "b") == []
        assert html.count(ESCAPED) == 2 + 1 + 1 + 1  # label and message, hint, prefix, value
        assert tags(html, "input")[0]["value"] == HOSTILE

    def test_a_hint_of_safe_markup_is_markup(self) -> None:
        html = drawn(forms.TextField(label="x", hint=format_html("See <a>{}</a>", HOSTILE)))

        assert tags(html, "a") == [{}]
        assert tags(html, "script") == []

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("x=+Zoë+", "Zoë"),
            ("x=عائشہ", "عائشہ"),
            ("x=two%0D%0Alines", "two lines"),
            # Unseen: an end of text, and what turns the letters after it.
            ("x=a%00b%E2%80%AEc%E2%81%A6", "abc"),
            ("x=%E2%80%AE", ["Enter your name"]),
            ("x=", ["Enter your name"]),
            ("y=1", ["Enter your name"]),
            ("x=" + "a" * 201, ["Your name must be 200 characters or fewer"]),
            ("x=" + "a" * 200, "a" * 200),
        ],
    )
    def test_answers(self, query: str, expected: object) -> None:
        assert cleaned(forms.TextField(label="Your name"), query) == expected

    def test_a_code_runs_from_the_left_in_any_language(self) -> None:
        with override("ur"):
            html = drawn(forms.TextField(label="Postcode", direction="ltr", suffix="x"))

        assert tags(html, "input")[0]["dir"] == "ltr"
        assert {"class": "govuk-input__wrapper", "dir": "ltr"} in tags(html, "div")


class TestNamesInMessages:
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"label": "Date of birth"}, "Enter date of birth"),
            ({"label": "NHS number"}, "Enter NHS number"),
            ({"label": "I agree"}, "Enter I agree"),
            ({"label": "What is your name?"}, "Answer the question “What is your name?”"),
            ({"label": "What is your name?", "called": "your name"}, "Enter your name"),
            (
                {"label": "x", "error_messages": {"required": gettext_lazy("Say who you are")}},
                "Say who you are",
            ),
        ],
    )
    def test_a_missing_answer_is_named(self, options: dict[str, object], message: str) -> None:
        assert cleaned(forms.TextField(**options), "x=") == [message]  # type: ignore[arg-type]

    def test_they_are_in_the_readers_language(self) -> None:
        field = forms.TextField(label=gettext_lazy("Postcode"))

        with override("ur"):
            assert cleaned(field, "x=") == ["پوسٹ کوڈ لکھیں"]

    def test_a_percent_sign_in_a_name_is_no_placeholder(self) -> None:
        field = forms.TextField(label="% of %(x)s", max_length=1)

        assert cleaned(field, "x=") == ["Enter % of %(x)s"]
        assert cleaned(field, "x=ab") == ["% of %(x)s must be 1 characters or fewer"]


class TestOptional:
    def test_the_label_says_so_and_nothing_is_demanded(self) -> None:
        field = forms.TextField(label="Name", required=False)

        assert words(drawn(field))[0] == "Name (optional)"
        assert cleaned(field, "x=") == ""

    def test_a_form_may_leave_it_unsaid(self) -> None:
        class Quiet(forms.Form):
            marks_optional = False
            x = forms.TextField(label="Name", required=False)

        assert words(Quiet()["x"].as_field_group()) == ["Name"]


class TestTextArea:
    def test_lines_stay_as_they_were_however_often_they_are_shown(self) -> None:
        field = forms.TextAreaField(label="More", required=False)
        html = drawn(field, "x=one%0D%0A++two%0D%0A%0D%0A<b>")

        assert "one&#10;  two&#10;&#10;&lt;b&gt;</textarea>" in html
        assert cleaned(field, "x=one%0D%0A++two%0D%0A%0D%0Athree+") == "one\n  two\n\nthree"

    def test_a_counted_one_tells_script_what_to_say(self) -> None:
        html = drawn(forms.TextAreaField(label="More", counted=True, max_length=20), "x=a%0Ab")

        (group,) = [div for div in tags(html, "div") if "data-maxlength" in div]
        assert group["data-maxlength"] == "20"
        assert group["data-i18n.characters-under-limit.other"] == (
            "You have %{count} characters left"
        )
        assert "You can enter up to 20 characters" in words(html)
        assert "a&#10;b</textarea>" in html

    def test_it_has_a_limit(self) -> None:
        assert cleaned(forms.TextAreaField(label="More"), "x=" + "a" * 5001) == [
            "More must be 5,000 characters or fewer"
        ]


class TestEmail:
    def test_it_is_drawn_for_addresses(self) -> None:
        (box,) = tags(drawn(forms.EmailField(label="Email address")), "input")

        assert box == {
            "class": "govuk-input",
            "id": "id_x",
            "name": "x",
            "type": "email",
            "spellcheck": "false",
            "autocomplete": "email",
            "autocapitalize": "none",
            "dir": "ltr",
        }

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("x=+lucja@example.org+", "lucja@example.org"),
            (
                "x=lucja",
                ["Enter an email address in the correct format, like name@example.com"],
            ),
            (
                "x=a@b@example.org",
                ["Enter an email address in the correct format, like name@example.com"],
            ),
            ("x=", ["Enter email address"]),
        ],
    )
    def test_answers(self, query: str, expected: object) -> None:
        assert cleaned(forms.EmailField(label="Email address"), query) == expected


class TestPhone:
    def test_a_phone_shows_its_digits(self) -> None:
        (box,) = tags(drawn(forms.PhoneField(label="Telephone")), "input")

        assert (box["type"], box["autocomplete"], box["dir"]) == ("tel", "tel", "ltr")

    @pytest.mark.parametrize(
        "number", ["07700 900 982", "+44 (0)1632-960 001", "01632.960001", "۰۷۷۰۰۹۰۰۹۸۲"]
    )
    def test_as_people_write_it(self, number: str) -> None:
        query = QueryDict(mutable=True)
        query["x"] = number

        assert cleaned(forms.PhoneField(label="Telephone"), query.urlencode()) == number

    @pytest.mark.parametrize("number", ["12", "07700 nine", "1" * 16, "+-() ", "1+2345678"])
    def test_what_cannot_be_dialled(self, number: str) -> None:
        query = QueryDict(mutable=True)
        query["x"] = number

        assert cleaned(forms.PhoneField(label="Telephone"), query.urlencode()) == [
            "Enter a telephone number, like 01632 960 001 or 07700 900 982"
        ]

    def test_none_where_none_is_needed(self) -> None:
        assert cleaned(forms.PhoneField(label="Telephone", required=False), "x=") == ""


class TestWholeNumber:
    def test_it_is_drawn_small(self) -> None:
        (box,) = tags(drawn(forms.WholeNumberField(label="Children", width=2), "x=2"), "input")

        assert box == {
            "class": "govuk-input govuk-input--width-2",
            "id": "id_x",
            "name": "x",
            "type": "text",
            "spellcheck": "false",
            "value": "2",
            "inputmode": "numeric",
            "dir": "ltr",
        }

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("x=12", 12),
            ("x=+1,200+", 1200),
            ("x=0", 0),
            ("x=۱۲", 12),
            ("x=", ["Enter children"]),
            ("x=two", ["Children must be a whole number, like 15"]),
            ("x=1.5", ["Children must be a whole number, like 15"]),
            ("x=1e3", ["Children must be a whole number, like 15"]),
            ("x=" + "9" * 5000, ["Children must be a whole number, like 15"]),
            ("x=-1", ["Children must be 0 or more"]),
            ("x=1000000001", ["Children must be 1,000,000,000 or fewer"]),
        ],
    )
    def test_answers(self, query: str, expected: object) -> None:
        assert cleaned(forms.WholeNumberField(label="Children"), query) == expected

    @pytest.mark.parametrize("query", ["x=0", "x=21"])
    def test_bounds_of_its_own(self, query: str) -> None:
        field = forms.WholeNumberField(label="Children", min_value=1, max_value=20)

        assert cleaned(field, query) == ["Children must be between 1 and 20"]


class TestPassword:
    def test_it_is_never_drawn_again(self) -> None:
        html = drawn(forms.PasswordField(label="Password"), "x=+secret+")

        assert "secret" not in html
        (box,) = tags(html, "input")
        assert (box["type"], box["autocomplete"]) == ("password", "current-password")

    def test_letters_are_kept_as_they_are(self) -> None:
        assert cleaned(forms.PasswordField(label="Password"), "x=+secret+") == " secret "

    def test_a_new_one_is_left_to_the_browser_to_propose(self) -> None:
        (box,) = tags(drawn(forms.PasswordField(label="Password", new=True)), "input")

        assert box["autocomplete"] == "new-password"


class TestFile:
    def answer(self, field: Field, content: bytes | None) -> object:
        files = {} if content is None else {"x": SimpleUploadedFile("a.csv", content)}
        form = type("SampleForm", (forms.Form,), {"x": field})({}, files)
        return list(form.errors["x"]) if form.errors else form.cleaned_data["x"].read()

    def test_it_is_drawn(self) -> None:
        (box,) = tags(drawn(forms.FileField(label="A list", accept=".csv")), "input")

        assert box == {
            "class": "govuk-file-upload",
            "id": "id_x",
            "name": "x",
            "type": "file",
            "accept": ".csv",
        }

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"a,b", b"a,b"),
            (None, ["Choose a list"]),
            (b"", ["The file is empty"]),
            (b"x" * 1_048_577, ["The file must be 1 MB or smaller"]),
        ],
    )
    def test_answers(self, content: bytes | None, expected: object) -> None:
        field = forms.FileField(label="A list", max_size=1024 * 1024)

        assert self.answer(field, content) == expected

    def test_a_form_with_one_is_sent_in_parts(self) -> None:
        assert form_of(x=forms.FileField(label="A list")).is_multipart()


class TestHidden:
    def test_it_is_carried_along_escaped(self) -> None:
        html = drawn(forms.HiddenField(required=False, initial='"><b>'))

        assert tags(html, "input") == [
            {"type": "hidden", "id": "id_x", "name": "x", "value": '"><b>'}
        ]
        assert tags(html, "b") == []
