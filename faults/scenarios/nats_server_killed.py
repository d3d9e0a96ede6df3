"""One NATS server of three is killed, and again another: the nodes that it served take another one."""

import asyncio
import random

from faults.cluster import Shape
from faults.hints import costs_seconds_alone, talk_seldom
from faults.scenario import Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Kills one, and starts it again a moment later."""
    talk_seldom(world)
    left = world.seconds
    while left > 0:
        server = rng.choice(world.cluster.nats)
        world.history.fault(f"kill -9 {server.name}")
        server.kill()
        await asyncio.sleep(min(left, 3))
        server.start()
        await server.ready()
        left -= 3


SCENARIO = Scenario(
    name="nats-server-killed",
    run=run,
    also=costs_seconds_alone,
    shape=Shape(nats=3),
    seconds=30,
    short_seconds=3,
    seeds=3,
)
