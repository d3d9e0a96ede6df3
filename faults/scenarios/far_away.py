"""Everybody is far away: each piece is under way for 200 to 400 ms, each direction."""

import asyncio
import random

from faults.cluster import Shape
from faults.hints import no_line_is_lost
from faults.scenario import Scenario
from faults.world import World

LEAST, MOST = 0.2, 0.4


async def run(world: World, rng: random.Random) -> None:
    """Far away most of the time, and then for a moment not."""
    world.history.fault("people are far away")
    for detour in world.cluster.detours:
        detour.seconds = LEAST, MOST
    await asyncio.sleep(world.seconds)


SCENARIO = Scenario(
    name="far-away", run=run, also=no_line_is_lost, shape=Shape(nodes=2, detours=True), seconds=30, seeds=2
)
