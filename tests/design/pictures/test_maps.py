"""Maps: what is drawn, what is said, what is never left out."""

from __future__ import annotations

import pytest

from flyingstart.design.api import Kind
from flyingstart.design.pictures.patterns import MISSING
from tests.design.pictures.samples import SVG, a_map, area, classed, read, square, texts
from tests.design.rendering import render, tags, words

AREA_MAP = '{% from "design/components/pictures.jinja" import area_map %}{{ area_map(map) }}'
HOSTILE = [
    "<script>alert(1)</script>",
    '"/><img src=x onerror=alert(1)>',
    "]]></title><b>x</b>",
    "&lt;b&gt;",
    "عائشہ پور",
    "\u202eegral",
    "{{ 1 }}",
]


class TestPicture:
    def test_every_area_is_drawn_with_its_name_and_figure(self) -> None:
        root = read(a_map(area(0, 12), area(1, 1234)).svg)

        assert texts(root, "title") == ["Reach", "Area 0: 12", "Area 1: 1,234"]
        assert [n.text for n in classed(root, "fs-map__name--whole")] == ["Area 0", "Area 1"]
        assert [n.text for n in classed(root, "fs-map__value")] == ["12", "1,234"]

    def test_it_is_an_image_or_a_group_of_links_and_has_a_name(self) -> None:
        plain = read(a_map(area(0)).svg)
        linked = read(a_map(area(0, href="/staff/a/"), area(1)).svg)

        assert plain.get("role") == "img"
        assert linked.get("role") == "group"
        assert [a.get("href") for a in linked.iter(SVG + "a")] == ["/staff/a/"]
        ids = {node.get("id") for node in plain.iter() if node.get("id")}
        assert {plain.get("aria-labelledby"), plain.get("aria-describedby")} <= ids

    def test_it_has_no_style_of_its_own(self) -> None:
        root = read(a_map(area(0), area(1, None)).svg)

        assert [
            node for node in root.iter() if node.get("style") or node.tag == f"{SVG}style"
        ] == []

    def test_fills_are_patterns_of_this_picture(self) -> None:
        picture = a_map(area(0, 1), area(1, 9), area(2, None))
        root = read(picture.svg)

        defined = {pattern.get("id") for pattern in root.iter(f"{SVG}pattern")}
        used = {path.get("fill", "")[5:-1] for path in classed(root, "fs-map__shape")}
        assert used <= defined
        assert used == {f"{picture.id}-0", f"{picture.id}-4", f"{picture.id}-{MISSING}"}

    def test_two_maps_of_a_page_do_not_share_their_parts(self) -> None:
        assert a_map(area(0, 1)).id != a_map(area(0, 2)).id
        assert a_map(area(0, 1)).id == a_map(area(0, 1)).id

    def test_true_shapes_are_drawn_only_when_every_area_has_one(self) -> None:
        shaped = a_map(area(0, geometry=square(0, 52)), area(1, geometry=square(0.01, 52)))
        mixed = a_map(area(0, geometry=square(0, 52)), area(1))

        assert "L" in classed(read(shaped.svg), "fs-map__shape")[0].get("d", "")
        assert "h" in classed(read(mixed.svg), "fs-map__shape")[0].get("d", "")

    def test_an_area_that_has_no_place_is_named_under_the_map(self) -> None:
        picture = a_map(area(0, 5), area(1, 7, tile=None))

        assert [a.name for a in picture.drawn] == ["Area 0"]
        assert picture.elsewhere_words == ["Area 1: 7"]
        assert [row[0] for row in picture.table.rows] == ["Area 0", "Area 1"]

    def test_a_long_name_is_set_in_two_lines(self) -> None:
        root = read(a_map(area(0, name="Hawthorn and Saint Elsewhere")).svg)

        assert [n.text for n in classed(root, "fs-map__name--whole")] == [
            "Hawthorn and",
            "Saint Elsewhere",
        ]

    def test_a_small_shape_bears_its_short_name_alone(self) -> None:
        many = [area(place, name=f"Place {place:02}") for place in range(12)]
        root = read(a_map(*many).svg)

        assert classed(root, "fs-map__value") == []
        assert len(classed(root, "fs-map__name")) == 12

    def test_no_areas_are_no_fault(self) -> None:
        picture = a_map()

        assert read(picture.svg).get("viewBox") == "0 0 0 0"
        assert picture.legend == []
        assert picture.description == "No area has a figure."
        assert picture.table.rows == []

    @pytest.mark.parametrize("name", HOSTILE)
    def test_a_name_is_only_ever_text(self, name: str) -> None:
        picture = a_map(area(0, name=name, href=f"/x/?n={name}"), title=name)

        root = read(picture.svg)

        assert texts(root, "title") == [name, f"{name}: 1"]
        assert {node.tag for node in root.iter()} <= {
            SVG + tag
            for tag in ("svg", "title", "desc", "defs", "pattern", "rect", "path", "a", "text")
        }
        html = render(AREA_MAP, map=picture)
        assert tags(html, "script") + tags(html, "img") + tags(html, "b") == []


class TestWords:
    def test_a_missing_figure_says_why(self) -> None:
        picture = a_map(
            area(0, None, words="fewer than 5"), area(1, None), area(2, 3), missing="Not counted"
        )

        assert [row[1] for row in picture.table.rows] == ["fewer than 5", "Not counted", "3"]
        assert picture.legend[-1].words == "Not counted"
        assert picture.legend[-1].count == 2

    def test_the_legend_counts_the_areas_of_each_class(self) -> None:
        picture = a_map(*(area(i, value) for i, value in enumerate([1, 1, 2, 3])))

        assert [(key.words, key.count) for key in picture.legend] == [("1", 2), ("2", 1), ("3", 1)]

    def test_the_description_names_the_ends(self) -> None:
        picture = a_map(area(0, 0.2), area(1, 0.5), area(2, None), kind=Kind.RATIO)

        assert picture.description == "Lowest: Area 0, 20.0%. Highest: Area 1, 50.0%."

    def test_what_lies_elsewhere_is_in_words_and_in_the_table(self) -> None:
        picture = a_map(area(0, 3), elsewhere=[("Outside", 4), ("Not known", None)])

        assert picture.elsewhere_words == ["Outside: 4", "Not known: –"]
        assert list(picture.table.rows) == [("Area 0", "3"), ("Outside", "4"), ("Not known", "–")]

    def test_the_table_has_headings(self) -> None:
        named = a_map(area(0), area_word="Ward", measure="Children reached")

        assert named.table.headings == ("Ward", "Children reached")
        assert a_map(area(0)).table.headings == ("Area", "Figure")


class TestMarkup:
    def test_the_map_comes_with_legend_what_lies_elsewhere_and_its_table(self) -> None:
        picture = a_map(area(0, 3), elsewhere=[("Outside", 4)], measure="Children")

        html = render(AREA_MAP, map=picture)

        assert len(tags(html, "figure")) == len(tags(html, "table")) == 1
        assert words(html)[0] == "Reach"
        assert "Not on the map" in words(html)
        assert words(html)[-4:] == ["Area 0", "3", "Outside", "4"]

    def test_a_page_with_a_table_of_its_own_leaves_it_out(self) -> None:
        source = AREA_MAP.replace("area_map(map)", "area_map(map, table=false)")

        assert tags(render(source, map=a_map(area(0))), "table") == []
