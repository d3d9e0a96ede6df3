"""One noun a file: 400 lines as a rule, 800 never."""

from dataclasses import dataclass
from pathlib import Path

from scripts.rules import sources

SOFT, HARD = 400, 800

SUFFIXES = {".py", ".sql", ".ts", ".js", ".mjs", ".svelte", ".css", ".html"}

GENERATED = {Path("web/client/src/schema.ts")}


@dataclass(frozen=True)
class Length:
    path: Path
    lines: int

    def __str__(self) -> str:
        return f"{self.path}: {self.lines} lines"


def long_files(root: Path) -> list[Length]:
    """The source files of more than SOFT lines, the longest first."""
    found = [
        Length(path, len((root / path).read_bytes().splitlines()))
        for path in sources.listed(root)
        if path.suffix in SUFFIXES and path not in GENERATED
    ]
    return sorted((file for file in found if file.lines > SOFT), key=lambda file: -file.lines)
