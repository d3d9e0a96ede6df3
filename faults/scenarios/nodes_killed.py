"""kill -9 of a node every few seconds: out of the blue, or at the worst moment of its work."""

import asyncio
import random

from faults.scenario import Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Kills nodes at random; the cluster starts them again."""
    fewest, most = (3.0, 10.0) if world.seconds > 10 else (1.0, 2.0)
    left = world.seconds
    while (pause := rng.uniform(fewest, most)) < left:
        await asyncio.sleep(pause)
        left -= pause
        node = rng.choice(world.cluster.nodes)
        if rng.random() < 0.3:
            world.history.fault(f"kill -9 {node.name}")
            node.kill()
        else:
            world.history.fault(f"set a trap in {node.name}")
            node.trap()
    await asyncio.sleep(left)


SCENARIO = Scenario(name="nodes-killed", run=run, seconds=15, seeds=20, reconnect_p99=5)
