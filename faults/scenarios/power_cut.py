"""The power of the machine is cut: what no fsync had put on the disk is gone, and what was acknowledged must not be."""

import asyncio
import random
import signal

from faults import platter
from faults.cluster import Cluster, Shape
from faults.scenario import Need, Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """Cuts it, boots, and again."""
    disk, cluster = world.cluster.platter, world.cluster
    assert disk is not None
    disk.sync()  # what was set up stood there for long
    left = world.seconds
    while left > 0:
        pause = world.seconds * rng.uniform(0.2, 0.5)
        await asyncio.sleep(pause)
        left -= pause
        world.history.fault("the power is cut")
        cluster.wanted.clear()
        _all(cluster, signal.SIGSTOP)
        disk.cut()
        _all(cluster, signal.SIGKILL)
        await cluster.postgres.stop()
        await disk.boot()
        await cluster.postgres.start()
        cluster.wanted.update(cluster.nodes)
        await asyncio.gather(*(cluster.ready(node) for node in cluster.nodes))
        world.history.fault("the machine is there again")


def _all(cluster: Cluster, number: signal.Signals) -> None:
    for node in cluster.nodes:
        node.signal(number)
    cluster.postgres.signal(number)


SCENARIO = Scenario(
    name="power-cut",
    run=run,
    shape=Shape(platter=True),
    needs=[Need(platter.missing)],
    seconds=30,
    short_seconds=4,
    seeds=5,
)
