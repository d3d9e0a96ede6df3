"""Stories as those who publish them and those who see them know them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import WorkspaceCard
from causerie.content.file import File
from causerie.conversations.model import ClientId


class NewStory(Struct, frozen=True, forbid_unknown_fields=True):
    """A story to be published. `file`: a picture, or a video of at most 60 s, that this person uploaded; `alt`: what
    it shows, in words."""

    file: UUID
    alt: Annotated[str, Meta(min_length=1, max_length=300, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
    link: Annotated[str, Meta(max_length=500, pattern=r"^https?://[^\x00-\x20]+\Z")] | None = None


class Story(Struct, frozen=True):
    """A story. It is there until `expires_at`, a day after it was published. `duration_ms`: of a video; null: it is a
    picture, whose file's thumbnail a video has too."""

    id: UUID
    file: File
    alt: str
    link: str | None
    published_at: datetime
    expires_at: datetime
    duration_ms: int | None = None


class PublishedStory(Struct, frozen=True):
    """A story as staff see it. `by`: the name of who published it; `seen`: by how many."""

    story: Story
    by: str
    seen: int


class ShownStory(Struct, frozen=True):
    """A story as a customer sees it. `seen`: they have seen it before."""

    story: Story
    seen: bool


class BusinessStories(Struct, frozen=True):
    """The stories of a business that one talks with, the oldest first."""

    workspace: WorkspaceCard
    stories: list[ShownStory]


class StoryWords(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to a story. The same `client_id` again is the same answer."""

    client_id: ClientId
    text: Annotated[str, Meta(min_length=1, max_length=1_000, pattern=r"^(?=\s*\S)[^\x00]*\Z")]


class StoryAnswered(Struct, frozen=True):
    """Where the answer stands."""

    conversation: UUID
    seq: int
