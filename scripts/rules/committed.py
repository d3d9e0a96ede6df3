"""What must never stand in a committed file: a package registry's host, a path of somebody's machine."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.rules import sources

# Written in pieces, for this file is read by its own rule.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("yarnpkg", "com"),
        ("npmmirror", "com"),
        ("jsr", "io"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("anaconda", "org"),
    )
]
MACHINE_FOLDERS = ["/" + name + "/" for name in ("root", "work", "home", "Users")]

_HOST = re.compile(r"(?<![\w-])(?:[\w-]+\.)*(?:" + "|".join(map(re.escape, REGISTRIES)) + r")(?![\w-])")
_PATH = re.compile(r"(?<![\w.$:}/-])(?:" + "|".join(map(re.escape, MACHINE_FOLDERS)) + r")[\w.-]+")
_LOCKED_URL = re.compile(r"\w+://")


def violations(root: Path) -> list[str]:
    """Every place, as `file:line: what is wrong`."""
    found: list[str] = []
    for path in sources.listed(root):
        content = sources.text(root / path)
        if content is not None:
            found += (f"{path}:{line}: {wrong}" for line, wrong in _in_text(path, content))
    return found


def _in_text(path: Path, content: str) -> Iterator[tuple[int, str]]:
    is_requirements = path.parent.name == "requirements" and path.suffix == ".txt"
    for number, line in enumerate(content.splitlines(), start=1):
        if host := _HOST.search(line):
            yield number, f"a registry's host, {host[0]}"
        if folder := _PATH.search(line):
            yield number, f"a path of one machine, {folder[0]}"
        if is_requirements and not line.lstrip().startswith("#") and _LOCKED_URL.search(line):
            yield number, "a locked package with an address"
    if path.name == "package-lock.json":
        for name, package in json.loads(content).get("packages", {}).items():
            if _LOCKED_URL.match(str(package.get("resolved", ""))):
                yield 1, f"{name} is locked with an address"
