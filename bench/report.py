"""What was measured: a table for the terminal, bench/report.json for programs and bench/REPORT.md for people.

Each measurement is merged into what is there: one that was run alone, or a run that was ended early, loses no other.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from bench import machine
from bench.figures import Busy

FOLDER = Path(__file__).parent
SHARES = "generator / server / database / others"
COLUMNS = ("what", "figure", "floor", "ratio", "bar", "met", "aim", "reached", SHARES, "what limits", "more")
# A core that is used by so much has nothing left worth naming.
FULL = 0.85
# With more of other work on the machine a figure says little.
NOISE = 0.3


class Row(Struct, frozen=True, omit_defaults=True):
    """One figure. `floor`: the same without the product, in the same run; `passes` and `reaches`: the bar and the aim,
    null where they say nothing of it."""

    what: str
    figure: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    busy: Busy | None = None
    more: str = ""
    bar: str = ""
    passes: bool | None = None
    aim: str = ""
    reaches: bool | None = None


class Measured(Struct, frozen=True):
    """The rows of one measurement, of which program and when. `full`: of the long run."""

    commit: str
    at: str
    full: bool
    machine: dict[str, str]
    rows: list[Row]


def measured(rows: list[Row], *, full: bool) -> Measured:
    """Rows that were measured just now, here."""
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Measured(_commit(), at, full, machine.facts(), rows)


def merge(name: str, found: Measured, folder: Path = FOLDER) -> None:
    """Puts one measurement in the place of its predecessor, in both reports."""
    path = folder / "report.json"
    kept = msgspec.json.decode(path.read_bytes(), type=dict[str, Measured]) if path.exists() else {}
    kept[name] = found
    path.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
    (folder / "REPORT.md").write_text(markdown(kept))


def status(rows: list[Row]) -> int:
    """1 where a bar is missed."""
    return 1 if any(row.passes is False for row in rows) else 0


def limit(busy: Busy | None) -> str:
    """What a faster figure would need more of, by who used the processor."""
    if busy is None:
        return ""
    if busy.others > NOISE:
        return "OTHER WORK on the machine: measure again"
    cores = len(os.sched_getaffinity(0))
    if busy.generator + busy.server + busy.database + busy.others >= FULL * cores:
        return f"all {cores} cores"
    shares = {"the server's core": busy.server, "PostgreSQL": busy.database, "the generator": busy.generator}
    name, share = max(shares.items(), key=lambda item: item[1])
    if share >= FULL:
        return name
    return "waiting: for the disk, the schedule, or each other"


def markdown(kept: dict[str, Measured]) -> str:
    """The report for people."""
    lines = [
        "# What was measured",
        "",
        "Written by `make bench`; [docs/bench.md](../docs/bench.md) says how to read it.",
        "Figures move with the machine; ratios are of one run.",
    ]
    for name, found in kept.items():
        facts = ", ".join(f"{key} {value}" for key, value in found.machine.items())
        run = "the long run" if found.full else "the quick run"
        lines += ["", f"## {name}", f"{found.at}, commit {found.commit}, {run}; {facts}.", ""]
        lines += ["| " + " | ".join(COLUMNS) + " |", "|---" * len(COLUMNS) + "|"]
        lines += ["| " + " | ".join(_cells(row)) + " |" for row in found.rows]
    return "\n".join(lines) + "\n"


def table(rows: list[Row]) -> Table:
    """The rows for a terminal."""
    found = Table(*COLUMNS, box=None)
    for row in rows:
        found.add_row(*_cells(row))
    return found


def show(rows: list[Row]) -> None:
    """Prints the rows, wide enough for their lines."""
    Console(width=240, highlight=False).print(table(rows))


def _cells(row: Row) -> list[str]:
    return [
        row.what,
        f"{_short(row.figure)} {row.unit}",
        "" if row.floor is None else _short(row.floor),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        row.bar,
        _mark(row.passes),
        row.aim,
        _mark(row.reaches),
        "" if row.busy is None else str(row.busy),
        limit(row.busy),
        row.more,
    ]


def _mark(judged: bool | None) -> str:
    return {None: "", True: "✓", False: "✗"}[judged]


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2f}"


def _commit() -> str:
    def git(*arguments: str) -> str:
        run = subprocess.run(["git", *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)
        return run.stdout.strip()

    changed = " with changes" if git("status", "--porcelain", "--", "../src", ".", ":!REPORT.md") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed
