"""A line that loses packets: 1 to 10 of a hundred, in both directions, changing every few seconds."""

import asyncio
import random

from faults import link
from faults.cluster import Shape
from faults.scenario import Need, Scenario
from faults.world import World

MOST_PERCENT = 10


async def run(world: World, rng: random.Random) -> None:
    """Loses ever another share."""
    assert world.cluster.link is not None
    parts = 5
    for _ in range(parts):
        percent = rng.randint(1, MOST_PERCENT)
        world.history.fault(f"{percent} % of all packets are lost")
        world.cluster.link.lose(percent)
        await asyncio.sleep(world.seconds / parts)


SCENARIO = Scenario(
    name="packets-lost",
    run=run,
    shape=Shape(nodes=2, link=True),
    needs=[Need(link.missing)],
    seconds=40,
    short_seconds=0,
    seeds=3,
)
