"""One scenario with one seed, from an empty folder to its figures."""

from __future__ import annotations

import asyncio
import random
import shutil
from pathlib import Path

from msgspec import Struct

from faults import ground
from faults.checker import Violation, check
from faults.clients import AGAIN
from faults.figures import Figures, figures
from faults.history import Refused, only
from faults.scenario import Scenario
from faults.world import World

KEPT = Path(__file__).parent.parent / "var" / "faults"


class Outcome(Struct, frozen=True):
    """What came of one run. `kept`: where its history and logs are, after a violation."""

    scenario: str
    seed: int
    seconds: float
    figures: Figures
    deaths: int
    violations: list[Violation]
    kept: str


async def run(scenario: Scenario, seed: int, seconds: float) -> Outcome:
    """Runs it, with so many seconds of fault. Raises what the harness itself fails with, and keeps what it knows."""
    with ground.folder() as folder:
        world = World(Path(folder), scenario.shape, seed, seconds)
        kept = KEPT / f"{scenario.name}-{seed}"
        try:
            violations = await _violations(world, scenario, seed)
            if violations:
                _keep(world, kept)
        except BaseException:
            _keep(world, kept)
            raise
        finally:
            await world.close()
        deaths = sum(node.deaths for node in world.cluster.nodes)
        got, where = figures(world.history.events), str(kept) if violations else ""
        return Outcome(scenario.name, seed, seconds, got, deaths, violations, where)


async def _violations(world: World, scenario: Scenario, seed: int) -> list[Violation]:
    await world.start()
    await world.begin()
    await world.fault(scenario.run(world, random.Random(seed)))
    missing = await world.heal()
    await world.conclude()
    history = world.history.events
    found = [Violation("healing", "not well after half a minute", words) for words in missing]
    found += [
        Violation("healing", "refused for ever", f"{one.who}: {one.code}")
        for one in only(history, Refused)
        if one.code not in AGAIN
    ]
    found += check(history)
    found += await asyncio.to_thread(scenario.also, history)
    return found


def _keep(world: World, kept: Path) -> None:
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    world.history.save(kept / "history.jsonl")
    for log in (*world.folder.glob("*.log"), *world.folder.glob("postgres/postgres.log")):
        shutil.copy(log, kept)
