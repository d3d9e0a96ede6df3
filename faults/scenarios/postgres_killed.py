"""kill -9 of PostgreSQL's postmaster, or its immediate stop; somebody starts it again soon after."""

import asyncio
import os
import random
import signal

from faults.scenario import Scenario
from faults.world import World

# What `pg_ctl stop -m immediate` sends.
WAYS = {"kill -9": signal.SIGKILL, "immediate stop": signal.SIGQUIT}


async def run(world: World, rng: random.Random) -> None:
    """Ends it every few seconds, by either way."""
    fewest, most = (5.0, 10.0) if world.seconds > 10 else (1.0, 1.5)
    left = world.seconds
    while (pause := rng.uniform(fewest, most)) < left:
        await asyncio.sleep(pause)
        left -= pause
        words = rng.choice(list(WAYS))
        world.history.fault(f"{words} of PostgreSQL")
        os.kill(world.cluster.postgres.pid, WAYS[words])
        await asyncio.sleep(rng.uniform(0, 1))
        await world.cluster.postgres.start()
        world.history.fault("PostgreSQL is there again")
    await asyncio.sleep(left)


SCENARIO = Scenario(name="postgres-killed", run=run, seconds=40, seeds=5)
