"""An address as squares that a phone's camera reads: one path of an SVG, drawn by the template."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

# The quiet zone that the standard asks for.
BORDER = 4


@dataclass(frozen=True, kw_only=True)
class Squares:
    """So many squares a side, the border included; `path` draws the dark ones."""

    side: int
    path: str


def squares_of(address: str) -> Squares:
    """The squares that say an address; a crease or a stain leaves them readable."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=BORDER)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Squares(side=len(rows), path=path)
