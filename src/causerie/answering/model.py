"""What answering works with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import Locale, Person
from causerie.content import Content, Draft
from causerie.content.file import File
from causerie.content.text import MAX_TEXT
from causerie.conversations.model import ClientId
from causerie.events import WhyHeld

# What becomes of a message for later when somebody else said something meanwhile.
IfAnswered = Literal["hold", "send"]


class NewScheduled(Struct, frozen=True, forbid_unknown_fields=True):
    """A message for later: to be sent at `due`, or `in_seconds` from now where that is null. `if_answered`: what
    becomes of it where the customer or a colleague says something before. `resolve`: the case ends with it."""

    client_id: ClientId
    content: Draft
    reply_to: Annotated[int, Meta(ge=1)] | None = None
    due: Annotated[datetime, Meta(tz=True)] | None = None
    in_seconds: Annotated[int, Meta(ge=0, le=60)] = 0
    if_answered: IfAnswered = "hold"
    resolve: bool = False


class ScheduledMessage(Struct, frozen=True):
    """A message that waits for its time. `after`: the last seq when it was written; `held`: why it was not sent when
    its time came, and it waits for somebody of the staff then. In the timeline it will have this `client_id`."""

    id: UUID
    conversation: UUID
    client_id: str
    author: Person
    content: Content
    reply_to: int | None
    after: int
    due: datetime
    if_answered: IfAnswered
    resolve: bool
    held: WhyHeld | None


# Who may use a canned reply: the one who wrote it, a team, or everybody.
ReplyScope = Literal["mine", "team", "everyone"]
ReplyText = Annotated[str, Meta(max_length=MAX_TEXT, pattern=r"^[^\x00]*\Z")]


class NewReply(Struct, frozen=True, forbid_unknown_fields=True):
    """A canned reply. `shortcut`: what is typed behind a slash. `texts`: by language, with places as `template` has
    them. `files`: uploaded before by the same person, or in the reply already. `team`: whose it is, where that is the
    scope."""

    title: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^(?=\s*\S)[^\x00-\x1f]+\Z")]
    shortcut: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[^\s/\x00-\x1f]+\Z")]
    texts: dict[Locale, ReplyText]
    scope: ReplyScope = "mine"
    team: UUID | None = None
    files: Annotated[list[UUID], Meta(max_length=10)] = []


class CannedReply(Struct, frozen=True):
    """A canned reply as those who may use it see it. `mine`: whether the reader may change it."""

    id: UUID
    title: str
    shortcut: str
    texts: dict[Locale, str]
    scope: ReplyScope
    team: UUID | None
    files: list[File]
    mine: bool


class FilledReply(Struct, frozen=True):
    """A canned reply made for one conversation, to be looked at before it is sent. `files`: as the reader's own
    uploads. `missing`: places for which nothing is known."""

    text: str
    files: list[File]
    missing: list[str]
