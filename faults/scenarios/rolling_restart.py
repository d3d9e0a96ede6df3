"""Every node is restarted in turn, as for an update: people lose their lines, with a word, and nothing else."""

import asyncio
import random
import signal
from collections.abc import Sequence

from faults.checker import Violation
from faults.history import Event, Lost, Refused, only
from faults.scenario import Scenario
from faults.world import World


async def run(world: World, rng: random.Random) -> None:
    """SIGTERM to one node after the other, the next when the one before serves again."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + world.seconds
    while True:
        for node in rng.sample(world.cluster.nodes, len(world.cluster.nodes)):
            world.history.fault(f"restart {node.name}")
            ended = asyncio.create_task(node.ended())
            node.signal(signal.SIGTERM)
            await ended
            await world.cluster.ready(node)
            await asyncio.sleep(0.5)
            if loop.time() > ends:
                return


def also(history: Sequence[Event]) -> list[Violation]:
    """Nobody hears anything but `bye`."""
    found = [Violation("drain", "a refusal", f"{one.who}: {one.code}") for one in only(history, Refused)]
    return found + [
        Violation("drain", "a line ended without a word", f"{one.who}: {one.why}")
        for one in only(history, Lost)
        if "bye drain" not in one.why
    ]


SCENARIO = Scenario(
    name="rolling-restart", run=run, also=also, seconds=30, short_seconds=3, seeds=3, reconnect_p99=5
)
