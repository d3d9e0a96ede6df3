"""What the bus lost is found by asking the database: a lost hint costs a few seconds, and nothing else."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Role
from causerie.conversations import timeline
from causerie.conversations.frames import Bye, Locked, Marked, Moved, RoleChanged
from causerie.conversations.hints import EntriesHint
from causerie.conversations.lists import Lists
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import contact_topic, member_topic, staff_topic
from causerie.kit import metrics
from causerie.kit.database import Database
from causerie.kit.hub import Hub
from causerie.kit.queries import Queries

LOG = logging.getLogger("causerie.catchup")
QUERIES = Queries.beside(__file__)

# With the time that a poll takes, what the bus lost is there within five seconds.
POLL_SECONDS = 2.5
# A new subscription takes a moment to be known to all servers of a cluster.
SETTLE_SECONDS = 0.1
AT_ONCE = 1_000
LOADS = 4
# Where no other process is there to end a session, time does alone.
EXPIRY_SECONDS = 30.0

BROWSER, SESSION, MEMBER = "control:browser:", "control:session:", "control:staff:"
EndedSessions = Callable[[list[UUID]], Awaitable[list[UUID]]]
Standing = tuple[Role, frozenset[str]]
# What each of these (workspace, account) is there now; who works there no more is left out.
RolesOf = Callable[[list[tuple[UUID, UUID]]], Awaitable[dict[tuple[UUID, UUID], Standing]]]


def _portions(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    """So many at a time that reading the answer doesn't hold up the sockets."""
    every = list(ids)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


class _Behind(Struct):
    workspace_id: UUID
    id: UUID
    last_seq: int
    merged_into: UUID | None
    marks_moved: bool


class _Horizon(Struct):
    id: UUID
    horizon: int


