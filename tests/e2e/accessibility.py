"""What axe says of a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Frame, Page

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
    page.evaluate(_axe())
    page.evaluate(SETTLED)
    found: list[str] = page.evaluate(
        """async (rules) => (await axe.run(document, { runOnly: rules })).violations
            .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)""",
        RULES,
    )
    return found
