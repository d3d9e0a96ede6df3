"""What axe says of a page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from playwright.sync_api import Frame, Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
SETTLED = """() => Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime))
  .map(({ finished }) => finished))"""


@cache
def _axe() -> str:
    return f"() => {{ {AXE.read_text()} }}"


def violations(page: Page | Frame) -> list[str]:
    """Every broken rule of WCAG 2.2 AA and good practice, with the elements that break it.

    What is still coming or going has colours that nobody can judge: it is waited for.
    """
    return _broken(page, {"type": "tag", "values": RULES})


def violations_everyhow(page: Page, *within: Frame, widths: Sequence[int] = (360, 1280)) -> list[str]:
    """The same at each width, by day and by night, and what is wider than the window; `within`: of these frames alone.
    What the night changes are colours. The screen is as wide and as light afterwards as it was."""
    found, size = list[str](), page.viewport_size
    for width in widths:
        page.set_viewport_size({"width": width, "height": size["height"] if size else 760})
        for frame in within or (page.main_frame,):
            wide = frame.evaluate("document.documentElement.scrollWidth > innerWidth")
            found += [f"{width}: wider than the window"] * wide
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                rules = violations(frame) if scheme == "light" else _broken(frame, COLOURS)
                found += [f"{width}, {scheme}: {rule}" for rule in rules]
    page.emulate_media(color_scheme="null")
    if size:
        page.set_viewport_size(size)
    return found


def _broken(page: Page | Frame, only: dict[str, object]) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    page.evaluate(SETTLED)
    found: list[str] = page.evaluate(
        """async (runOnly) => (await axe.run(document, { runOnly })).violations
            .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)""",
        only,
    )
    return found
