"""PostgreSQL stands still for a minute: nothing is acknowledged meanwhile, and what can't wait is refused. Then
everything goes on.
"""

import asyncio
import random
import signal
from collections.abc import Sequence

from faults.checker import Violation
from faults.cluster import Shape
from faults.history import Acknowledged, Event, Fault, Refused, only
from faults.scenario import Scenario
from faults.world import World

STOPPED, CONTINUES = "PostgreSQL is stopped", "PostgreSQL continues"
FLOOD, NOT_READY = "people flood", "the node says that it is not ready"
# More than what may wait for the appender and be in its hands, with as much as one line may have unanswered.
PEOPLE, EACH = 22, 1_000
# What was committed just before may be acknowledged a little after.
GRACE_SECONDS = 1.0
NOT_READY_SECONDS = 10.0


async def run(world: World, rng: random.Random) -> None:
    """SIGSTOP of all its processes for most of the time; where that is long, some people say very much meanwhile."""
    floods = world.seconds > 10
    flooding = [await world.visitor() for _ in range(PEOPLE)] if floods else []
    await asyncio.sleep(world.seconds * 0.1)
    world.cluster.postgres.signal(signal.SIGSTOP)
    world.history.fault(STOPPED)
    if floods:
        world.history.fault(FLOOD)
    for person in flooding:
        person.say(EACH)
        await asyncio.sleep(0)
    try:
        async with asyncio.timeout(NOT_READY_SECONDS):
            while await world.cluster.nodes[0].says_it_is_ready():  # noqa: ASYNC110  (as from outside)
                await asyncio.sleep(0.1)
        world.history.fault(NOT_READY)
        await asyncio.sleep(world.seconds * 0.8)
    finally:
        world.history.fault(CONTINUES)
        world.cluster.postgres.signal(signal.SIGCONT)
    await asyncio.sleep(world.seconds * 0.1)


def also(history: Sequence[Event]) -> list[Violation]:
    """No ack while it stood still, and where people flood, `overloaded`."""
    at = {fault.what: fault.at for fault in only(history, Fault)}
    began, ended = at[STOPPED] + GRACE_SECONDS, at[CONTINUES]
    found = [
        Violation("stopped", "acknowledged by nobody", ack.client_id)
        for ack in only(history, Acknowledged)
        if began < ack.at < ended
    ]
    codes = {refused.code for refused in only(history, Refused) if began < refused.at < ended}
    if FLOOD in at and "overloaded" not in codes:
        found.append(Violation("stopped", "the queue has no end", f"refused with {sorted(codes)}"))
    return found


SCENARIO = Scenario(
    name="postgres-stopped", run=run, also=also, shape=Shape(nodes=1), seconds=60, short_seconds=4, seeds=2
)
