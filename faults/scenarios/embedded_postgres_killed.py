"""One machine with the embedded PostgreSQL, which is killed, or the program with it: both come again by themselves."""

import asyncio
import os
import random
import signal

from faults.cluster import Shape
from faults.scenario import Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Kills one of them every few seconds."""
    fewest, most = (4.0, 10.0) if world.seconds > 10 else (1.0, 2.0)
    left = world.seconds
    while (pause := rng.uniform(fewest, most)) < left:
        await asyncio.sleep(pause)
        left -= pause
        if rng.random() < 0.3:
            world.history.fault("kill -9 the program")
            world.cluster.nodes[0].kill()
            await world.cluster.ready(world.cluster.nodes[0])
        else:
            world.history.fault("kill -9 its PostgreSQL")
            os.kill(world.cluster.postgres.pid, signal.SIGKILL)
    await asyncio.sleep(left)


SCENARIO = Scenario(
    name="embedded-postgres-killed", run=run, shape=Shape(nodes=1, embedded=True), seconds=30, seeds=3
)
