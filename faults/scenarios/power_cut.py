"""The power of the machine is cut: what no fsync had put on the disk is gone, and what was acknowledged must not be."""

import asyncio
import random
import signal

from faults import platter
from faults.cluster import Shape
from faults.scenario import Need, Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Cuts it, boots, and again."""
    disk, postgres = world.cluster.platter, world.cluster.postgres
    assert disk is not None
    disk.sync()  # what was set up stood there for long
    for _ in range(3 if world.seconds > 10 else 1):
        await asyncio.sleep(world.seconds * rng.uniform(0.15, 0.3))
        world.history.fault("the power is cut")
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for node in world.cluster.nodes:
                node.signal(number)
            postgres.signal(number)
            if number is signal.SIGSTOP:
                disk.cut()
        await postgres.stop()
        await disk.boot()
        await postgres.start()
        world.history.fault("the machine is there again")


SCENARIO = Scenario(
    name="power-cut",
    run=run,
    shape=Shape(platter=True),
    needs=[Need(platter.missing)],
    seconds=30,
    short_seconds=4,
    seeds=5,
)
