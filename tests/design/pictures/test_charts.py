"""Charts: drawn by Vega, made light and accessible, with their table."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from flyingstart.design.api import BarChart, Kind, LineChart, Point, Series
from tests.design.pictures.samples import SVG, read, texts
from tests.design.rendering import render, tags, words

CHART = '{% from "design/components/pictures.jinja" import chart %}{{ chart(picture) }}'
TREND = Series("Whole", [Point("Q1", 0.25, 0.2, 0.3), Point("Q2", None), Point("Q3", 0.5)])


def lines(*series: Series, **details: Any) -> LineChart:
    return LineChart(**{"title": "Reach", "series": series, "kind": Kind.RATIO, **details})


def drawn(picture: LineChart | BarChart) -> list[Any]:
    """The two pictures of a chart: for a phone, and for a wide screen."""
    first, rest = str(picture.svg).split("</svg>", 1)
    return [read(first + "</svg>"), read(rest)]  # type: ignore[arg-type]  # text will do


class TestPicture:
    def test_one_is_for_phones_and_one_for_wide_screens(self) -> None:
        narrow, wide = drawn(lines(TREND))

        assert narrow.get("class") == "fs-chart__picture fs-chart__picture--narrow"
        assert wide.get("class") == "fs-chart__picture fs-chart__picture--wide"
        assert narrow.get("aria-labelledby") != wide.get("aria-labelledby")
        assert float(narrow.get("viewBox").split()[2]) < float(wide.get("viewBox").split()[2])

    @pytest.mark.parametrize("picture", [lines(TREND), BarChart(title="Reach", series=[TREND])])
    def test_it_is_an_image_with_a_name_and_a_description(
        self, picture: LineChart | BarChart
    ) -> None:
        for root in drawn(picture):
            ids = {node.get("id") for node in root.iter() if node.get("id")}
            assert root.get("role") == "img"
            assert {root.get("aria-labelledby"), root.get("aria-describedby")} == ids
            assert texts(root, "title") == ["Reach"]
            assert texts(root, "desc") == [picture.description]

    @pytest.mark.parametrize("picture", [lines(TREND), BarChart(title="Reach", series=[TREND])])
    def test_nothing_in_it_breaks_the_policy_or_speaks_over_the_page(
        self, picture: LineChart | BarChart
    ) -> None:
        for root in drawn(picture):
            inner = [node for node in root.iter() if node is not root]
            assert {node.tag.removeprefix(SVG) for node in inner} <= {
                "title",
                "desc",
                "g",
                "path",
                "line",
                "rect",
                "text",
            }
            spoken = {"style", "role", "aria-label", "aria-roledescription", "class"}
            assert [spoken & {*node.attrib} for node in inner if spoken & {*node.attrib}] == []

    def test_the_axis_says_percentages_and_the_latest_label(self) -> None:
        _, wide = drawn(lines(TREND))

        assert {"Q1", "Q2", "Q3", "0%", "50%"} <= {*texts(wide, "text")}

    def test_where_labels_would_touch_some_are_left_out_but_never_the_latest(self) -> None:
        many = Series("Whole", [Point(f"Quarter {i:02}", i / 50) for i in range(40)])

        narrow, _ = drawn(lines(many))
        labels = [text for text in texts(narrow, "text") if text.startswith("Quarter")]

        assert 1 < len(labels) < 6
        assert labels[-1] == "Quarter 39"

    def test_a_target_is_drawn_and_named(self) -> None:
        _, wide = drawn(lines(TREND, target=0.6, target_words="Target 60%"))

        assert "Target 60%" in texts(wide, "text")

    def test_several_lines_have_a_legend_and_one_has_none(self) -> None:
        other = Series("Part", [Point("Q1", 0.1)])

        assert {"Whole", "Part"} <= {*texts(drawn(lines(TREND, other))[1], "text")}
        assert "Whole" not in texts(drawn(lines(TREND))[1], "text")

    def test_bars_print_their_figures(self) -> None:
        series = Series("n", [Point("Under 1", 1234), Point("1 year", 0), Point("2 years", None)])
        _, wide = drawn(BarChart(title="Ages", series=[series]))

        assert texts(wide, "text") == ["Under 1", "1 year", "2 years", "1,234", "0", "–"]

    @pytest.mark.parametrize("name", ["<script>x</script>", '"><b>', "عائشہ", "&amp;", "a" * 200])
    def test_a_name_is_only_ever_text(self, name: str) -> None:
        picture = lines(
            Series(name, [Point(name, 0.5)]), Series("b", [Point(name, 0.1)]), title=name
        )

        html = render(CHART, picture=picture)

        assert tags(html, "script") + tags(html, "b") == []
        assert words(html)[0] == name

    def test_no_figures_at_all_are_no_fault(self) -> None:
        for picture in (
            lines(Series("Whole", [])),
            lines(Series("Whole", [Point("Q1", None)])),
            BarChart(title="x", series=[Series("n", [])]),
        ):
            assert len(drawn(picture)) == 2
            assert picture.description.endswith(": no figures.")


class TestDrawnOnce:
    def test_the_same_chart_is_drawn_once_and_another_anew(self) -> None:
        first = lines(TREND).svg

        assert lines(TREND).svg is first
        assert lines(TREND, target=0.9).svg != first
        assert lines(TREND, places=0).svg != first

    def test_each_language_has_its_own(self) -> None:
        english = lines(TREND).svg
        with translation.override("ur"):
            urdu = lines(TREND).svg

        assert "25.0% in Q1" in english
        assert "25.0% in Q1" not in urdu


class TestWords:
    def test_the_description_says_where_each_line_begins_and_ends(self) -> None:
        picture = lines(TREND, Series("Part", [Point("Q1", None), Point("Q2", 0.1)]))

        assert picture.description == (
            "Whole: 25.0% in Q1, 50.0% in Q3. Part: 10.0% in Q2, 10.0% in Q2."
        )

    def test_the_table_holds_every_figure_with_its_limits(self) -> None:
        table = lines(
            TREND, Series("Part", [Point("Q0", 0.1), Point("Q3", 0.2)]), label_heading="Quarter"
        ).table

        assert table.caption == "Reach"
        assert table.headings == ("Quarter", "Whole", "Part")
        assert list(table.rows) == [
            ("Q1", "25.0% (20.0% to 30.0%)", "–"),
            ("Q2", "–", "–"),
            ("Q3", "50.0%", "20.0%"),
            ("Q0", "–", "10.0%"),
        ]

    def test_without_a_heading_the_labels_are_periods(self) -> None:
        assert lines(TREND).table.headings[0] == "Period"

    @pytest.mark.parametrize("series", [[], [TREND] * 2, [Series(str(i), []) for i in range(5)]])
    def test_none_two_of_one_name_or_more_than_can_be_told_apart_are_a_mistake(
        self, series: list[Series]
    ) -> None:
        with pytest.raises(ValueError, match="one to four series"):
            lines(*series)


class TestMarkup:
    def test_the_chart_comes_with_its_table(self) -> None:
        html = render(CHART, picture=lines(TREND))

        assert len(tags(html, "svg")) == 2
        assert [h["scope"] for h in tags(html, "th")] == ["col", "col", "row", "row", "row"]

    def test_a_page_with_a_table_of_its_own_leaves_it_out(self) -> None:
        source = CHART.replace("chart(picture)", "chart(picture, table=false)")

        assert tags(render(source, picture=lines(TREND)), "table") == []
