"""A line of 256 kbit/s for all together, where far more is said: who falls behind is sent away, and comes back."""

import asyncio
import random

from faults import link
from faults.cluster import Shape
from faults.scenario import Need, Scenario
from faults.world import World

KBIT = 256


async def run(world: World, rng: random.Random) -> None:
    """Narrow all the time."""
    assert world.cluster.link is not None
    world.history.fault(f"{KBIT} kbit/s")
    world.cluster.link.slow(KBIT)
    await asyncio.sleep(world.seconds)


SCENARIO = Scenario(
    name="narrow-line",
    run=run,
    shape=Shape(nodes=2, link=True),
    needs=[Need(link.missing)],
    seconds=40,
    short_seconds=0,
    seeds=2,
)
