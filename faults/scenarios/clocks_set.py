"""Clocks jump: an hour, three days, over the change from summer time and to it; all together, or one machine's alone.
The order is seq's, and nobody is signed out. PostgreSQL's own timeouts go by the wall clock: where that jumps, what it
is doing just then may be refused as `unavailable`, and is sent again.
"""

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from faults import clock
from faults.checker import UNKNOWN, Violation
from faults.clients import LineLost, Person
from faults.clock import ZONE
from faults.cluster import Shape
from faults.history import Event, Lost, Refused, only
from faults.scenario import Need, Scenario, until
from faults.world import World

START_SECONDS = 30.0
HOUR, DAY = 3_600, 86_400
BEFORE_SECONDS = 2.0
TRIES = 3


def changes(now: datetime) -> list[int]:
    """How far ahead clocks must be to be just before the last two changes of the time in ZONE: below nought."""
    zone = ZoneInfo(ZONE)
    found: list[int] = []
    hour = now.replace(minute=0, second=0, microsecond=0)
    while len(found) < 2:
        earlier = hour - timedelta(hours=1)
        if earlier.astimezone(zone).utcoffset() != hour.astimezone(zone).utcoffset():
            found.append(int((hour - now).total_seconds() - BEFORE_SECONDS))
        hour = earlier
    return found


async def run(world: World, rng: random.Random) -> None:
    """One jump after the other, in any order."""
    clocks, history = world.cluster.clocks, world.history
    assert await until(lambda: all(person.have for person in world.people), START_SECONDS)
    readers = [next(person for person in world.people if person.me.staff is staff) for staff in (True, False)]
    jumps = [HOUR, -HOUR, 3 * DAY, *changes(datetime.now(UTC))]
    together = [dict.fromkeys(clocks, jump) for jump in jumps]
    alone = [{name: rng.choice((HOUR, -HOUR, 3 * DAY))} for name in clocks]
    steps = rng.sample([*together, *alone], len(together) + len(alone))
    failed = 0
    for step in steps:
        history.fault(f"clocks are ahead by seconds: {step}")
        for name, one in clocks.items():
            one.set(step.get(name, 0))
        await asyncio.sleep(world.seconds / len(steps))
        failed += sum([await _fails(reader) for reader in readers])
    history.measured("people whom a clock kept out", failed, 0)


async def _fails(reader: Person) -> bool:
    """Whether somebody who comes anew, with the cookie or token that they have, can't read."""
    for _ in range(TRIES):
        try:
            return not await reader.read_afresh(next(iter(reader.have)))
        except (LineLost, OSError, TimeoutError):
            await asyncio.sleep(1)
    return True


def also(history: Sequence[Event]) -> list[Violation]:
    """Nobody is sent away, and nothing is refused for good."""
    found = [
        Violation("clocks", "sent away", f"{one.who}: {one.why}")
        for one in only(history, Lost)
        if "bye" in one.why
    ]
    return found + [
        Violation("clocks", "a refusal", f"{one.who}: {one.code}")
        for one in only(history, Refused)
        if one.code != UNKNOWN
    ]


SCENARIO = Scenario(
    name="clocks-set",
    run=run,
    also=also,
    shape=Shape(nodes=2, clocks=True),
    needs=[Need(clock.missing)],
    seconds=30,
    short_seconds=4,
    seeds=3,
)
