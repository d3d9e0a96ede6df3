"""A node stands still for half a minute, in the middle of a transaction or wherever it was, and then goes on as if
nothing had been. What it had locked must not hold up the others.
"""

import asyncio
import random
import signal
from collections.abc import Sequence

from faults.checker import Violation
from faults.history import Acknowledged, Connected, Event, Fault, Sent
from faults.scenario import Scenario
from faults.world import World

STOP = "stop "
# For so long it may hold what it had locked.
HELD_SECONDS = 7.0


async def run(world: World, rng: random.Random) -> None:
    """SIGSTOP for most of the time."""
    node = rng.choice(world.cluster.nodes)
    world.history.fault(f"{STOP}{node.name}")
    if rng.random() < 0.5:
        node.stop_in_transaction()
    else:
        node.signal(signal.SIGSTOP)
    await asyncio.sleep(world.seconds * 0.8)
    world.history.fault(f"continue {node.name}")
    node.signal(signal.SIGCONT)
    await asyncio.sleep(world.seconds * 0.2)


def also(history: Sequence[Event]) -> list[Violation]:
    """People at the other nodes are answered in time."""
    at: dict[str, str] = {}
    stopped = ""
    since: dict[str, float] = {}
    slowest, who = 0.0, ""
    for event in history:
        if isinstance(event, Connected):
            at[event.who] = event.node
        elif isinstance(event, Fault) and event.what.startswith(STOP):
            stopped = event.what.removeprefix(STOP)
        elif isinstance(event, Sent):
            since.setdefault(event.client_id, event.at)
        elif isinstance(event, Acknowledged) and at[event.who] != stopped:
            slowest, who = max((slowest, who), (event.at - since[event.client_id], event.who))
    if slowest <= HELD_SECONDS:
        return []
    return [
        Violation("stopped", "a node that stands still holds up another", f"{who} waited {slowest:.1f} s")
    ]


SCENARIO = Scenario(name="node-stopped", run=run, also=also, seconds=37.5, short_seconds=4, seeds=5)
