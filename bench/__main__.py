"""`make bench`: measures everything, prints a table, and writes bench/report.json and bench/REPORT.md."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time

import uvloop

from bench import machine, report
from bench.installation import installed
from bench.measures import MEASURES
from bench.report import Row


async def measure(name: str, *, full: bool) -> list[Row]:
    """The rows of one measurement, on an installation of its own. SIGTERM ends both, and leaves nothing behind."""
    work = asyncio.current_task()
    assert work is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, work.cancel)
    async with installed(full=full) as bench:
        try:
            return await MEASURES[name](bench)
        finally:
            if said := bench.world.log().strip():
                print(f"the server said: {said}", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """1 where the bar is not reached."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(MEASURES)}; all of them")
    parser.add_argument("--full", action="store_true", help="10 million entries, 10,000 sockets, longer runs")
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(MEASURES):
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    machine.allow_many_files()
    status = 0
    for name in chosen.names or MEASURES:
        began = time.monotonic()
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            try:
                rows = runner.run(measure(name, full=chosen.full))
            except asyncio.CancelledError:
                return 128 + signal.SIGTERM
        print(f"\n{name}, {time.monotonic() - began:.0f} s", flush=True)
        report.show(rows)
        report.merge(name, report.measured(rows, full=chosen.full))
        status |= report.status(rows)
    return status


if __name__ == "__main__":
    sys.exit(main())
