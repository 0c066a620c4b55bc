"""What axe would fetch each style sheet for, and that no two parts of a page share a name."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BUILT = REPOSITORY / "flyingstart" / "static" / "build"
STYLES = REPOSITORY / "frontend" / "styles"
# A rule of a part's own: its name begins the line and stands alone.
OWN = re.compile(r"^\.(fs-[\w-]+)(?=,$| \{$)", re.MULTILINE)


def test_a_page_is_the_same_whichever_side_of_a_device_is_up() -> None:
    """WCAG 2.2, 1.3.4: nothing is turned, and nothing hangs on how a device is held."""
    sheets = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in BUILT.glob("*.css")}

    assert sheets
    assert [name for name, rules in sheets.items() if "orientation:" in rules] == []


def test_a_part_is_laid_out_by_one_file() -> None:
    """All files end in one sheet: of two parts of one name, the later file would undo the other."""
    files: dict[str, set[str]] = defaultdict(set)
    for path in STYLES.glob("*.scss"):
        for name in OWN.findall(path.read_text(encoding="utf-8")):
            files[name].add(path.name)

    assert len(files) > 100
    assert {name: found for name, found in files.items() if len(found) > 1} == {}
