import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from causerie.kit.database import Database
from causerie.kit.jobs import FailedJob, Job, Jobs

ROOT = Path(__file__).resolve().parents[2]
SOON = timedelta(milliseconds=50)


class Greet(msgspec.Struct):
    name: str


class Rename(msgspec.Struct):
    count: int


@pytest.fixture
def jobs(database_url: str) -> Jobs:
    return Jobs(database_url, lease=timedelta(seconds=2))


@asynccontextmanager
async def working(jobs: Jobs) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    worker = asyncio.create_task(jobs.run(stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(worker, 20)


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  (what is waited for has no event)
            await asyncio.sleep(0.005)


async def enqueue(jobs: Jobs, database: Database, name: str, key: str | None = None) -> None:
    async with database.system() as connection:
        await jobs.enqueue(connection, "greet", Greet(name), key=key)


async def count(database: Database) -> int:
    async with database.system() as connection:
        found = await connection.fetchval("select count(*) from jobs.pgqueuer")
    assert isinstance(found, int)
    return found


async def test_a_job_runs_with_its_payload(jobs: Jobs, database: Database) -> None:
    done: list[str] = []

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        done.append(payload.name)

    async with working(jobs):
        await enqueue(jobs, database, "Ана")
        await until(lambda: done == ["Ана"])
    assert await count(database) == 0


async def test_a_job_starts_within_50_ms_of_its_commit(jobs: Jobs, database: Database) -> None:
    started: list[float] = []

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        started.append(time.perf_counter())

    latencies = []
    async with working(jobs):
        await enqueue(jobs, database, "the first waits for the worker's start")
        await until(lambda: len(started) == 1)
        for number in range(20):
            started.clear()
            await enqueue(jobs, database, str(number))
            committed = time.perf_counter()
            await until(lambda: len(started) == 1)
            latencies.append(started[0] - committed)
    assert sorted(latencies)[len(latencies) // 2] < 0.05, latencies


async def test_a_rolled_back_transaction_enqueues_nothing(jobs: Jobs, database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.system() as connection:
            await jobs.enqueue(connection, "greet", Greet("nobody"))
            raise ZeroDivisionError
    assert await count(database) == 0


async def test_a_second_job_with_a_waiting_key_is_one_and_the_transaction_lives(
    jobs: Jobs, database: Database
) -> None:
    async with database.system() as connection:
        await jobs.enqueue(connection, "greet", Greet("first"), key="k")
        await jobs.enqueue(connection, "greet", Greet("second"), key="k")
        await connection.execute("create table written (n int)")
    await enqueue(jobs, database, "third", key="k")
    await enqueue(jobs, database, "other", key="l")
    done: list[str] = []

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        done.append(payload.name)

    async with working(jobs):
        await until(lambda: len(done) == 2)
    assert sorted(done) == ["first", "other"]
    async with database.system() as connection:
        assert await connection.fetchval("select to_regclass('written') is not null")
        await connection.execute("drop table written")


async def test_a_job_that_runs_does_not_swallow_the_next_with_its_key(jobs: Jobs, database: Database) -> None:
    done: list[str] = []
    go_on = asyncio.Event()

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        done.append(payload.name)
        await go_on.wait()

    async with working(jobs):
        await enqueue(jobs, database, "running", key="k")
        await until(lambda: done == ["running"])
        await enqueue(jobs, database, "next", key="k")
        await until(lambda: len(done) > 1)
        go_on.set()
    assert done == ["running", "next"]


async def test_a_job_that_was_counted_on_starts_after_the_transaction_that_did(
    jobs: Jobs, database: Database
) -> None:
    started: list[str] = []
    seen: list[int] = []

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        started.append(payload.name)
        async with database.system() as connection:
            seen.append(await connection.fetchval("select count(*) from visible"))

    async with database.system() as connection:
        await connection.execute("create table visible (n int)")
    await enqueue(jobs, database, "waiting", key="k")
    async with database.system() as connection:
        await connection.execute("insert into visible values (1)")
        await jobs.enqueue(connection, "greet", Greet("the same"), key="k")
        async with working(jobs):
            await enqueue(jobs, database, "behind it", key="l")
            await until(lambda: len(seen) == 1)
            assert started == ["behind it"]
            await connection.execute("commit")
            await until(lambda: len(seen) == 2)
            await connection.execute("begin")
    assert (started, seen) == (["behind it", "waiting"], [0, 1])
    async with database.system() as connection:
        await connection.execute("drop table visible")


async def test_a_batch_goes_with_one_call_and_its_repeated_keys_count_once(
    jobs: Jobs, database: Database
) -> None:
    done: list[int] = []

    @jobs.handler("rename", Rename)
    async def rename(payload: Rename) -> None:
        done.append(payload.count)

    async with database.system() as connection:
        await jobs.enqueue_many(connection, [])
        await jobs.enqueue_many(connection, [Job("rename", Rename(n), key=f"k{n % 3}") for n in range(9)])
        await jobs.enqueue_many(connection, [Job("rename", Rename(n)) for n in (10, 11)])
    async with working(jobs):
        await until(lambda: len(done) == 5)
    assert sorted(done) == [0, 1, 2, 10, 11]


async def test_a_job_waits_for_its_time(jobs: Jobs, database: Database) -> None:
    done: list[float] = []

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        done.append(time.monotonic())

    async with working(jobs):
        begun = time.monotonic()
        async with database.system() as connection:
            await jobs.enqueue(connection, "greet", Greet("later"), after=timedelta(seconds=0.7))
        await until(lambda: len(done) == 1)
    assert 0.7 <= done[0] - begun < 2


async def test_a_job_that_fails_runs_again(
    jobs: Jobs, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []

    @jobs.handler("greet", Greet, retries=3, first_delay=SOON)
    async def greet(payload: Greet) -> None:
        tries.append(time.monotonic())
        if len(tries) < 3:
            raise ConnectionError("the other side is away")

    async with working(jobs):
        await enqueue(jobs, database, "x")
        await until(lambda: len(tries) == 3)
    assert await count(database) == 0
    assert caplog.text.count("the other side is away") >= 2


async def test_a_retry_at_the_start_of_a_worker_waits_for_no_poll(
    database: Database, database_url: str
) -> None:
    """The library forgets to notify of it, and a worker that was just about to sleep slept for the whole
    interval.
    """
    jobs = Jobs(database_url, lease=timedelta(seconds=120))
    tries: list[str] = []

    @jobs.handler("greet", Greet, first_delay=SOON)
    async def greet(payload: Greet) -> None:
        tries.append(payload.name)
        if len(tries) % 2:
            raise ConnectionError("away")

    async def runs_twice(name: str) -> None:
        async with working(jobs):
            await enqueue(jobs, database, name)
            await until(lambda: tries.count(name) == 2)

    for number in range(10):
        await runs_twice(str(number))
    assert len(tries) == 20


async def test_a_job_that_keeps_failing_is_set_aside_and_can_be_requeued(
    jobs: Jobs, database: Database
) -> None:
    tries: list[str] = []
    healed = False

    @jobs.handler("greet", Greet, retries=1, first_delay=SOON)
    async def greet(payload: Greet) -> None:
        tries.append(payload.name)
        if not healed:
            raise ConnectionError("away")

    async with working(jobs):
        await enqueue(jobs, database, "x", key="k")
        await until(lambda: len(tries) == 2)
    async with database.system() as connection:
        [failed] = await jobs.failed(connection)
        assert (failed.name, failed.reason) == ("greet", "ConnectionError: away")
        assert msgspec.json.decode(failed.payload, type=Greet) == Greet("x")
        healed = True
        await jobs.requeue(connection, failed.id)
    async with working(jobs):
        await until(lambda: len(tries) == 3)
    assert await count(database) == 0


async def test_a_payload_that_does_not_fit_is_set_aside_at_once(jobs: Jobs, database: Database) -> None:
    @jobs.handler("greet", Rename)
    async def greet(payload: Rename) -> None:
        raise AssertionError("never called")

    await enqueue(jobs, database, "x")
    async with working(jobs), asyncio.timeout(5):
        failed: list[FailedJob] = []
        while not failed:
            async with database.system() as connection:
                failed = await jobs.failed(connection)
            await asyncio.sleep(0.02)
    assert "missing required field `count`" in str(failed[0].reason)


async def test_a_job_without_a_handler_here_is_left_for_another_worker(
    jobs: Jobs, database: Database
) -> None:
    await enqueue(jobs, database, "x")
    done: list[int] = []

    @jobs.handler("rename", Rename)
    async def rename(payload: Rename) -> None:
        done.append(payload.count)

    async with working(jobs):
        async with database.system() as connection:
            await jobs.enqueue(connection, "rename", Rename(1))
        await until(lambda: done == [1])  # what stands behind it was done
    assert await count(database) == 1


async def test_a_worker_that_stops_gives_back_what_it_could_not_finish(
    jobs: Jobs, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("causerie.kit.jobs.GRACE", timedelta(seconds=0.2))
    started: list[str] = []
    hang = asyncio.Event()

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        started.append(payload.name)
        await hang.wait()

    async with working(jobs):
        await enqueue(jobs, database, "long")
        await until(lambda: started == ["long"])
    assert await count(database) == 1
    hang.set()
    async with working(jobs):
        await until(lambda: started == ["long", "long"])


async def test_a_worker_goes_on_after_the_database_was_away(jobs: Jobs, database: Database) -> None:
    done: list[str] = []

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        done.append(payload.name)

    async with working(jobs):
        await enqueue(jobs, database, "before")
        await until(lambda: done == ["before"])
        async with database.system() as connection:
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where application_name = 'causerie jobs'"
            )
        await enqueue(jobs, database, "after")
        await until(lambda: len(done) > 1, 30)
    assert done == ["before", "after"]


WORKER = """
import asyncio, sys
from datetime import timedelta
from tests.kit.test_jobs import Greet
from causerie.kit.jobs import Jobs

jobs = Jobs(sys.argv[1], lease=timedelta(seconds=2))

@jobs.handler("greet", Greet)
async def greet(payload):
    print(payload.name, flush=True)
    await asyncio.sleep(3600)

asyncio.run(jobs.run(asyncio.Event()))
"""


async def test_a_job_survives_the_kill_of_its_worker(
    jobs: Jobs, database: Database, database_url: str
) -> None:
    await enqueue(jobs, database, "survivor")
    worker = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-c", WORKER, database_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert (await asyncio.to_thread(worker.stdout.readline)).strip() == "survivor"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    done: list[str] = []

    @jobs.handler("greet", Greet)
    async def greet(payload: Greet) -> None:
        done.append(payload.name)

    async with working(jobs):
        await until(lambda: done == ["survivor"], 30)
    assert await count(database) == 0


async def test_installing_again_changes_nothing(jobs: Jobs, database: Database) -> None:
    await enqueue(jobs, database, "kept")
    async with database.acquire() as connection:
        await jobs.install(connection)
    assert await count(database) == 1
