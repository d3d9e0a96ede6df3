"""Sending messages to webhooks, until they arrive or three days are over.

One job at a time works for one webhook: who answers slowly waits for itself alone.
"""

from __future__ import annotations

import asyncio
import random
import time
from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from causerie.kit.database import Database
from causerie.kit.http import HttpClient, HttpError
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries
from causerie.webhooks.jobs import DeliverWebhook, job_key
from causerie.webhooks.model import State
from causerie.webhooks.signing import signed

QUERIES = Queries.beside(__file__)

AT_ONCE = 8
ANSWER_SECONDS = 10.0
MOST_ANSWERED = 64 * 1024
GONE = 410
# Before each further attempt (the specification's own example): 76 hours in all.
DELAYS = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)


class _Target(Struct):
    url: str
    secret: bytes


class _Due(Struct):
    id: UUID
    body: str
    attempts: int


class _Attempt(Struct, frozen=True):
    """What came of it. `delay`: seconds until the next; `gone`: the receiver wants no more."""

    id: UUID
    state: State
    outcome: str
    delay: float = 0.0
    gone: bool = False


class Delivery:
    """Sends what is due."""

    def __init__(self, database: Database, jobs: Jobs, http: HttpClient) -> None:
        self._database = database
        self._jobs = jobs
        self._http = http

    async def deliver(self, job: DeliverWebhook) -> None:
        """Makes one attempt for each message that is due, a few at once, and has the next ones made when they are."""
        where = {"workspace_id": job.workspace_id, "webhook_id": job.webhook_id}
        async with self._database.tenant(job.workspace_id) as connection:
            target = await QUERIES.maybe(
                connection, "target", _Target, workspace_id=job.workspace_id, id=job.webhook_id
            )
            due = await QUERIES.all(connection, "due_messages", _Due, **where, most=AT_ONCE)
        if target is None:
            return
        attempts = await asyncio.gather(*(self._attempt(target, message) for message in due))
        async with self._database.system() as connection:
            if attempts:
                await QUERIES.execute(
                    connection,
                    "attempted",
                    **where,
                    ids=[one.id for one in attempts],
                    states=[one.state for one in attempts],
                    outcomes=[one.outcome for one in attempts],
                    delays=[one.delay for one in attempts],
                )
                await QUERIES.execute(
                    connection,
                    "note_health",
                    workspace_id=job.workspace_id,
                    id=job.webhook_id,
                    arrived=any(one.state == "delivered" for one in attempts),
                    died=any(one.state == "dead" for one in attempts),
                    gone=any(one.gone for one in attempts),
                )
            delay = await QUERIES.value(connection, "next_due", float, **where)
            if delay is not None:
                after = timedelta(seconds=max(0.0, delay))
                await self._jobs.enqueue(
                    connection, "deliver_webhook", job, after=after, key=job_key(job.webhook_id)
                )

    async def _attempt(self, target: _Target, message: _Due) -> _Attempt:
        body = message.body.encode()
        headers = signed(target.secret, f"msg_{message.id}", int(time.time()), body)
        try:
            answer = await self._http.request(
                "POST",
                target.url,
                headers=headers,
                body=body,
                limit=MOST_ANSWERED,
                timeout=ANSWER_SECONDS,
                redirects=0,
            )
        except HttpError as error:
            return _failed(message, str(error)[:300])
        if 200 <= answer.status < 300:
            return _Attempt(message.id, "delivered", str(answer.status))
        if answer.status == GONE:
            return _Attempt(message.id, "dead", str(answer.status), gone=True)
        return _failed(message, str(answer.status))


def _failed(message: _Due, outcome: str) -> _Attempt:
    if message.attempts >= len(DELAYS):
        return _Attempt(message.id, "dead", outcome)
    # Not all at the same moment, once the receiver is back.
    delay = DELAYS[message.attempts] * random.uniform(0.9, 1.1)
    return _Attempt(message.id, "waiting", outcome, delay)
