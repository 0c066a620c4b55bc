"""Pages as a tagged PDF (PDF/UA-1), set by Typst: headings, lists and tables that can be heard."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

TEMPLATE = Path(__file__).with_name("page.typ")
FONTS = ["Atkinson Hyperlegible Next", "Atkinson Hyperlegible More", "Libertinus Serif"]


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part: sentences about it, then rows.

    With `headings` the rows are those of a table; without, each is a list of (what, words).
    """

    title: str
    about: Sequence[str] = ()
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A document: title, facts as (what, words), paragraphs, sections."""

    title: str
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()
    words: Sequence[str] = ()
    sections: Sequence[Section] = ()
    footer: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def as_pdf(page: Page) -> bytes:
    """The PDF. Nothing is fetched from anywhere."""
    import typst  # 40 MB in a process that sets pages

    content = asdict(page) | {
        "fonts": FONTS,
        "footer": page.footer or page.title,
        "nothing": _("Nothing."),
    }
    with tempfile.TemporaryDirectory(prefix="page-") as folder:
        place = Path(folder)
        (place / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        (place / "page.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        made = typst.compile(
            str(place / TEMPLATE.name),
            root=folder,
            font_paths=[str(Path(settings.PACKAGE) / "static" / "build" / "print")],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
        )
    assert isinstance(made, bytes)  # noqa: S101 - without an output it is returned
    return made
