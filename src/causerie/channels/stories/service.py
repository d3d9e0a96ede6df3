"""What businesses and their customers do with stories: publish, see, answer, take back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Account, Person, Staff, WorkspaceCard
from causerie.channels.stories.jobs import ForgetStory
from causerie.channels.stories.model import (
    BusinessStories,
    NewStory,
    PublishedStory,
    ShownStory,
    Story,
    StoryAnswered,
    StoryWords,
)
from causerie.content import VideoContent
from causerie.content.file import File
from causerie.content.story import StoryAnswer
from causerie.conversations.model import Author, Message
from causerie.conversations.plan import Line
from causerie.conversations.readers import Reader
from causerie.conversations.service import Conversations
from causerie.conversations.visitors import Visitors
from causerie.errors import AppError, ErrorCode, not_found
from causerie.files.service import Files
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)

LIFE = timedelta(hours=24)
MOST = 30  # of one business at once
LONGEST_MS = 60_000  # of a video

# `after`: when it is to be done.
Enqueue = Callable[[Connection, ForgetStory, timedelta], Awaitable[None]]


class _Row(Struct):
    id: UUID
    file_id: UUID
    alt: str
    link: str | None
    published_at: datetime
    expires_at: datetime
    duration_ms: int | None

    def story(self, files: dict[UUID, File]) -> Story:
        file = files[self.file_id]
        return Story(self.id, file, self.alt, self.link, self.published_at, self.expires_at, self.duration_ms)


class _PublishedRow(_Row):
    by: str
    seen: int


class _ShownRow(_Row):
    workspace_id: UUID
    contact_id: UUID
    slug: str
    name: str
    logo_url: str | None
    colour: str
    seen: bool

    @property
    def workspace(self) -> WorkspaceCard:
        return WorkspaceCard(self.workspace_id, self.slug, self.name, self.logo_url, self.colour)


class Stories:
    """Stories of all workspaces."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        visitors: Visitors,
        files: Files,
        *,
        enqueue: Enqueue,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._visitors = visitors
        self._files = files
        self._enqueue = enqueue

    def register(self, jobs: Jobs) -> None:
        """Says who does this room's jobs."""
        jobs.handler("forget_story", ForgetStory)(self.forget)

    # of the business ---------------------------------------------------------------------------------------------

    async def publish(self, staff: Staff, new: NewStory) -> list[PublishedStory]:
        """Shows a picture or a video for a day. Raises not_found for a file that is not theirs, invalid for one that is
        neither and for a longer video, conflict where there are as many as can be."""
        if len(await self.published(staff.workspace_id)) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} stories already; delete one first.")
        shown = await self._files.seen(staff.workspace_id, str(staff.account.id), new.file)
        duration_ms = shown.duration_ms if isinstance(shown, VideoContent) else None
        if duration_ms is not None and duration_ms > LONGEST_MS:
            raise AppError(ErrorCode.INVALID, f"A story has at most {LONGEST_MS // 1000} seconds.")
        story_id = new_id()
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection,
                "insert_story",
                workspace_id=staff.workspace_id,
                id=story_id,
                file_id=shown.file.id,
                alt=new.alt.strip(),
                link=new.link,
                duration_ms=duration_ms,
                published_by=staff.account.id,
                expires_at=datetime.now(UTC) + LIFE,
            )
            await self._enqueue(connection, ForgetStory(staff.workspace_id, story_id), LIFE)
        return await self.published(staff.workspace_id)

    async def published(self, workspace_id: UUID) -> list[PublishedStory]:
        """The stories that are there now, the oldest first."""
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(connection, "stories", _PublishedRow, workspace_id=workspace_id)
        files = await self._files.known(workspace_id, [row.file_id for row in rows])
        return [PublishedStory(row.story(files), row.by, row.seen) for row in rows]

    async def delete(self, workspace_id: UUID, story_id: UUID) -> None:
        """Takes a story back, at once and for everybody. Raises not_found."""
        if not await self._forget(ForgetStory(workspace_id, story_id)):
            raise not_found("story")

    async def forget(self, job: ForgetStory) -> None:
        """Its day is over: the row, who saw it, and what it showed. Doing it twice is doing it once."""
        await self._forget(job)

    async def _forget(self, job: ForgetStory) -> bool:
        where = {"workspace_id": job.workspace_id, "id": job.story_id}
        async with self._database.tenant(job.workspace_id) as connection:
            file_id = await QUERIES.value(connection, "file_of_story", UUID, **where)
        if file_id is None:
            return False
        # The row last: where this fails, the job finds it again.
        await self._files.forget(job.workspace_id, file_id)
        async with self._database.tenant(job.workspace_id) as connection:
            await QUERIES.execute(connection, "delete_story", **where)
        return True

    # of the customers --------------------------------------------------------------------------------------------

    async def of_account(self, account_id: UUID) -> list[BusinessStories]:
        """The stories of the businesses that the account talks with."""
        shown: dict[UUID, BusinessStories] = {}
        for row, story in await self._shown(account_id):
            business = shown.setdefault(row.workspace_id, BusinessStories(row.workspace, []))
            business.stories.append(ShownStory(story, row.seen))
        return list(shown.values())

    async def see(self, account_id: UUID, story_id: UUID) -> None:
        """The account's person has seen it; said again it is said once. Raises not_found."""
        row, _ = await self._one(account_id, story_id)
        async with self._database.tenant(row.workspace_id) as connection:
            await QUERIES.execute(
                connection,
                "see_story",
                workspace_id=row.workspace_id,
                story_id=row.id,
                contact_id=row.contact_id,
            )

    async def answer(self, account: Account, story_id: UUID, words: StoryWords) -> StoryAnswered:
        """Says something to a story, in the conversation with its business. Raises not_found."""
        row, story = await self._one(account.id, story_id)
        workspace_id = row.workspace_id
        conversation_id = await self._conversations.open_for_contact(workspace_id, row.contact_id, account.id)
        stored = await self._files.stored(workspace_id, row.file_id)
        thumbnail = await self._files.thumbnail(workspace_id, stored)
        copy = await self._files.take(workspace_id, str(account.id), story.file.name, thumbnail)
        person = Person("contact", row.contact_id, account.name, account.avatar_url)
        await self._visitors.lock_unverified(Reader(workspace_id, person), conversation_id)
        where, seq = await self._conversations.say(
            Line(
                workspace_id=workspace_id,
                conversation_id=conversation_id,
                client_id=words.client_id,
                body=Message(StoryAnswer(copy, row.alt, words.text)),
                author=Author("contact", row.contact_id),
                channel="messenger",
                person=person,
            )
        )
        return StoryAnswered(where, seq)

    async def _one(self, account_id: UUID, story_id: UUID) -> tuple[_ShownRow, Story]:
        for row, story in await self._shown(account_id):
            if row.id == story_id:
                return row, story
        raise not_found("story")

    async def _shown(self, account_id: UUID) -> list[tuple[_ShownRow, Story]]:
        async with self._database.system() as connection:
            rows = await QUERIES.all(connection, "stories_of_account", _ShownRow, account_id=account_id)
        files: dict[UUID, File] = {}
        for workspace_id in {row.workspace_id for row in rows}:
            ids = [row.file_id for row in rows if row.workspace_id == workspace_id]
            files |= await self._files.known(workspace_id, ids)
        return [(row, row.story(files)) for row in rows if row.file_id in files]
