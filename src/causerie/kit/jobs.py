"""Work for later, enqueued in the same transaction as what calls for it, and done at least once.

PgQueuer keeps the jobs in PostgreSQL, in a schema of its own. A job whose process was killed is taken up
again after the lease; one that keeps failing is set aside and kept, with its reason, until somebody requeues
it.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar, cast

import asyncpg
import msgspec
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.executors import EntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError, RetryRequested
from pgqueuer.domain.models import Context, HealthCheckEvent, TableChangedEvent, TracebackRecord, utc_now
from pgqueuer.domain.models import Job as QueuedJob
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel, JobId
from pgqueuer.ports.driver import Driver

from causerie.kit import metrics, tracing
from causerie.kit.database import CONNECTION_ERRORS, SESSION, Connection

Payload = TypeVar("Payload", bound=msgspec.Struct)
Handler = Callable[[Payload], Awaitable[None]]

logger = logging.getLogger(__name__)

SCHEMA = "jobs"
SETTINGS = DBSettings(db_schema=SCHEMA, channel=Channel("causerie_jobs"))
LEASE = timedelta(seconds=15)
GRACE = timedelta(seconds=10)  # for the running jobs, when the worker is told to stop
LOG_KEPT = timedelta(days=7)
LONGEST_DELAY = timedelta(minutes=5)
BATCH = 16
CONCURRENT = 32
CONNECTIONS = 4
KEY = "key"
PROBE = timedelta(seconds=10)  # for a notification of ours to come back


class Job(msgspec.Struct, Generic[Payload], frozen=True):
    """One job to be enqueued. `after` counts from the transaction's start; `key` as in `Jobs.enqueue`."""

    name: str
    payload: Payload
    after: timedelta = timedelta(0)
    key: str | None = None


class FailedJob(msgspec.Struct, frozen=True):
    """A job set aside after its last retry."""

    id: int
    name: str
    payload: bytes
    failed_at: datetime
    reason: str | None


@dataclass(frozen=True)
class _Registration(Generic[Payload]):
    payload_type: type[Payload]
    run: Handler[Payload]
    retries: int
    first_delay: timedelta


