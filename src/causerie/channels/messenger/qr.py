"""QR codes (ISO/IEC 18004) of links, with a picture in the middle. Pure.

Error correction H restores 30 % of a code; the picture covers at most 7 % of it.
"""

from __future__ import annotations

import io
from base64 import b64encode

import segno
from PIL import Image, ImageDraw, ImageOps

QUIET = 4  # modules of margin that a reader needs (ISO/IEC 18004, 6.3.8)
COVERED = 0.24  # of the side
TILE = 480  # pixels of the picture's side
PNG_SIDE = 1500  # pixels at least: 12 cm at 300 dpi
PDF_SIDE = 100.0  # mm


class Code:
    """The code of `text`: its dark runs as (x, y, length) in modules, and the square that the picture covers."""

    def __init__(self, text: str) -> None:
        matrix = segno.make_qr(text, error="h", boost_error=False).matrix
        dark = len(matrix)
        self.side = dark + 2 * QUIET
        self.covered = int(dark * COVERED) | 1  # odd as the code's side is: whole modules on both sides
        self.at = (self.side - self.covered) // 2
        self.runs = [
            (x + QUIET, y + QUIET, length)
            for y, row in enumerate(matrix)
            for x, length in self._runs(row, y + QUIET)
        ]

    def _runs(self, row: bytearray, y: int) -> list[tuple[int, int]]:
        hidden = range(self.at - QUIET, self.at + self.covered - QUIET) if self._covers(y) else range(0)
        found: list[tuple[int, int]] = []
        for x, module in enumerate(row):
            if not module or x in hidden:
                continue
            if found and sum(found[-1]) == x:
                found[-1] = (found[-1][0], found[-1][1] + 1)
            else:
                found.append((x, 1))
        return found

    def _covers(self, y: int) -> bool:
        return self.at <= y < self.at + self.covered

    @property
    def picture(self) -> tuple[float, float]:
        """Where the picture begins and how large it is: half a module of white is left around it."""
        return self.at + 0.5, self.covered - 1


def svg(text: str, logo: bytes | None, colour: str) -> bytes:
    """As SVG. `logo`: a picture in a format that Pillow reads; without one a speech bubble on `colour` (#rrggbb)."""
    code = Code(text)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in code.runs)
    at, size = code.picture
    image = b64encode(_png(_tile(logo, colour))).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.side} {code.side}" width="600" height="600">'
        f'<path fill="#fff" d="M0 0h{code.side}v{code.side}H0z"/>'
        f'<path shape-rendering="crispEdges" d="{path}"/>'
        f'<image x="{at}" y="{at}" width="{size}" height="{size}" href="data:image/png;base64,{image}"/></svg>'
    ).encode()


def png(text: str, logo: bytes | None, colour: str) -> bytes:
    """As PNG of at least 1,500 pixels a side, whole pixels a module."""
    code = Code(text)
    scale = -(-PNG_SIDE // code.side)
    image = Image.new("RGB", (code.side * scale, code.side * scale), "white")
    draw = ImageDraw.Draw(image)
    for x, y, length in code.runs:
        draw.rectangle([x * scale, y * scale, (x + length) * scale - 1, (y + 1) * scale - 1], fill="black")
    at, size = (round(value * scale) for value in code.picture)
    tile = _tile(logo, colour).resize((size, size), Image.Resampling.LANCZOS)
    image.paste(tile, (at, at), tile)
    return _png(image)


def pdf(text: str, logo: bytes | None, colour: str) -> bytes:
    """As PDF of 10 cm a side, the code in vectors."""
    # Only here: loading it takes a fifth of the time in which the server starts.
    from fpdf import FPDF

    code = Code(text)
    scale = PDF_SIDE / code.side
    document = FPDF(unit="mm", format=(PDF_SIDE, PDF_SIDE))
    document.set_auto_page_break(auto=False)
    document.add_page()
    for x, y, length in code.runs:
        document.rect(x * scale, y * scale, length * scale, scale, style="F")
    at, size = (value * scale for value in code.picture)
    document.image(_tile(logo, colour), at, at, size, size)
    return bytes(document.output())


def _tile(logo: bytes | None, colour: str) -> Image.Image:
    """The picture as a square with round corners."""
    if logo is None:
        image = _bubble(colour)
    else:
        with Image.open(io.BytesIO(logo)) as opened:
            image = ImageOps.fit(opened.convert("RGBA"), (TILE, TILE))
    white = Image.new("RGBA", (TILE, TILE), "white")
    white.alpha_composite(image)
    corners = Image.new("L", (4 * TILE, 4 * TILE))
    ImageDraw.Draw(corners).rounded_rectangle([0, 0, 4 * TILE - 1, 4 * TILE - 1], radius=TILE * 0.8, fill=255)
    white.putalpha(corners.resize((TILE, TILE), Image.Resampling.LANCZOS))
    return white


def _bubble(colour: str) -> Image.Image:
    side = 4 * TILE
    image = Image.new("RGBA", (side, side), colour)
    draw = ImageDraw.Draw(image)
    draw.ellipse([side * 0.2, side * 0.2, side * 0.82, side * 0.78], fill="white")
    draw.polygon(
        [(side * 0.24, side * 0.56), (side * 0.18, side * 0.84), (side * 0.46, side * 0.76)], fill="white"
    )
    return image.resize((TILE, TILE), Image.Resampling.LANCZOS)


def _png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()


DRAWN = {"svg": svg, "png": png, "pdf": pdf}
