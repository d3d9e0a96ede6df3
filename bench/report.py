"""What was measured, as a table for people and as JSON for programs."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from bench import machine

REPORT = Path(__file__).parent / "report.json"


class Row(Struct, frozen=True, omit_defaults=True):
    """One measurement. `floor`: the same without the product, in the same run; `busy`: the share of one core that the
    generator, the server and PostgreSQL used; `passes`: null where the bar says nothing of it."""

    what: str
    figure: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    busy: str = ""
    more: str = ""
    bar: str = ""
    passes: bool | None = None


class Report(Struct, frozen=True):
    """A whole run."""

    machine: dict[str, str]
    full: bool
    rows: list[Row]


def write(rows: list[Row], *, full: bool) -> None:
    """Writes bench/report.json."""
    report = Report(machine.facts(), full, rows)
    REPORT.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")


def table(rows: list[Row]) -> Table:
    """All rows for a terminal."""
    found = Table(
        "what", "figure", "floor", "ratio", "generator / server / database", "more", "bar", "", box=None
    )
    for row in rows:
        found.add_row(
            row.what,
            f"{_short(row.figure)} {row.unit}",
            "" if row.floor is None else _short(row.floor),
            "" if row.ratio is None else f"{row.ratio:.2f}",
            row.busy,
            row.more,
            row.bar,
            {None: "", True: "✓", False: "✗"}[row.passes],
        )
    return found


def show(rows: list[Row]) -> None:
    """Prints the table, wide enough for its lines."""
    Console(width=200, highlight=False).print(table(rows))


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.2f}"
