"""The disk of the database is full: what can't be kept is refused with a word that says so, lines stay, reading works,
and when there is room again everything goes on.
"""

import asyncio
import random

import httpx
import msgspec

from causerie.errors import Problem
from faults import small_disk
from faults.clients import LineLost, Person
from faults.cluster import Shape
from faults.history import Refused
from faults.scenario import Need, Scenario, until
from faults.world import World

LEFT = 256 * 1024
FILL_SECONDS = 60.0
# What changes something and so needs the disk: a session is a row.
ATTEMPTS = 5
UNAVAILABLE = 503


async def run(world: World, rng: random.Random) -> None:
    """Fills it by what people say, lets some time pass, then makes room."""
    disk, postgres, history = world.cluster.small, world.cluster.postgres, world.history
    assert disk is not None
    talkers = [person for person in world.people if not person.me.staff]
    assert await until(lambda: all(person.have for person in talkers), FILL_SECONDS)
    disk.leave_free(LEFT)
    history.fault("the disk of the database is nearly full")
    since = len(history.events)
    for person in talkers:
        person.words = "a long story, " * 600

    def is_full() -> bool:
        return any(isinstance(event, Refused) for event in history.events[since:])

    assert await until(is_full, FILL_SECONDS), "it did not get full"
    history.fault("it is full")
    await asyncio.sleep(world.seconds * 0.3)
    readers = [next(person for person in world.people if person.me.staff is staff) for staff in (True, False)]
    history.measured(
        "reads that failed while the disk was full", sum([await _fails(reader) for reader in readers]), 0
    )
    history.measured("answers that did not say what is wrong", await _unclear(world), 0)
    await asyncio.sleep(world.seconds * 0.3)
    for person in talkers:
        person.words = "enough"
    disk.grow()
    history.fault("there is room again")
    if not postgres.runs:  # it gives up where it can't write its log; somebody starts it again
        await postgres.start()
        history.fault("PostgreSQL is started again")
    await asyncio.sleep(world.seconds * 0.2)


async def _fails(reader: Person) -> bool:
    """Whether a conversation can't be read from its beginning."""
    try:
        return not await reader.read_afresh(next(iter(reader.have)))
    except (LineLost, OSError, TimeoutError):
        return True


async def _unclear(world: World) -> int:
    """How many answers to a sign-in, which must be written down, are neither success nor a clear `unavailable`."""
    unclear = 0
    async with httpx.AsyncClient(base_url=world.cluster.ways()[0].url, trust_env=False, timeout=40) as http:
        for _ in range(ATTEMPTS):
            answer = await http.post("/api/v1/sign-in", json=world.credentials())
            if answer.is_success:
                continue
            problem = msgspec.json.decode(answer.content, type=Problem)
            unclear += (answer.status_code, problem.code.value) != (UNAVAILABLE, "unavailable")
    return unclear


SCENARIO = Scenario(
    name="disk-full",
    run=run,
    shape=Shape(nodes=2, small="database"),
    needs=[Need(small_disk.missing)],
    seconds=30,
    short_seconds=0,
    seeds=3,
)
