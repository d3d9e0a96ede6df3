"""The disk of the uploads is full: a file that has no room is refused with a word that says so, and nothing of it is
left; what people say goes on.
"""

import asyncio
import io
import random
from pathlib import Path

import httpx
import msgspec
from PIL import Image

from causerie.errors import Problem
from faults import small_disk
from faults.cluster import Shape
from faults.scenario import Need, Scenario, until
from faults.world import World

START_SECONDS = 30.0
TRIES = 12
SIDE = 400
UNAVAILABLE = 503
# A row for each file, and one more thing on the disk for each picture.
KNOWN = "select count(*) + count(width) from file"


def _picture(rng: random.Random) -> bytes:
    """Noise, which nothing makes smaller."""
    written = io.BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), rng.randbytes(SIDE * SIDE * 3)).save(written, "PNG")
    return written.getvalue()


def _files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


async def run(world: World, rng: random.Random) -> None:
    """Uploads pictures while there is ever less room, then with room again."""
    disk, history = world.cluster.small, world.history
    assert disk is not None
    visitor = next(person for person in world.people if not person.me.staff)
    assert await until(lambda: bool(visitor.have), START_SECONDS)
    headers = {"Authorization": f"Bearer {visitor.hello.token}", "X-File-Name": "noise.png"}
    path = f"/api/v1/widget/{visitor.hello.channel}/files"
    refused = unclear = 0
    data = _picture(rng)
    async with httpx.AsyncClient(base_url=world.cluster.ways()[0].url, trust_env=False, timeout=30) as http:

        async def upload() -> httpx.Response:
            return await http.post(path, content=data, headers=headers)

        (await upload()).raise_for_status()
        for number in range(TRIES):
            # Sometimes there is room for nothing, and sometimes for the first part of it alone.
            room = len(data) * number // (TRIES // 2)
            disk.leave_free(room)
            history.fault(f"{room} bytes are left for files")
            answer = await upload()
            disk.grow()
            if not answer.is_success:
                refused += 1
                problem = msgspec.json.decode(answer.content, type=Problem)
                unclear += (answer.status_code, problem.code.value) != (UNAVAILABLE, "unavailable")
            await asyncio.sleep(world.seconds / TRIES)
        history.measured("refusals that did not say what is wrong", unclear, 0)
        history.measured("uploads that a full disk took", TRIES - refused, TRIES - 2)
        history.fault("there is room again")
        (await upload()).raise_for_status()
    async with world.connection() as connection:
        known = await connection.fetchval(KNOWN)
    history.measured("files of which half was kept", abs(_files(disk.folder / "files") - known), 0)


SCENARIO = Scenario(
    name="files-full",
    run=run,
    shape=Shape(nodes=2, small="files"),
    needs=[Need(small_disk.missing)],
    seconds=20,
    short_seconds=0,
    seeds=2,
)
