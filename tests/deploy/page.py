"""docs/deploy.md, whose texts are tried as they stand there."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs/deploy.md").read_text()


def block(beginning: str) -> str:
    """The fenced text that begins so. Raises AssertionError where none does, or several."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    [found] = [text for text in blocks if text.startswith(beginning)]
    return str(found)
