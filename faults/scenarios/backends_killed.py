"""kill -9 of PostgreSQL's backends: it throws out everybody and recovers."""

import asyncio
import os
import random
import signal

from faults.scenario import Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Kills one backend at a time."""
    fewest, most = (3.0, 8.0) if world.seconds > 10 else (1.0, 2.0)
    left = world.seconds
    while (pause := rng.uniform(fewest, most)) < left:
        await asyncio.sleep(pause)
        left -= pause
        if backends := world.cluster.postgres.backends():
            world.history.fault("kill -9 a backend of PostgreSQL")
            os.kill(rng.choice(backends), signal.SIGKILL)
    await asyncio.sleep(left)


SCENARIO = Scenario(name="backends-killed", run=run, seconds=30, seeds=5, reconnect_p99=5)
