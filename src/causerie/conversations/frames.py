"""Every frame of the live protocol. docs/live.md says the same to people; the OpenAPI's `webhooks` to programs.

A frame is one JSON object in one text frame, told apart by `t`. A client's frame is at most 64 KiB.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import AgentState, Locale, Person, Role
from causerie.contacts.model import Page
from causerie.content import Draft
from causerie.content.text import MAX_TEXT
from causerie.conversations.model import (
    Author,
    ClientId,
    Closed,
    Deleted,
    Edited,
    Entry,
    Head,
    Reacted,
    ReadMark,
)
from causerie.errors import ErrorCode

PROTOCOL_VERSION = 1
HEARTBEAT_SECONDS = 20
MAX_FRAME_BYTES = 64 * 1024
PAGE_ENTRIES = 200

Seq = Annotated[int, Meta(ge=0, le=2**53)]

# from the client -------------------------------------------------------------------------------------------------


class Hello(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="hello"):
    """The first frame. `app` says as whom: the widget names its `channel` and, once it has one, its `token`; the desk
    its `workspace`; desk and messenger are known by their session cookie. `epoch` is
    the last one seen; `locale` is the language that a new visitor reads, `timezone` (IANA) the clock they live by."""

    app: Literal["widget", "messenger", "desk"]
    v: int = PROTOCOL_VERSION
    workspace: UUID | None = None
    channel: UUID | None = None
    token: Annotated[str, Meta(max_length=200)] | None = None
    locale: Locale | None = None
    timezone: Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_+/-]+\Z")] | None = None
    epoch: str | None = None
    page: Page | None = None


class Watch(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="watch"):
    """Asks for a conversation from `after` on, and then for everything new in it. `after` null: its last page."""

    conversation: UUID
    after: Seq | None = None


class Unwatch(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="unwatch"):
    """Ends a watch."""

    conversation: UUID


class Pull(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="pull"):
    """Asks for the entries in (`after`, `before`): the first `limit` of them where `after` is given, the last `limit`
    before `before` otherwise."""

    conversation: UUID
    after: Seq | None = None
    before: Seq | None = None
    limit: Annotated[int, Meta(ge=1, le=PAGE_ENTRIES)] = PAGE_ENTRIES


class Find(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="find"):
    """Asks where in a conversation something stands: messages with `text` in them, or, with `at`, the first entry from
    then on."""

    conversation: UUID
    text: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00]*\Z")] = ""
    at: Annotated[datetime, Meta(tz=True)] | None = None


class Append(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="append"):
    """Says something. `conversation` null: the visitor's own with this business, made by its first message.
    `note`: for staff alone."""

    client_id: ClientId
    content: Draft
    conversation: UUID | None = None
    reply_to: Annotated[int, Meta(ge=1)] | None = None
    note: bool = False


class Edit(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="edit"):
    """Another text, or another caption; as strict as for a message that is said."""

    text: Annotated[str, Meta(max_length=MAX_TEXT)]


class Delete(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="delete"):
    """Takes it back, for everybody."""


class React(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="react"):
    """Puts an emoji to it, or takes one's own away."""

    emoji: Annotated[str, Meta(min_length=1, max_length=40)]
    on: bool = True


class Close(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="close"):
    """Ends a poll: it takes no more votes."""


class Amend(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="amend"):
    """Changes the message or note `of`. Acknowledged like an `append`, and as often as it is sent again it is once."""

    client_id: ClientId
    conversation: UUID
    of: Annotated[int, Meta(ge=1, le=2**53)]
    change: Edit | Delete | React | Close

    @property
    def body(self) -> Edited | Deleted | Reacted | Closed:
        """What the timeline keeps of it."""
        match self.change:
            case Edit(text=text):
                return Edited(self.of, text)
            case React(emoji=emoji, on=on):
                return Reacted(self.of, emoji, on)
            case Delete():
                return Deleted(self.of)
            case Close():
                return Closed(self.of)


class Mark(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="mark"):
    """Says how far this reader is; never moves back. `read` implies `delivered`."""

    conversation: UUID
    delivered: Seq = 0
    read: Seq = 0


class Typing(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="typing"):
    """This person is typing (`on`), or stopped. A visitor's `text` so far is shown to staff; staff's is dropped."""

    conversation: UUID
    on: bool
    text: Annotated[str, Meta(max_length=1_000)] = ""


class Looking(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="page"):
    """The visitor is on this page now."""

    page: Page


class Visible(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="visible"):
    """The desk is on a screen (`on`), or on none any more: as long as it is, its agent's devices are told nothing."""

    on: bool


class List(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="list"):
    """Asks for every head changed since `after`, a cursor of an earlier `heads` frame or of a list page, and then for
    every change. Null: from now on."""

    after: Annotated[str, Meta(max_length=100)] | None = None


class Ping(Struct, frozen=True, forbid_unknown_fields=True, tag_field="t", tag="ping"):
    """Asks for a `pong`."""


ClientFrame = (
    Hello | Watch | Unwatch | Pull | Find | Append | Amend | Mark | Typing | Looking | Visible | List | Ping
)

# from the server -------------------------------------------------------------------------------------------------


class Limits(Struct, frozen=True):
    """What this installation takes. Sizes in bytes."""

    frame: int
    text: int
    file: int


class Welcome(Struct, frozen=True, tag_field="t", tag="welcome"):
    """The answer to `hello`. Silence over two heartbeats means that the line is dead. A new `epoch`: forget every
    cursor and everything loaded. `conversation`: the visitor's own, where there is one. `you`: null for a visitor
    who has not written yet."""

    epoch: str
    heartbeat_seconds: int
    limits: Limits
    you: Person | None
    conversation: UUID | None
    v: int = PROTOCOL_VERSION


