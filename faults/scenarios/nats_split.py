"""The wire between two NATS servers is cut: each half of the nodes hears only itself."""

import asyncio
import random

from faults.cluster import Shape
from faults.hints import costs_seconds_alone, talk_seldom
from faults.scenario import Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Cuts the wire for most of the time. No server loses a node, and so no node knows that it misses anything."""
    wire = world.cluster.wire
    assert wire is not None
    talk_seldom(world)
    world.history.fault("the wire is cut")
    wire.cut()
    await asyncio.sleep(world.seconds * rng.uniform(0.5, 0.9))
    world.history.fault("the wire is mended")
    wire.mend()
    await asyncio.sleep(world.seconds * 0.1)


SCENARIO = Scenario(
    name="nats-split",
    run=run,
    also=costs_seconds_alone,
    shape=Shape(nats=2, wire=True),
    seconds=30,
    short_seconds=4,
    seeds=3,
)
