"""Keeps the facts of all conversations, a moment after what they are computed from.

Nobody who writes does anything for it: heads tell by their transaction ids which conversations changed
(conversations/heads.py). Of those the next entries are read, a few conversations at a time, and what is found is kept
together with how far it was read, in one transaction. One process of the installation works at a time. Facts depend on
the entries and on the business's hours alone: read anew they are the same, and where the hours change they are read
anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct, structs

from causerie.accounts.model import PersonKind
from causerie.conversations.model import Author, ChannelKind, Happened, Message, Source
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries
from causerie.office_hours import OfficeHours
from causerie.reports.facts import Course, Fact, Reading, Said, Sorting

LOG = logging.getLogger("causerie.reports")
QUERIES = Queries.beside(__file__)

# Of facts.py: another number where the same entries give other facts.
VERSION = 1
# So many conversations at a time, and entries of each.
AT_ONCE = 20
ENTRIES_AT_ONCE = 200
POLL_SECONDS = 3.0
# While so many entries a second are kept here, it waits up to a minute and has a twentieth of the time.
BUSY_ENTRIES = 1_000
BUSY_REST = 20
MOST_POLLS = 20
BEGINNING = "0"


class _Place(Struct):
    workspace_id: UUID
    since: str
    basis: str
    hours: OfficeHours | None
    moved: bool

    @property
    def present_basis(self) -> str:
        """What facts are computed by now, beside the entries."""
        hours = hashlib.sha256(msgspec.json.encode(self.hours)).hexdigest()
        return f"{VERSION}-{hours[:16]}"

    @property
    def is_behind(self) -> bool:
        """Whether something is to be read."""
        return self.moved or self.basis != self.present_basis

    @property
    def begins(self) -> str:
        """From which transaction on."""
        return self.since if self.basis == self.present_basis else BEGINNING


class _Unread(Struct):
    conversation_id: UUID
    last_seq: int
    seq: int
    course: Course | None


class _Entry(Struct):
    conversation_id: UUID
    seq: int
    at: datetime
    author_kind: PersonKind
    author_id: UUID | None
    channel: ChannelKind
    body: dict[str, Any]
    source: Source | None

    def said(self) -> Said | None:
        """None for what a newer version of the program kept: it must not stop what is behind it."""
        try:
            body = msgspec.convert(self.body, Message | Happened)
        except msgspec.ValidationError:
            LOG.exception("entry %d of %s can't be read, and is in no report", self.seq, self.conversation_id)
            return None
        author = Author(self.author_kind, self.author_id)
        return Said(self.seq, self.at, author, self.channel, body, self.source)


class _Found(Struct):
    """What is to be kept of some conversations. `anew`: they were read from their beginning."""

    anew: list[UUID] = []
    facts: list[dict[str, Any]] = []
    sorted: list[dict[str, Any]] = []
    courses: list[dict[str, Any]] = []


class Bookkeeper:
    """Keeps facts in the background, as long as `run()` runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept = 0

    def kept(self, entries: int) -> None:
        """So many entries were just committed by this process."""
        self._kept += entries

    async def run(self) -> None:
        """Keeps what comes until it is cancelled."""
        while True:
            await self._quiet()
            try:
                for place in await self._places():
                    if place.is_behind:
                        await self._read(place, place.begins, rests=True)
            except Exception:
                LOG.exception("what happened could not be read for the reports; trying again")

    async def _quiet(self) -> None:
        """Waits a moment, and longer while much is kept."""
        for _ in range(MOST_POLLS):
            kept = self._kept
            await asyncio.sleep(POLL_SECONDS)
            if self._kept - kept <= BUSY_ENTRIES * POLL_SECONDS:
                return

    async def catch_up(self) -> None:
        """Everything that was kept until now is in the reports, without a rest."""
        for place in await self._places():
            if place.is_behind:
                await self._read(place, place.begins, rests=False)

    async def rebuild(self, workspace_id: UUID | None = None) -> None:
        """Reads every conversation from its beginning, of one workspace or of all. Until it is done reports show what
        they showed, conversation by conversation."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "begin_reading")
            await QUERIES.execute(connection, "begin_anew", workspace_id=workspace_id)
            await QUERIES.execute(connection, "read_anew", workspace_id=workspace_id)
        for place in await self._places():
            if workspace_id in (None, place.workspace_id):
                await self._read(place, BEGINNING, rests=False)

    async def _places(self) -> list[_Place]:
        async with self._database.acquire() as connection:
            return await QUERIES.all(connection, "places", _Place)

    async def _read(self, place: _Place, since: str, *, rests: bool) -> None:
        async with self._database.acquire() as connection:
            # Before anything is read: what is not visible yet has this id, or a later one.
            horizon = await QUERIES.value(connection, "horizon", str)
        while True:
            kept, began = self._kept, time.monotonic()
            async with self._database.system() as connection:
                await QUERIES.execute(connection, "begin_reading")
                more = await _read_some(connection, place, since)
                if not more:
                    where = {"workspace_id": place.workspace_id, "basis": place.present_basis}
                    await QUERIES.execute(connection, "set_place", since=horizon, **where)
                    return
            if rests:
                took = time.monotonic() - began
                busy = self._kept - kept > BUSY_ENTRIES * took
                await asyncio.sleep(took * (BUSY_REST if busy else 1))


async def forget(connection: Connection, workspace_id: UUID, conversations: list[UUID]) -> None:
    """What customers said of cases in these conversations is not shown any more, and they are read anew."""
    await QUERIES.execute(
        connection, "forget_comments", workspace_id=workspace_id, conversations=conversations
    )


async def _read_some(connection: Connection, place: _Place, since: str) -> bool:
    """Reads the next conversations. Whether there were any."""
    where = {"workspace_id": place.workspace_id}
    basis = place.present_basis
    unread = await QUERIES.all(connection, "unread", _Unread, since=since, basis=basis, most=AT_ONCE, **where)
    if not unread:
        return False
    entries = await QUERIES.all(
        connection,
        "said",
        _Entry,
        conversations=[one.conversation_id for one in unread],
        afters=[one.seq for one in unread],
        heads=[one.last_seq for one in unread],
        most=ENTRIES_AT_ONCE,
        **where,
    )
    by_conversation = {
        id_: list(group) for id_, group in groupby(entries, key=lambda entry: entry.conversation_id)
    }
    found = _Found()
    for one in unread:
        _read(place, one, by_conversation.get(one.conversation_id, []), found)
        await asyncio.sleep(0)
    if found.anew:
        await QUERIES.execute(connection, "forget_facts", conversations=found.anew, **where)
    if found.sorted:
        await QUERIES.execute(connection, "sort_facts", sorted=found.sorted, **where)
    if found.facts:
        await QUERIES.execute(connection, "keep_facts", facts=found.facts, **where)
    await QUERIES.execute(connection, "keep_courses", courses=found.courses, basis=basis, **where)
    return True


def _read(place: _Place, unread: _Unread, entries: list[_Entry], found: _Found) -> None:
    """Adds what these entries bring."""
    id_ = unread.conversation_id
    course = unread.course or Course.start(place.workspace_id, id_)
    if unread.course is None:
        found.anew.append(id_)
    before = course.sorting
    reading = Reading(course, place.hours)
    facts = reading.take(said for entry in entries if (said := entry.said()) is not None)
    found.facts += [_row(id_, fact) for fact in facts]
    now = reading.sorting_of(before.case) or before
    if now != before:
        found.sorted.append({"conversation_id": id_, **structs.asdict(now)})
    # Where there are more than were taken, it goes on behind the last of them.
    seq = entries[-1].seq if len(entries) == ENTRIES_AT_ONCE else unread.last_seq
    row = {"conversation_id": id_, "seq": seq, "course": course, "waiting_since": course.waiting_since}
    found.courses.append(row)


def _row(conversation_id: UUID, fact: Fact) -> dict[str, Any]:
    columns = structs.asdict(fact)
    sorting: Sorting = columns.pop("sorting")
    return {"conversation_id": conversation_id, **columns, **structs.asdict(sorting)}
