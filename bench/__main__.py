"""`make bench`: measures everything, prints a table and writes bench/report.json."""

from __future__ import annotations

import argparse
import asyncio
import sys

import uvloop

from bench import machine, report
from bench.measures import MEASURES, Bench
from bench.report import Row
from bench.world import running


async def measure(names: list[str], *, full: bool) -> list[Row]:
    """The rows of the measurements of these names, on one installation each: none leans on another's leftovers."""
    rows: list[Row] = []
    for name in names:
        print(f"… {name}", file=sys.stderr, flush=True)
        async with running() as world:
            bench = Bench(world, full=full)
            try:
                rows += await MEASURES[name](bench)
            finally:
                bench.close()
                if said := world.log().strip():
                    print(f"the server said: {said}", file=sys.stderr)
    return rows


def main() -> int:
    """1 where the bar is not reached."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", default=list(MEASURES), help=f"of {', '.join(MEASURES)}; all of them"
    )
    parser.add_argument("--full", action="store_true", help="10 million entries, 10,000 sockets, longer runs")
    chosen = parser.parse_args()
    machine.allow_many_files()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        rows = runner.run(measure(chosen.names, full=chosen.full))
    report.write(rows, full=chosen.full)
    report.show(rows)
    print(
        "Search is not built yet, and so not measured. Figures move with the machine; the ratios are of one run."
    )
    return 1 if any(row.passes is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