class CatchUp:
    """Asks for everything that this process watches, in a few statements however much that is."""

    def __init__(
        self,
        database: Database,
        hub: Hub,
        publisher: Publisher,
        lists: Lists,
        *,
        ended_sessions: EndedSessions,
        roles_of: RolesOf,
    ) -> None:
        self._database = database
        self._hub = hub
        self._publisher = publisher
        self._watched = publisher.watched
        self._lists = lists
        self._ended_sessions = ended_sessions
        self._roles_of = roles_of
        self._roles: dict[tuple[UUID, UUID], Standing] = {}
        self._wake = asyncio.Event()
        self._all = False
        self._fresh: set[UUID] = set()
        self._loads = asyncio.Semaphore(LOADS)

    def missed(self, topics: Collection[str] | None) -> None:
        """Hints on these topics of the bus may have been lost; null: on all."""
        if topics is None:
            self._all = True
        else:
            kind = "conversation:"
            self._fresh |= {UUID(topic.removeprefix(kind)) for topic in topics if topic.startswith(kind)}
        self._wake.set()

    async def run(self) -> None:
        """Polls until it is cancelled."""
        while True:
            try:
                async with asyncio.timeout(POLL_SECONDS * random.uniform(0.8, 1)):
                    await self._wake.wait()
                await asyncio.sleep(0 if self._all else SETTLE_SECONDS)
            except TimeoutError:
                self._all = True
            self._wake.clear()
            all_, self._all = self._all, False
            fresh, self._fresh = self._fresh, set()
            try:
                await (self.poll() if all_ else self._conversations(fresh))
            except Exception:
                # Whatever it was, what is watched here must be asked for again.
                LOG.exception("what the other processes committed could not be asked")

    async def run_alone(self) -> None:
        """Ends the lines of sessions that are over: all that a process without others must ask for. Until cancelled."""
        while True:
            await asyncio.sleep(EXPIRY_SECONDS)
            try:
                await self._sessions()
            except Exception:
                LOG.exception("whose session is over could not be asked")

    async def poll(self) -> None:
        """Tells this process's lines whatever they were not told."""
        self._forget_unheard()
        await self._conversations(set(self._watched.conversations))
        await self._lists.poll()
        await self._sessions()
        await self._members()
        await self._browsers()

    def _forget_unheard(self) -> None:
        for id_ in list(self._watched.conversations):
            if not self._hub.heard(staff_topic(id_)) and not self._hub.heard(contact_topic(id_)):
                del self._watched.conversations[id_]
        for id_ in list(self._watched.browsers):
            if not self._hub.heard(f"{BROWSER}{id_}"):
                del self._watched.browsers[id_]

    # conversations -----------------------------------------------------------------------------------------------

    async def _conversations(self, ids: set[UUID]) -> None:
        for some in _portions(ids):
            known = {id_: known for id_ in some if (known := self._watched.conversations.get(id_))}
            if not known:
                continue
            async with self._database.system() as connection:
                behind = await QUERIES.all(
                    connection,
                    "behind",
                    _Behind,
                    workspaces=[one.workspace_id for one in known.values()],
                    conversations=list(known),
                    seqs=[one.seq for one in known.values()],
                    marks=[sum(one.marks.values()) for one in known.values()],
                )
            await asyncio.gather(*(self._tell(one) for one in behind))

    async def _tell(self, one: _Behind) -> None:
        known = self._watched.conversations.get(one.id)
        if known is None:
            return
        async with self._loads:
            if one.last_seq > known.seq:
                metrics.BUS_MISSED.inc()
                self._publisher.news.heard(EntriesHint(one.workspace_id, one.id, known.seq, one.last_seq))
            if one.marks_moved:
                await self._tell_marks(one)
        if one.merged_into is not None:
            for topic in (staff_topic(one.id), contact_topic(one.id)):
                self._publisher.frame_here(topic, Moved(one.id, one.merged_into))

    async def _tell_marks(self, one: _Behind) -> None:
        async with self._database.tenant(one.workspace_id) as connection:
            marks = await timeline.marks(connection, one.workspace_id, one.id)
            ids = {mark.reader.id for mark in marks if mark.reader.id}
            people = {
                person.id: person for person in await timeline.people(connection, one.workspace_id, ids)
            }
        known = self._watched.conversations.get(one.id)
        for mark in marks:
            # What was told while the database was asked may be newer than its answer.
            if known is None or known.marks.get(mark.reader.id, 0) >= mark.delivered + mark.read:
                continue
            metrics.BUS_MISSED.inc()
            person = people.get(mark.reader.id) if mark.reader.id else None
            for topic in (staff_topic(one.id), contact_topic(one.id)):
                self._publisher.frame_here(topic, Marked(one.id, mark, person))

    # who may still listen ----------------------------------------------------------------------------------------

    async def _sessions(self) -> None:
        heard = [UUID(topic.removeprefix(SESSION)) for topic in self._hub.topics(SESSION)]
        for some in _portions(heard):
            for session_id in await self._ended_sessions(some):
                self._publisher.frame_here(f"{SESSION}{session_id}", Bye("signed_out"))

    async def _members(self) -> None:
        topics = (topic.removeprefix(MEMBER).split(":") for topic in self._hub.topics(MEMBER))
        heard = [(UUID(workspace), UUID(account)) for workspace, account in topics]
        before, self._roles = self._roles, await self._roles_of(heard) if heard else {}
        for workspace_id, account_id in heard:
            role = self._roles.get((workspace_id, account_id))
            frame = Bye("forbidden") if role is None else RoleChanged(*role)
            if role is None or role != before.get((workspace_id, account_id)):
                self._publisher.frame_here(member_topic(workspace_id, account_id), frame)

    async def _browsers(self) -> None:
        browsers = self._watched.browsers
        for some in _portions(browsers):
            async with self._database.system() as connection:
                locked = await QUERIES.all(
                    connection,
                    "horizons",
                    _Horizon,
                    workspaces=[browsers[id_].workspace_id for id_ in some],
                    identities=some,
                )
            for one in locked:
                browser = browsers.pop(one.id, None)
                if browser is not None:
                    self._publisher.frame_here(
                        f"{BROWSER}{one.id}", Locked(browser.conversation_id, one.horizon)
                    )
