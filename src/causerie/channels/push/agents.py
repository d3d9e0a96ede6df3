"""What agents' devices are told while none of their desks is on a screen: a new conversation, an answer in one of
theirs, that one became theirs, or that a colleague named them in a note."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts.model import Session
from causerie.channels.outbox import DEVICE_DELAY
from causerie.channels.push import quiet
from causerie.channels.push.courier import Courier, Device
from causerie.channels.push.model import AgentAlerts, Notice, QuietHours
from causerie.content import Text
from causerie.conversations.model import Happened, Message, Note, Snippet
from causerie.conversations.plan import Kept
from causerie.events import Assigned
from causerie.kit.database import Connection, Database
from causerie.kit.jobs import Job, Jobs
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.push")
QUERIES = Queries.beside(__file__)

RETRIES = 12
# What happens within a moment is looked up together.
PAUSE_SECONDS = 0.5

Why = Literal["new", "answered", "assigned", "mentioned"]


class TellAgent(Struct, frozen=True):
    """The job to tell an agent's device of the entry `seq`, where that is still news to them."""

    workspace_id: UUID
    conversation_id: UUID
    device_id: UUID
    why: Why
    seq: int


class _Untold(Struct):
    contact_name: str
    last_snippet: Snippet | None
    by: str
    locale: str


class Agents:
    """Notices what concerns agents, and tells their devices. What is noticed is lost with a process that is killed
    within half a second; the desk shows it all the same. `taken`: a conversation became somebody's."""

    def __init__(
        self, database: Database, jobs: Jobs, courier: Courier, taken: Callable[[UUID], None]
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._courier = courier
        self._taken = taken
        # By conversation, the last seq of each.
        self._said: dict[UUID, int] = {}
        self._assigned: dict[UUID, tuple[UUID, int]] = {}
        self._noted: dict[UUID, tuple[UUID | None, int, str]] = {}
        self._wake = asyncio.Event()

    def register(self) -> None:
        """Says who does its jobs."""
        self._jobs.handler("tell_agent", TellAgent, retries=RETRIES)(self.tell)

    # what an agent chose -----------------------------------------------------------------------------------------

    async def alerts(self, session: Session) -> AgentAlerts:
        """What this agent is told of."""
        async with self._database.acquire() as connection:
            chosen = await QUERIES.maybe(
                connection, "agent_alerts", AgentAlerts, account_id=session.account.id
            )
        return chosen or AgentAlerts()

    async def choose(self, session: Session, alerts: AgentAlerts) -> None:
        """From now on this agent is told of these."""
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection,
                "set_agent_alerts",
                account_id=session.account.id,
                **msgspec.structs.asdict(alerts),
            )

    # noticing ----------------------------------------------------------------------------------------------------

    def kept(self, kept: list[Kept]) -> None:
        """These were just committed by this process."""
        for one in kept:
            if one.contact_id is None or one.change is not None:
                continue
            entry = one.entry
            match entry.body:
                case Message() if entry.author.kind == "contact":
                    self._said[entry.conversation] = entry.seq
                case Note(content=Text(text=text)) if "@" in text:
                    self._noted[entry.conversation] = (entry.author.id, entry.seq, text)
                case Happened(event=Assigned(assignee=UUID() as assignee)):
                    self._taken(entry.conversation)
                    if assignee == entry.author.id:
                        continue
                    self._assigned[entry.conversation] = (assignee, entry.seq)
                case _:
                    continue
            self._wake.set()

    async def run(self) -> None:
        """Looks up whom to tell, until it is cancelled."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(PAUSE_SECONDS)
            self._wake.clear()
            try:
                await self.catch_up()
            except Exception:
                LOG.exception("what concerns agents could not be told")

    async def catch_up(self) -> None:
        """Enqueues what tells devices of all that was noticed since the last time."""
        said, self._said = self._said, {}
        noted, self._noted = self._noted, {}
        assigned, self._assigned = self._assigned, {}
        async with self._database.system() as connection:
            if not await QUERIES.value(connection, "any_agents_device", bool):
                return
            told = [
                *await QUERIES.all(
                    connection,
                    "agents_of_messages",
                    TellAgent,
                    conversations=list(said),
                    seqs=list(said.values()),
                ),
                *await QUERIES.all(
                    connection,
                    "agents_of_assignments",
                    TellAgent,
                    conversations=list(assigned),
                    accounts=[account for account, _ in assigned.values()],
                    seqs=[seq for _, seq in assigned.values()],
                ),
                *await QUERIES.all(
                    connection,
                    "agents_of_notes",
                    TellAgent,
                    conversations=list(noted),
                    authors=[author for author, _, _ in noted.values()],
                    seqs=[seq for _, seq, _ in noted.values()],
                    texts=[text for _, _, text in noted.values()],
                ),
            ]
            await self._enqueue(connection, told, DEVICE_DELAY)

    async def _enqueue(self, connection: Connection, told: list[TellAgent], after: timedelta) -> None:
        await self._jobs.enqueue_many(
            connection,
            [
                Job("tell_agent", one, after, f"agent:{one.why}:{one.conversation_id}:{one.device_id}")
                for one in told
            ],
        )

    # telling -----------------------------------------------------------------------------------------------------

    async def tell(self, job: TellAgent) -> None:
        """Tells the device, where it is still news and no desk of the agent's is on a screen; after the quiet hours
        where they hold. Raises NotToldYet."""
        async with self._database.acquire() as connection:
            device = await QUERIES.maybe(connection, "agents_device", Device, id=job.device_id)
            if device is None:
                return
            untold = await QUERIES.maybe(
                connection,
                "agent_untold",
                _Untold,
                account_id=device.account_id,
                **msgspec.structs.asdict(job),
            )
            hours = await QUERIES.maybe(connection, "quiet", QuietHours, account_id=device.account_id)
        if untold is None:
            return
        now = datetime.now(UTC)
        if hours is not None and (until := quiet.quiet_until(hours, now)):
            async with self._database.system() as connection:
                await self._enqueue(connection, [job], until - now)
            return
        said = untold.last_snippet if job.why in ("new", "answered") else None
        notice = Notice(
            job.conversation_id,
            0,
            title=untold.contact_name,
            kind=said.content if said else "",
            text=said.text if said else "",
            locale=untold.locale,
            workspace=job.workspace_id,
            why=job.why,
            by=untold.by,
        )
        if await self._courier.hand_over(device, notice):
            async with self._database.system() as connection:
                await QUERIES.execute(
                    connection,
                    "keep_notice",
                    workspace_id=job.workspace_id,
                    conversation_id=job.conversation_id,
                    device_id=job.device_id,
                    to_seq=job.seq,
                    reader="team" if job.why == "new" else "account",
                )
