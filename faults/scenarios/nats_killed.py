"""All of NATS is killed. It keeps nothing, so what comes again is as empty as after its files were wiped."""

import asyncio
import random

from faults.cluster import Shape
from faults.hints import costs_seconds_alone, talk_seldom
from faults.scenario import Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Kills all servers for most of the time."""
    talk_seldom(world)
    world.history.fault("kill -9 all of NATS")
    for server in world.cluster.nats:
        server.kill()
    await asyncio.sleep(world.seconds * rng.uniform(0.5, 0.9))
    for server in world.cluster.nats:
        server.start()
    world.history.fault("NATS is there again")
    await asyncio.sleep(world.seconds * 0.1)


SCENARIO = Scenario(
    name="nats-killed",
    run=run,
    also=costs_seconds_alone,
    shape=Shape(nats=3),
    seconds=30,
    short_seconds=4,
    seeds=3,
)