class Entries(Struct, frozen=True, omit_defaults=True, tag_field="t", tag="entries"):
    """All that this reader may see of (`after`, `through`]: nothing is missing between. `head`: the last seq that the
    conversation had. `people`: the authors, and who reacted. `amended`: entries up to `after` that were amended in this
    range, as they stand now."""

    conversation: UUID
    after: int
    through: int
    head: int
    entries: list[Entry]
    people: list[Person]
    amended: list[Entry] = []


class FoundPlaces(Struct, frozen=True, tag_field="t", tag="found"):
    """The answer to `find`, with what was asked. `seqs`: the newest first, at most 100."""

    conversation: UUID
    text: str
    at: datetime | None
    seqs: list[int]


class Watching(Struct, frozen=True, tag_field="t", tag="watching"):
    """The answer to `watch`, before its `entries`. `online`: the people of the other side who are here now.
    `page`: for staff, where the visitor is. `locked`: for a visitor, this browser sees nothing after
    its horizon until the mailbox's code is typed; of a group, this person left it. `you`: of a group or a direct
    conversation, who of the authors this person is."""

    conversation: UUID
    head: int
    marks: list[ReadMark]
    people: list[Person]
    online: list[Author]
    page: Page | None
    locked: bool
    you: UUID | None = None


class Ack(Struct, frozen=True, tag_field="t", tag="ack"):
    """The entry is kept, at `seq`. It is told once more in `entries` to whoever watches."""

    client_id: str
    conversation: UUID
    seq: int


class Refused(Struct, frozen=True, omit_defaults=True, tag_field="t", tag="error"):
    """What could not be done: problem details in a frame. `client_id` names the append, `conversation` the watch; the
    entry named is not kept, unless `code` is `unavailable`: then it is not known, and sending it again is safe.
    `errors`: of an answer, what is wrong with which field."""

    code: ErrorCode
    detail: str
    client_id: str | None = None
    conversation: UUID | None = None
    retry_after_ms: int | None = None
    errors: dict[str, str] | None = None


class Marked(Struct, frozen=True, tag_field="t", tag="marked"):
    """A reader got further."""

    conversation: UUID
    mark: ReadMark
    person: Person | None


class IsTyping(Struct, frozen=True, tag_field="t", tag="is_typing"):
    """Somebody types, or stopped. Forget it after 6 seconds without another. `text` is for staff alone."""

    conversation: UUID
    person: Person
    on: bool
    text: str = ""


class Online(Struct, frozen=True, tag_field="t", tag="online"):
    """Somebody of this conversation came or went. `person`: for a contact, the member of staff who came."""

    conversation: UUID
    who: Author
    on: bool
    person: Person | None = None


class IsLooking(Struct, frozen=True, tag_field="t", tag="is_looking"):
    """For staff: the visitor went to another page."""

    conversation: UUID
    page: Page


class ContactChanged(Struct, frozen=True, tag_field="t", tag="contact_changed"):
    """For staff: something else is known of the contact, or said of the conversation. Load it again."""

    conversation: UUID


class ScheduledChanged(Struct, frozen=True, tag_field="t", tag="scheduled_changed"):
    """For staff: other messages wait to be sent in the conversation. Load them again."""

    conversation: UUID


class BulkWent(Struct, frozen=True, tag_field="t", tag="bulk_went"):
    """For the desk: of `total` conversations with which `by` does the same, so many are `done`, `left` of them left as
    they were."""

    bulk: UUID
    by: UUID
    total: int
    done: int
    left: int


class Heads(Struct, frozen=True, tag_field="t", tag="heads"):
    """Conversations that changed; each replaces the one known by its id. `cursor` is where to go on after a loss of
    the line."""

    heads: list[Head]
    cursor: str


class Availability(Struct, frozen=True, tag_field="t", tag="availability"):
    """For the desk: a member of staff is there, busy, or away from now on."""

    account: UUID
    state: AgentState


class RoleChanged(Struct, frozen=True, tag_field="t", tag="role_changed"):
    """For the desk: this member of staff may do other things from now on. Load `me` again."""

    role: Role
    granted: frozenset[str] = frozenset()


class Locked(Struct, frozen=True, tag_field="t", tag="locked"):
    """For a visitor's browser that was not verified: the conversation went on elsewhere, and this browser sees nothing
    after `horizon` but what it writes, until the mailbox's code is typed. Of a group: this person is in it no more."""

    conversation: UUID
    horizon: int


class Moved(Struct, frozen=True, tag_field="t", tag="moved"):
    """The conversation was merged into another: watch that one."""

    conversation: UUID
    into: UUID


class Resync(Struct, frozen=True, tag_field="t", tag="resync"):
    """The cursor can't be honoured (`list`: too old; `all`: another epoch): load afresh."""

    what: Literal["list", "all"]


class Bye(Struct, frozen=True, tag_field="t", tag="bye"):
    """The server closes the socket next. Come back after `retry_after_ms`, with jitter; null: don't, sign in first."""

    reason: Literal["drain", "signed_out", "slow", "protocol", "forbidden"]
    retry_after_ms: int | None = None


class Beat(Struct, frozen=True, tag_field="t", tag="beat"):
    """The server lives."""


class Pong(Struct, frozen=True, tag_field="t", tag="pong"):
    """The answer to `ping`."""


ServerFrame = (
    Welcome
    | Watching
    | Entries
    | FoundPlaces
    | Ack
    | Refused
    | Marked
    | IsTyping
    | Online
    | IsLooking
    | ContactChanged
    | ScheduledChanged
    | BulkWent
    | Heads
    | Availability
    | RoleChanged
    | Locked
    | Moved
    | Resync
    | Bye
    | Beat
    | Pong
)
