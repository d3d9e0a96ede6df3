"""What came of the runs: a line each while they go, then a table for people and JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from bench.machine import facts
from faults.figures import Figures, greatest
from faults.run import Outcome
from faults.scenario import Scenario

HERE = Path(__file__).parent
JSON = HERE / "report.json"
HEADS = ("scenario", "seeds", "sends", "acknowledged", "unknown for a time", "received", "lines lost",
         "reconnect p99", "latest news", "violations", "notes")  # fmt: skip


class Row(Struct, frozen=True):
    """All runs of one scenario, `violations` counted. One that could not be run has no seeds, and is no pass."""

    scenario: str
    seeds: int
    sends: int
    acknowledged: int
    unknown: int
    received: int
    lost_lines: int
    reconnect_p99: float
    latest: float
    violations: int
    notes: str
    runs: list[Outcome]


class Report(Struct, frozen=True):
    """A whole run."""

    machine: dict[str, str]
    rows: list[Row]


def line(outcome: Outcome) -> str:
    """One run, and everything that it broke."""
    got = outcome.figures
    words = (
        f"  {got.attempted} sends, {got.acknowledged} acknowledged, {got.unknown} unknown for a time, "
        f"{got.refused} refusals, {got.received} received, {got.lost_lines} lines lost, "
        f"reconnect p99 {got.reconnect_p99:.1f} s, "
        f"latest news {got.latest:.1f} s, {outcome.deaths} deaths at failpoints, {len(outcome.violations)} violations"
    )
    broken = [f"    {one.invariant}: {one.what}: {one.where}" for one in outcome.violations[:20]]
    measured = [f"    {words}" for words in _measured([got])]
    return "\n".join([words, *measured, *broken, *([f"    kept in {outcome.kept}"] if outcome.kept else [])])


def row(scenario: Scenario, runs: list[Outcome]) -> Row:
    """The runs of a scenario together."""
    got = [one.figures for one in runs]
    deaths = sum(one.deaths for one in runs)
    return Row(
        scenario=scenario.name,
        seeds=len(runs),
        sends=sum(one.attempted for one in got),
        acknowledged=sum(one.acknowledged for one in got),
        unknown=sum(one.unknown for one in got),
        received=sum(one.received for one in got),
        lost_lines=sum(one.lost_lines for one in got),
        reconnect_p99=max(one.reconnect_p99 for one in got),
        latest=max(one.latest for one in got),
        violations=sum(len(one.violations) for one in runs),
        notes="; ".join([*([f"{deaths} deaths at failpoints"] if deaths else []), *_measured(got)]),
        runs=runs,
    )


def _measured(got: Sequence[Figures]) -> list[str]:
    found = greatest(item for one in got for item in one.measured.items())
    return [f"{what} {value:.3g}" for what, value in found.items()]


def not_run(scenario: Scenario, missing: list[str]) -> Row:
    """A scenario that this machine can't run."""
    return Row(scenario.name, 0, 0, 0, 0, 0, 0, 0.0, 0.0, 0, f"not run: {'; '.join(missing)}", [])


def _cells(row: Row) -> list[str]:
    counts = (row.seeds, row.sends, row.acknowledged, row.unknown, row.received, row.lost_lines)
    times = (f"{row.reconnect_p99:.1f} s", f"{row.latest:.1f} s")
    return [row.scenario, *(f"{count:,}" for count in counts), *times, str(row.violations), row.notes]


def write(rows: list[Row]) -> None:
    """Writes faults/report.json and faults/REPORT.md; what other runs said of other scenarios stays there."""
    run = {row.scenario for row in rows}
    rows = sorted(
        [*(row for row in _earlier() if row.scenario not in run), *rows], key=lambda row: row.scenario
    )
    report = Report(facts(), rows)
    JSON.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    table = [HEADS, ["---"] * len(HEADS), *(_cells(row) for row in rows)]
    lines = ["# What `make faults` found", "", *(f"| {' | '.join(cells)} |" for cells in table), ""]
    (HERE / "REPORT.md").write_text("\n".join(lines))


def _earlier() -> list[Row]:
    return msgspec.json.decode(JSON.read_bytes(), type=Report).rows if JSON.exists() else []


def show(rows: list[Row]) -> None:
    """Prints the table."""
    table = Table(*HEADS, box=None)
    for one in rows:
        table.add_row(*_cells(one))
    Console(width=200, highlight=False).print(table)
