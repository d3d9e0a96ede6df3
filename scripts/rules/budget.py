"""What the widget costs on other people's pages, in bytes after brotli."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.steps import Problem

LOADER_BYTES = 2 * 1024
PANEL_BYTES = 60 * 1024

_SIZES = (
    "const { readFileSync } = require('node:fs'), { brotliCompressSync } = require('node:zlib');"
    "const size = (file) => brotliCompressSync(readFileSync(file)).length;"
    "console.log(JSON.stringify(process.argv.slice(1).map(size)))"
)


@dataclass(frozen=True)
class Cost:
    """One budget: what it is for, the bytes that were found and those that are allowed."""

    title: str
    spent: int
    allowed: int

    def __str__(self) -> str:
        return f"{self.title}: {self.spent:,} of {self.allowed:,} bytes"


def costs(widget: Path, env: Mapping[str, str]) -> list[Cost]:
    """Measures a built widget: its loader, and all that the panel loads before it can be used.

    `env` finds a `node`. Raises Problem when the folder holds no such build.
    """
    panel = list(_initial(widget))
    loader, *others = _brotli([widget / "widget.js", *panel], env)
    return [
        Cost("the widget's loader", loader, LOADER_BYTES),
        Cost("the widget's panel", sum(others), PANEL_BYTES),
    ]


def _initial(widget: Path) -> Iterator[Path]:
    """The shell, and its script and styles with everything that they import statically."""
    try:
        manifest: dict[str, Any] = json.loads((widget / ".vite" / "manifest.json").read_text())
    except FileNotFoundError as error:
        raise Problem(f"The widget's build has no manifest: {error.filename} is missing.") from error
    yield widget / "index.html"
    waiting = ["index.html"]
    seen: set[str] = set()
    while waiting:
        chunk = manifest[waiting.pop()]
        for file in {chunk["file"], *chunk.get("css", ())} - seen:
            seen.add(file)
            yield widget / file
        waiting += (key for key in chunk.get("imports", ()) if manifest[key]["file"] not in seen)


def _brotli(files: list[Path], env: Mapping[str, str]) -> list[int]:
    command: list[str | Path] = ["node", "-e", _SIZES, *files]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Problem(f"The widget's build cannot be measured: {done.stderr.strip()}")
    return [int(size) for size in json.loads(done.stdout)]
