"""A line that goes one way alone: nothing gets to the nodes, then nothing gets back from them. What is acknowledged
into the void is kept, and what is sent into it is sent again.
"""

import asyncio
import random

from faults import link
from faults.cluster import Shape
from faults.scenario import Need, Scenario
from faults.world import World

MOST_SECONDS = 15.0


async def run(world: World, rng: random.Random) -> None:
    """Cuts each direction in turn, some time between."""
    wire = world.cluster.link
    assert wire is not None
    for to_nodes in rng.sample((True, False), 2):
        await asyncio.sleep(world.seconds * 0.1)
        world.history.fault(f"nothing gets {'to' if to_nodes else 'from'} the nodes")
        wire.cut(to_nodes=to_nodes, to_people=not to_nodes)
        await asyncio.sleep(min(MOST_SECONDS, world.seconds * rng.uniform(0.2, 0.3)))
        world.history.fault("everything gets through again")
        wire.mend()
    await asyncio.sleep(world.seconds * 0.2)


SCENARIO = Scenario(
    name="one-way-cut",
    run=run,
    shape=Shape(nodes=2, link=True),
    needs=[Need(link.missing)],
    seconds=50,
    short_seconds=0,
    seeds=3,
)
