"""`make faults`: breaks what can break, under load, and says what that broke."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys

import msgspec

from faults import report
from faults.checker import Violation
from faults.run import Outcome, run
from faults.scenario import Scenario, every_scenario


def in_time(scenario: Scenario, outcome: Outcome) -> Outcome:
    """The outcome, with a violation more where people were too long without a line."""
    away, most = outcome.figures.reconnect_p99, scenario.reconnect_p99
    if most is None or away <= most:
        return outcome
    late = Violation("reconnect", f"p99 over {most:g} s", f"{away:.1f} s")
    return msgspec.structs.replace(outcome, violations=[*outcome.violations, late])


async def outcomes(scenario: Scenario, seeds: list[int], seconds: float) -> list[Outcome]:
    """Runs the scenario with each seed, and says so as it goes."""
    found = []
    for seed in seeds:
        print(f"… {scenario.name}, seed {seed}", flush=True)
        outcome = in_time(scenario, await run(scenario, seed, seconds))
        found.append(outcome)
        print(report.line(outcome), flush=True)
    return found


def main() -> int:
    """1 where a promise was broken."""
    known = every_scenario()
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("names", nargs="*", default=list(known), help=f"of {', '.join(known)}; all of them")
    parser.add_argument("--seeds", type=int, help="how many runs of each; as many as the scenario asks for")
    parser.add_argument("--seed", type=int, help="the first seed, as an earlier run printed it; chance's")
    parser.add_argument(
        "--seconds", type=float, help="of fault in each run; as long as the scenario asks for"
    )
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - known.keys():
        parser.error(f"there is no {', '.join(unknown)}")
    first = secrets.randbits(31) if chosen.seed is None else chosen.seed
    rows: list[report.Row] = []
    for name in chosen.names:
        scenario = known[name]
        if missing := scenario.missing():
            rows.append(report.not_run(scenario, missing))
            print(f"{name} can't be run here: {'; '.join(missing)}")
            continue
        seeds = [first + number for number in range(chosen.seeds or scenario.seeds)]
        rows.append(
            report.row(scenario, asyncio.run(outcomes(scenario, seeds, chosen.seconds or scenario.seconds)))
        )
    report.write(rows)
    report.show(rows)
    return 1 if any(row.violations for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
