"""Cards of the pages that messages link to: fetched a moment after the message, by nobody but us.

What a message calls for is noted in memory: where the process is killed in that moment, a message stays without a card.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct

from causerie.content import LinkCard, Text
from causerie.content.file import File
from causerie.content.link_card import first_link
from causerie.conversations.model import Author, Linked, Message
from causerie.conversations.plan import Kept, Line
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode
from causerie.files.service import PICTURES, Files
from causerie.kit import media
from causerie.kit.database import Database
from causerie.kit.http import HttpClient, HttpError
from causerie.kit.jobs import Job, Jobs
from causerie.kit.limits import RateLimit
from causerie.kit.page_facts import page_facts

LOG = logging.getLogger("causerie.link_cards")

PAGE_BYTES = 2 * 1024 * 1024
PICTURE_BYTES = 5 * 1024 * 1024
SECONDS = 8.0
MOST_WAITING = 1_000
OWNER = "link-cards"

# Whether a workspace wants them.
Wanted = Callable[[UUID], Awaitable[bool]]


class FetchCard(Struct, frozen=True):
    """Fetch what the page at `url` says of itself, and put it to the message that links there."""

    workspace_id: UUID
    conversation_id: UUID
    seq: int
    url: str


class LinkCards:
    """Enqueues in the background, as long as `run()` runs. `here`: the installation's own address, which is never
    fetched."""

    def __init__(
        self,
        database: Database,
        jobs: Jobs,
        conversations: Conversations,
        files: Files,
        http: HttpClient,
        wanted: Wanted,
        here: str,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._conversations = conversations
        self._files = files
        self._http = http
        self._wanted = wanted
        self._here = urlsplit(here).netloc
        self._due: list[Kept] = []
        self._wake = asyncio.Event()
        # Whoever writes many links makes us ask others.
        self._pace = RateLimit(burst=10, per_minute=10)

    def kept(self, kept: list[Kept]) -> None:
        """These were just committed by this process."""
        for one in kept:
            body = one.entry.body
            if type(body) is Message and type(body.content) is Text and "://" in body.content.text:
                self._note(one, body.content)

    def _note(self, one: Kept, text: Text) -> None:
        if text.card and len(self._due) < MOST_WAITING:
            self._due.append(one)
            self._wake.set()

    async def run(self) -> None:
        """Enqueues what comes until it is cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            due, self._due = self._due, []
            try:
                await self._enqueue(due)
            except Exception:
                LOG.exception("the cards of %d messages could not be asked for; they have none", len(due))

    async def _enqueue(self, due: list[Kept]) -> None:
        jobs: list[Job[Struct]] = [
            Job("fetch_card", FetchCard(one.workspace_id, one.entry.conversation, one.entry.seq, url))
            for one in due
            if (url := self._link(one)) is not None and await self._wanted(one.workspace_id)
        ]
        if jobs:
            async with self._database.system() as connection:
                await self._jobs.enqueue_many(connection, jobs)

    def _link(self, one: Kept) -> str | None:
        """Where its first link leads, where that is to be fetched."""
        entry = one.entry
        assert isinstance(entry.body, Message)
        url = first_link(entry.body.content.as_text())
        if url is None or (entry.card and entry.card.url == url) or urlsplit(url).netloc == self._here:
            return None
        try:
            self._pace.check(str(entry.conversation))
        except AppError:
            return None
        return url

    def register(self, jobs: Jobs) -> None:
        """Says who does these jobs."""
        jobs.handler("fetch_card", FetchCard)(self.fetch)

    async def fetch(self, job: FetchCard) -> None:
        """Done once, however often it is tried; a page that can't be had, or says nothing of itself, gives no card."""
        try:
            answer = await self._http.request("GET", job.url, limit=PAGE_BYTES, timeout=SECONDS)
        except HttpError as error:
            LOG.info("no card of a link: %s", error)
            return
        facts = page_facts(answer.body, answer.headers.get("content-type", ""), answer.url)
        if answer.status != 200 or facts is None:
            return
        picture = await self._picture(job.workspace_id, facts.picture)
        card = LinkCard(job.url, facts.title, facts.site, facts.description, picture)
        try:
            await self._conversations.say(
                Line(
                    workspace_id=job.workspace_id,
                    conversation_id=job.conversation_id,
                    client_id=f"card-{job.seq}-{hash_of(job.url)}",
                    body=Linked(job.seq, card),
                    author=Author("system"),
                    channel="api",
                )
            )
        except AppError as error:
            # Meanwhile it was deleted, edited or merged into another conversation.
            if error.code not in (ErrorCode.CONFLICT, ErrorCode.NOT_FOUND):
                raise

    async def _picture(self, workspace_id: UUID, url: str | None) -> File | None:
        if url is None:
            return None
        try:
            answer = await self._http.request("GET", url, limit=PICTURE_BYTES, timeout=SECONDS)
            if answer.status != 200 or media.sniff(answer.body) not in PICTURES:
                return None
            return await self._files.take_small_picture(workspace_id, OWNER, answer.body)
        except (HttpError, AppError) as error:
            LOG.info("no picture of a link: %s", error)
            return None


def hash_of(url: str) -> str:
    """A few letters that no other link of the message has."""
    return f"{zlib.crc32(url.encode()):08x}"
