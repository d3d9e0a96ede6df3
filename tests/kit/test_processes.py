"""Work in other processes: its results and its errors come back, and none of them outlives us."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from causerie.kit.processes import ProcessPool

PROGRAM = """
import asyncio, os
from causerie.kit.processes import ProcessPool

async def main():
    print(await ProcessPool().run(os.getpid), flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
async def pool() -> AsyncIterator[ProcessPool]:
    pool = ProcessPool()
    yield pool
    await pool.close()


async def test_it_works_elsewhere(pool: ProcessPool) -> None:
    assert await pool.run(os.getpid) != os.getpid()
    assert await pool.run(os.getpid) == await pool.run(os.getpid)


async def test_an_error_comes_back(pool: ProcessPool) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await pool.run(int, "seven")


async def test_the_loop_goes_on_meanwhile(pool: ProcessPool) -> None:
    await pool.run(os.getpid)
    working = asyncio.ensure_future(pool.run(time.sleep, 0.3))
    turns = 0
    while not working.done():
        turns += 1
        await asyncio.sleep(0.01)
    assert turns > 5


async def test_a_killed_process_is_replaced(pool: ProcessPool) -> None:
    with pytest.raises(BrokenProcessPool):
        await pool.run(os.kill, await pool.run(os.getpid), signal.SIGKILL)
    assert await pool.run(abs, -1) == 1


def test_nothing_outlives_a_killed_parent(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    parent = subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    assert int(parent.stdout.readline()) != parent.pid
    parent.kill()
    parent.wait()
    # All of them write where the parent wrote: it ends when the last one has.
    assert parent.stdout.read() == ""
    parent.stdout.close()
