"""Task list, tabs, cards, timeline, states, search: what is drawn, and that nothing hostile is."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils.translation import override

from flyingstart.design import frame as frames
from flyingstart.design.components import (
    AnswerRow,
    Plight,
    SearchBox,
    Sign,
    Suggestion,
    Suggestions,
    Task,
    TaskState,
    TimelineEntry,
)
from flyingstart.kernel.api import Slot
from tests.design.rendering import render, tags, words

HOSTILE = '"><b>x</b>'
MORNING = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
BOX = SearchBox(action="/staff/find/", suggest="/staff/find/soon/", label="Find a family")


def macro(file: str, name: str, call: str, **context: object) -> str:
    source = f'{{% from "design/components/{file}.jinja" import {name} %}}{{{{ {name}({call}) }}}}'
    return render(source, **context)


class TestTasks:
    def test_every_state_is_said_in_words(self) -> None:
        html = macro(
            "tasks",
            "task_list",
            "tasks",
            tasks=[
                Task(title="One", state=TaskState.TODO, href="/1/", hint="First"),
                Task(title="Two", state=TaskState.STARTED, href="/2/"),
                Task(title="Three", state=TaskState.DONE, href="/3/"),
                Task(title=HOSTILE, state=TaskState.LATER),
            ],
        )

        assert words(html) == [
            *("One", "First", "To do"),
            *("Two", "Half done"),
            *("Three", "Done"),
            *(HOSTILE, "Not yet possible"),
        ]
        assert [link["href"] for link in tags(html, "a")] == ["/1/", "/2/", "/3/"]
        assert tags(html, "a")[0]["aria-describedby"] == "tasks-1-hint tasks-1-status"


class TestTabs:
    def test_without_script_all_parts_are_there(self) -> None:
        html = macro("tabs", "tabs", "title, items", title="T", items=[("a", "A", HOSTILE)])

        assert words(html) == ["T", "A", "A", HOSTILE]
        assert tags(html, "a") == [{"class": "govuk-tabs__tab", "href": "#a"}]
        assert tags(html, "b") == []


class TestSummaryCard:
    def test_what_is_done_with_it_is_heard_with_its_title(self) -> None:
        html = macro(
            "summary",
            "summary_card",
            "title, rows, actions=actions, level=3",
            title=HOSTILE,
            rows=[AnswerRow(key="Born", value="1 May", change_href="/c/", change_what="birth")],
            actions=[("Move", "/m/"), ("End", "/e/")],
        )

        assert words(html) == [
            *(HOSTILE, "Move", f"({HOSTILE})", "End", f"({HOSTILE})"),
            *("Born", "1 May", "Change", f"birth ({HOSTILE})"),
        ]
        assert [link["href"] for link in tags(html, "a")] == ["/m/", "/e/", "/c/"]
        assert len(tags(html, "h3")) == 1


class TestTimeline:
    def timeline(self, *entries: TimelineEntry) -> str:
        return macro("timeline", "timeline", "entries", entries=entries)

    def test_a_day_is_seen_once_and_heard_each_time(self) -> None:
        html = self.timeline(
            TimelineEntry(at=MORNING, title="One"),
            TimelineEntry(at=MORNING + dt.timedelta(hours=4), title="Two"),
            TimelineEntry(at=dt.date(2026, 3, 2), title="Three"),
        )

        assert words(html) == [
            *("3 March 2026", "10am", "One"),
            *("3 March 2026", "2pm", "Two"),
            *("2 March 2026", "Three"),
        ]
        hidden = [span for span in tags(html, "span") if span.get("class") == HIDDEN]
        assert len(hidden) == 1

    def test_links_of_one_name_are_told_apart(self) -> None:
        html = self.timeline(
            TimelineEntry(at=MORNING, title="Visit", href="/1/"),
            TimelineEntry(at=dt.date(2026, 3, 2), title="Visit", href="/2/"),
        )

        assert [link["href"] for link in tags(html, "a")] == ["/1/", "/2/"]
        assert words(html).count(", 3 March 2026, 10am") == 1
        assert words(html).count(", 2 March 2026") == 1

    def test_nothing_hostile_becomes_markup(self) -> None:
        html = self.timeline(
            TimelineEntry(at=MORNING, title=HOSTILE, text=HOSTILE, by=HOSTILE, href=HOSTILE)
        )

        assert tags(html, "b") == []
        assert words(html).count(HOSTILE) == 3
        assert len(tags(html, "bdi")) == 3

    @pytest.mark.parametrize("icon", Sign)
    def test_every_sign_has_its_drawing(self, icon: Sign) -> None:
        html = self.timeline(TimelineEntry(at=MORNING, title="x", icon=icon))
        plain = self.timeline(TimelineEntry(at=MORNING, title="x", icon=Sign.NOTE))

        assert (html == plain) is (icon is Sign.NOTE)

    def test_moments_are_londons(self) -> None:
        summer = dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC)

        assert words(self.timeline(TimelineEntry(at=summer, title="x")))[:2] == [
            "1 July 2026",
            "12:30am",
        ]


HIDDEN = "govuk-visually-hidden"


class TestStates:
    @pytest.mark.parametrize("plight", Plight)
    def test_each_has_a_picture_words_and_a_way_on(self, plight: Plight) -> None:
        html = macro(
            "states",
            "state",
            "plight, title, text, href, words",
            plight=plight,
            title=HOSTILE,
            text="Do this.",
            href="/next/",
            words="Go on",
        )

        assert words(html) == [HOSTILE, "Do this.", "Go on"]
        assert [link["href"] for link in tags(html, "a")] == ["/next/"]
        assert len(tags(html, "path")) >= 2
        assert tags(html, "svg")[0]["aria-hidden"] == "true"

    def test_the_banner_is_hidden_until_script_shows_it(self) -> None:
        html = macro("states", "offline_banner", "")

        around, banner = tags(html, "div")
        assert "hidden" in banner
        assert (around["role"], "hidden" in around) == ("status", False)

    def test_whoever_will_be_signed_out_is_told_at_once(self) -> None:
        html = macro("states", "idle_banner", "1800, '/here/'")

        around, banner = tags(html, "div")
        assert (around["aria-live"], "hidden" in around) == ("assertive", False)
        assert ("hidden" in banner, banner["data-fs-idle"]) == (True, "1800")

    def test_an_empty_state_needs_nothing_but_a_title(self) -> None:
        assert words(macro("states", "empty_state", "'Nobody'")) == ["Nobody"]


class TestSearch:
    def test_it_works_alone(self) -> None:
        html = macro("search", "search_box", "box, value=value", box=BOX, value=HOSTILE)

        (form,) = tags(html, "form")
        assert (form["method"], form["action"], form["role"]) == ("get", "/staff/find/", "search")
        assert form["data-fs-search"] == "/staff/find/soon/"
        (box,) = tags(html, "input")
        assert (box["name"], box["type"], box["value"]) == ("q", "search", HOSTILE)
        assert words(html) == ["Find a family", "Search"]
        assert tags(html, "b") == []

    def test_what_script_says_is_in_the_readers_language(self) -> None:
        with override("ur"):
            html = macro("search", "search_box", "box", box=BOX)

        assert str(tags(html, "form")[0]["data-failed"]).startswith("تلاش")

    def test_suggestions_are_plain_values_that_nobody_keeps(self) -> None:
        response = Suggestions(
            words="1 family", found=(Suggestion(title=HOSTILE, text="LU1", href="/f/1/"),)
        ).response()

        assert json.loads(response.content) == {
            "words": "1 family",
            "found": [{"title": HOSTILE, "text": "LU1", "href": "/f/1/"}],
        }
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Type"] == "application/json"

    def test_the_first_that_is_offered_stands_in_the_head(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slot: Slot[SearchBox] = Slot(name="search")
        monkeypatch.setattr(frames, "staff_search", slot)
        request: HttpRequest = RequestFactory().get("/staff/")
        assert frames.frame(request).search is None

        slot.fill(lambda _: [])
        slot.fill(lambda _: [BOX])

        assert frames.frame(request).search == BOX
        assert frames.bare_frame(request).search is None


class TestPrint:
    def test_paper_says_where_it_came_from(self) -> None:
        html = macro("print", "printed", "title, at, who", title="List", at=MORNING, who=HOSTILE)

        assert words(html) == ["List · printed Tuesday 3 March 2026, 10am ·", HOSTILE]
        assert "fs-on-paper" in str(tags(html, "p")[0]["class"])