class Jobs:
    """The queue of one database. A job whose process died is taken up again after the `lease`."""

    def __init__(self, database_url: str, *, lease: timedelta = LEASE) -> None:
        self._url = database_url
        self._lease = lease
        self._handlers: dict[str, _Registration[msgspec.Struct]] = {}

    async def install(self, connection: Connection) -> None:
        """Make the queue's tables, or bring them to the library's version. Not inside a transaction."""
        queries = _queries(_driver(connection))
        async with connection.transaction():
            await connection.execute("select pg_advisory_xact_lock(hashtext($1))", SCHEMA)
            if not await queries.schema_is_installed():
                await queries.install()
                return
        await queries.upgrade()

    async def enqueue(
        self,
        connection: Connection,
        name: str,
        payload: msgspec.Struct,
        *,
        after: timedelta | None = None,
        key: str | None = None,
    ) -> None:
        """Enqueue a job in the caller's transaction (with full rights): it exists if and when that commits.

        While a job with the same `key` waits, another changes nothing: the waiting one keeps its payload and
        its time, and starts only after this transaction has ended, so that it sees what this one wrote. One
        that runs already does not count: the new job runs too, perhaps beside it.
        """
        await self.enqueue_many(connection, [Job(name, payload, after or timedelta(0), key)])

    async def enqueue_many(self, connection: Connection, jobs: Iterable[Job[msgspec.Struct]]) -> None:
        """Enqueue several jobs with one statement. Of several with one key the first counts."""
        # In the order of their keys: two transactions that share two keys must not wait for each other.
        chosen = sorted(
            {job.key or f"\0{number}": job for number, job in reversed(list(enumerate(jobs)))}.items()
        )
        batch = [job for _, job in chosen]
        if not batch:
            return
        await _queries(_EnqueueDriver(_plain(connection))).enqueue(
            [job.name for job in batch],
            [msgspec.json.encode(job.payload) for job in batch],
            [0] * len(batch),
            [job.after for job in batch],
            [job.key for job in batch],
            [None if job.key is None else {KEY: job.key} for job in batch],
            on_conflict="update_priority",
        )

    def handler(
        self,
        name: str,
        payload_type: type[Payload],
        *,
        retries: int = 5,
        first_delay: timedelta = timedelta(seconds=1),
    ) -> Callable[[Handler[Payload]], Handler[Payload]]:
        """Register the function that does the jobs called `name`.

        It may run more than once for one job. When it raises, the job runs again after `first_delay`, doubled
        each time up to five minutes; after `retries` of them the job is set aside. A payload that does not
        fit the type is set aside at once.
        """

        def register(run: Handler[Payload]) -> Handler[Payload]:
            if name in self._handlers:
                raise ValueError(f"the job {name} has a handler already")
            registration = _Registration(payload_type, run, retries, first_delay)
            self._handlers[name] = cast(_Registration[msgspec.Struct], registration)
            return run

        return register

    async def run(self, stop: asyncio.Event) -> None:
        """Do jobs until `stop`; then let the running ones finish for ten seconds, and give the others back.

        When the database goes away, go on when it is back.
        """
        while not stop.is_set():
            try:
                await self._work(stop)
            except (*CONNECTION_ERRORS, FailingListenerError):
                logger.exception("the worker lost the database and tries again")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 1)

    async def failed(self, connection: Connection) -> list[FailedJob]:
        """The jobs set aside, the latest first."""
        rows = await connection.fetch(FAILED)
        return [msgspec.convert(dict(row), FailedJob) for row in rows]

    async def requeue(self, connection: Connection, job_id: int) -> None:
        """Give a job that was set aside all its retries again."""
        await _queries(_driver(connection)).requeue_jobs([JobId(job_id)])

    async def _work(self, stop: asyncio.Event) -> None:
        session = {**SESSION, "application_name": "causerie jobs"}
        async with asyncpg.create_pool(
            self._url, min_size=2, max_size=CONNECTIONS, server_settings=session
        ) as pool:
            driver = AsyncpgPoolDriver(pool)
            manager = PatientManager(_queries(driver), SETTINGS.channel)
            for name, registration in self._handlers.items():
                parameters = EntrypointExecutorParameters(0, _never, on_failure="hold")
                manager.register_executor(name, _Executor(parameters, registration, driver))
            working = asyncio.create_task(
                manager.run(
                    dequeue_timeout=self._lease
                    / 3,  # notifications wake it; nothing notifies of a dead worker
                    batch_size=BATCH,
                    max_concurrent_tasks=CONCURRENT,
                    shutdown_on_listener_failure=True,
                    heartbeat_timeout=self._lease,
                )
            )
            tidying = asyncio.create_task(_tidy(driver))
            stopping = asyncio.create_task(stop.wait())
            try:
                await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
                manager.shutdown.set()
                await asyncio.wait({working}, timeout=GRACE.total_seconds())
            finally:
                for task in (working, tidying, stopping):
                    task.cancel()
                outcome, *_ = await asyncio.gather(working, tidying, stopping, return_exceptions=True)
            if isinstance(outcome, Exception):
                raise outcome


class PatientManager(QueueManager):
    """The library's first probe may leave before its listener listens: the line is dead when two are lost."""

    async def listener_healthy(self, timeout: timedelta = PROBE) -> HealthCheckEvent:  # noqa: ASYNC109  (its own)
        """Sends one notification round, and another where it does not come. Raises FailingListenerError."""
        try:
            return await super().listener_healthy(timeout)
        except FailingListenerError:
            return await super().listener_healthy(timeout)


