"""What axe would fetch each style sheet for, on every page: whether one holds it to one side up."""

from __future__ import annotations

from pathlib import Path

BUILT = Path(__file__).resolve().parents[2] / "flyingstart" / "static" / "build"


def test_a_page_is_the_same_whichever_side_of_a_device_is_up() -> None:
    """WCAG 2.2, 1.3.4: nothing is turned, and nothing hangs on how a device is held."""
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in BUILT.glob("*.css")}

    assert sheets
    assert [name for name, rules in sheets.items() if "orientation:" in rules] == []