@dataclass
class _Executor(EntrypointExecutor):
    registration: _Registration[msgspec.Struct]
    driver: Driver

    async def execute(self, job: QueuedJob, context: Context) -> None:
        if job.headers and KEY in job.headers:
            # From here on a new job with this key is needed for what comes in. This waits for every
            # transaction that has already counted on this one.
            await self.driver.execute(RELEASE_KEY, job.id)
        payload = msgspec.json.decode(job.payload or b"", type=self.registration.payload_type)
        began, outcome = time.perf_counter(), "failed"
        try:
            with tracing.span(f"job {job.entrypoint}"):
                await self.registration.run(payload)
            outcome = "done"
        except asyncio.CancelledError:
            # The worker stops. For the library a cancelled job is a finished one; ours goes back instead.
            raise RetryRequested(reason="the worker stopped") from None
        except Exception as error:
            if job.attempts >= self.registration.retries:
                raise
            delay = min(self.registration.first_delay * 2**job.attempts, LONGEST_DELAY)
            logger.exception("job %s %s failed; again in %s", job.entrypoint, job.id, delay)
            raise RetryRequested(delay, reason=f"{type(error).__name__}: {error}") from error
        finally:
            metrics.JOBS.labels(job.entrypoint, outcome).inc()
            metrics.JOB_SECONDS.labels(job.entrypoint).observe(time.perf_counter() - began)


class _EnqueueDriver(AsyncpgDriver):
    """Our connections encode `jsonb` themselves; the library hands over JSON that is encoded already."""

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        *others, headers = args
        encoded = [msgspec.Raw(text.encode()) for text in cast(list[str], headers)]
        return await super().fetch(query, *others, encoded)


class _Queries(Queries):
    """The library notifies workers of new jobs alone: a job that is queued again would wait for the next
    poll.
    """

    async def retry_job(
        self, job: QueuedJob, delay: timedelta, traceback_record: TracebackRecord | None
    ) -> None:
        await super().retry_job(job, delay, traceback_record)
        await self._wake()

    async def requeue_jobs(self, ids: list[JobId]) -> None:
        await super().requeue_jobs(ids)
        await self._wake()

    async def _wake(self) -> None:
        event = TableChangedEvent(
            channel=SETTINGS.channel,
            sent_at=utc_now(),
            type="table_changed_event",
            operation="update",
            table=SETTINGS.queue_table,
        )
        await self.driver.notify(SETTINGS.channel, event.model_dump_json())


async def _never(job: QueuedJob) -> None:
    raise AssertionError("the executor calls the handler itself")


async def _tidy(driver: Driver) -> None:
    while True:
        try:
            await driver.execute(FORGET, LOG_KEPT)
        except CONNECTION_ERRORS:
            logger.exception("the log of jobs was not tidied")
        await asyncio.sleep(3600)


def _queries(driver: Driver) -> Queries:
    return _Queries(
        driver,
        QueryBuilderEnvironment(SETTINGS),
        QueryQueueBuilder(SETTINGS),
        QuerySchedulerBuilder(SETTINGS),
    )


def _driver(connection: Connection) -> AsyncpgDriver:
    return AsyncpgDriver(_plain(connection))


def _plain(connection: Connection) -> "asyncpg.Connection[asyncpg.Record]":
    """A pool's proxy has every method of a connection; the library's annotation knows connections alone."""
    return cast("asyncpg.Connection[asyncpg.Record]", connection)


QUEUE, LOG, STATISTICS = (
    SETTINGS.qualified.queue_table,
    SETTINGS.qualified.queue_table_log,
    SETTINGS.qualified.statistics_table,
)
RELEASE_KEY = f"update {QUEUE} set dedupe_key = null where id = $1"
FAILED = f"""
select id, entrypoint as name, payload, updated as failed_at, (
  select concat_ws(': ', traceback->>'exception_type', traceback->>'exception_message')
  from {LOG} where job_id = queue.id and status = 'failed' order by created desc limit 1
) as reason
from {QUEUE} as queue where status = 'failed' order by updated desc, id desc
"""
FORGET = f"""
with forgotten as (delete from {STATISTICS} where created < now() - $1::interval)
delete from {LOG} where created < now() - $1::interval and job_id not in (select id from {QUEUE})
"""
