"""What a timeline is made of, and the heads that lists show."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from causerie.accounts.model import Person, PersonKind, TeamCard, WorkspaceCard
from causerie.contacts.model import ContactCard, ContactProfile, Facts
from causerie.content import Content, LinkCard
from causerie.content.fields import Values
from causerie.conversations.particulars import Particulars
from causerie.events import Event, Priority, SlaTarget

# bot: a bot works on it; snoozed: put away for a while. `none`: there was no case yet.
CaseStatus = Literal["none", "bot", "open", "snoozed", "resolved"]
ConversationKind = Literal["customer", "group", "direct"]
ChannelKind = Literal["web", "messenger", "email", "desk", "api"]

# Chosen by the sender, unique in the conversation: the same one again gives the same entry.
ClientId = Annotated[str, Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+\Z")]


class Author(Struct, frozen=True, forbid_unknown_fields=True):
    """Who wrote an entry. `id` is a contact's or an account's; null for the system."""

    kind: PersonKind
    id: UUID | None = None


class Message(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="message"):
    """Said by one side to the other. `reply_to` is the seq of the entry it answers."""

    content: Content
    reply_to: int | None = None


class Note(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="note"):
    """Said among staff; contacts never get it."""

    content: Content


class Happened(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="event"):
    """Something that happened to the conversation."""

    event: Event


Body = Message | Note | Happened


class Amendment(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """A change of the entry `of`. It has a seq like any entry, and is shown as what it made of that one."""

    of: int


class Edited(Amendment, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="edited"):
    """The text, or the caption, is another one now."""

    text: str


class Deleted(Amendment, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="deleted"):
    """Taken back."""


class Reacted(Amendment, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="reacted"):
    """Somebody put an emoji to it, or took it away."""

    emoji: str
    on: bool


class Linked(Amendment, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="linked"):
    """The page that its text links to was fetched, and says this of itself."""

    card: LinkCard


class Closed(Amendment, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="closed"):
    """A poll takes no more votes."""


class Answer(Amendment, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="answer"):
    """What somebody answers to the question `of`. It becomes a message, whose content is `Answered`, and is told with
    the question as well."""

    values: Values


# What the timeline keeps; `Body` is what of it is an entry of its own to a reader.
Stored = Message | Note | Happened | Edited | Deleted | Reacted | Linked | Closed


class Reaction(Struct, frozen=True, forbid_unknown_fields=True):
    """An emoji that people put to an entry; the first of them first."""

    emoji: str
    people: list[Author]


class Given(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer: whose, where it stands, and what it says; nothing in an anonymous poll."""

    who: Author
    seq: int
    values: Values


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """What a question was answered so far, the first first. `counts`: how often each option was chosen, by its id."""

    given: list[Given]
    counts: dict[str, int]
    closed: bool = False


class ByRule(Struct, frozen=True, forbid_unknown_fields=True):
    """That a rule did it, by the name that it had then. `chain`: the rules without which it may not have come to this,
    itself the last; `depth`: how often a rule was asked about what a rule did."""

    rule: UUID
    name: str
    chain: list[UUID]
    depth: int


class Source(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where an entry came from, for staff alone.

    `page_url` and `page_title`: the page the visitor was on. `original_url`: the untouched mail. `from_address`: the
    mail's sender where it is not an address of this contact. `merged_from` and `said_at`: the conversation that a
    merged entry was said in, and when. `rule`: a rule did it.
    """

    page_url: str | None = None
    page_title: str | None = None
    original_url: str | None = None
    from_address: str | None = None
    merged_from: UUID | None = None
    said_at: datetime | None = None
    rule: ByRule | None = None


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a timeline, as its amendments left it. `seq` is dense from 1. `source` is there for staff alone.

    `amended`: the seq of the last amendment in it; none: it is as it was said. Of two states of one entry, the one with
    the greater `amended` is the newer. A deleted message has content of the kind `deleted`, and nothing else.
    `answers`: of a question that was answered, or closed.
    """

    conversation: UUID
    seq: int
    at: datetime
    author: Author
    channel: ChannelKind
    client_id: str
    body: Body
    source: Source | UnsetType | None = UNSET
    amended: int | UnsetType = UNSET
    edited_at: datetime | UnsetType = UNSET
    reactions: list[Reaction] | UnsetType = UNSET
    card: LinkCard | UnsetType = UNSET
    answers: Answers | UnsetType = UNSET


class ReadMark(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a reader is: everything up to `delivered` reached a device, up to `read` was seen. read <= delivered."""

    reader: Author
    delivered: int
    read: int


class Snippet(Struct, frozen=True, forbid_unknown_fields=True):
    """The last message in a few words. `content` is its content's kind, so that a list can say "Picture" in its own
    language; `text` is at most 200 characters."""

    author: Author
    content: str
    text: str


class Due(Struct, frozen=True, forbid_unknown_fields=True):
    """The first deadline of a case, and by which policy. In the past: it was missed."""

    at: datetime
    target: SlaTarget
    policy: str


class DeskHead(Struct, frozen=True, forbid_unknown_fields=True, tag_field="for", tag="desk"):
    """A conversation in the desk's list. `unread` counts the customer's messages that no member of staff has read.
    `merged_into`: it went into that one; take it off the list. `status_until`: of a snoozed case when it wakes, null:
    when the customer writes; of a resolved one until when a message opens it again."""

    conversation: UUID
    contact: ContactCard
    status: CaseStatus
    case: int
    assignee: Person | None
    last_seq: int
    last_at: datetime
    snippet: Snippet | None
    unread: int
    merged_into: UUID | None
    status_until: datetime | None = None
    team: TeamCard | None = None
    priority: Priority | None = None
    labels: list[str] = []
    due: Due | None = None


class InboxHead(Struct, frozen=True, forbid_unknown_fields=True, tag_field="for", tag="inbox"):
    """A conversation in the messenger's list. `unread` counts messages to this contact not read on any device; of a
    group or a direct conversation 100 at most.

    `workspace`: whom it is with; of a group or a direct conversation, the workspace in which it lives, under the name
    and the picture of the group or of the other one. There `me` is this person as its author, `said_by` who said the
    last words in a group, `left` that they are not in it any more, and `blocked` that they blocked the other one.

    `pinned`: such conversations stand above the others, the smallest number first. `muted_until`: until then it makes
    no sound and is counted nowhere. `archived_at`: it was put away when this was its `last_at`; it is away as long as
    that is so, or it is muted.
    """

    conversation: UUID
    kind: ConversationKind
    workspace: WorkspaceCard
    last_seq: int
    last_at: datetime
    snippet: Snippet | None
    unread: int
    pinned: float | None
    muted_until: datetime | None
    archived_at: datetime | None
    merged_into: UUID | None
    me: UUID | None
    said_by: str | None
    left: bool
    blocked: bool


Head = DeskHead | InboxHead


class ByView(Struct, frozen=True):
    """Conversations of one status by view; 100 stands for all above as well."""

    all: int
    mine: int
    unassigned: int


class Counts(Struct, frozen=True):
    """Open conversations of a workspace by view, how many of them have unread messages, and those of another status."""

    all: int
    mine: int
    unassigned: int
    all_unread: int
    mine_unread: int
    unassigned_unread: int
    bot: ByView
    snoozed: ByView
    resolved: ByView


class DeskPage(Struct, frozen=True):
    """A page of the desk's list. `next` asks for the page after it; `cursor` is where the live list goes on."""

    heads: list[DeskHead]
    next: str | None
    cursor: str


class Inbox(Struct, frozen=True):
    """A page of the messenger's list. `next` asks for the page after it; `cursor` is where the live list goes on."""

    heads: list[InboxHead]
    next: str | None
    cursor: str


class InboxChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Where an account keeps a conversation from now on; what is not given stays. `pinned`: its place among the pinned
    ones, the smallest first; null: among the others. `muted_until`: null: not muted; for ever: the year 9999."""

    pinned: Annotated[float, Meta(ge=-1e15, le=1e15)] | UnsetType | None = UNSET
    muted_until: Annotated[datetime, Meta(tz=True)] | UnsetType | None = UNSET
    archived: bool | UnsetType = UNSET


class Detail(Struct, frozen=True):
    """A conversation as the desk opens it."""

    head: DeskHead
    contact: ContactProfile
    particulars: Particulars


class Assignment(Struct, frozen=True, forbid_unknown_fields=True):
    """Who answers from now on: a member of staff, or nobody. `instead_of`: who does until now, as the caller knows it;
    where somebody else does, nothing happens."""

    assignee: UUID | None
    instead_of: UUID | UnsetType | None = UNSET


class Snooze(Struct, frozen=True, forbid_unknown_fields=True):
    """Until when a case is put away; null: until the customer writes. It wakes then in any case."""

    until: Annotated[datetime, Meta(tz=True)] | None


# As owners and pages call them.
LabelName = Annotated[str, Meta(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f]+\Z")]


class Label(Struct, frozen=True, forbid_unknown_fields=True):
    """A label as the owner defined it. `colour`: #rrggbb."""

    name: LabelName
    colour: Annotated[str, Meta(pattern=r"^#[0-9a-f]{6}\Z")]
    description: Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*\Z")] = ""


class LabelsChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Labels to be put on the present case, and to be taken off."""

    add: Annotated[list[LabelName], Meta(max_length=20)] = []
    remove: Annotated[list[LabelName], Meta(max_length=20)] = []


class PriorityChange(Struct, frozen=True, forbid_unknown_fields=True):
    """How urgent the present case is; null: as any."""

    priority: Priority | None


class TeamChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Which team answers from now on, or none."""

    team: UUID | None


class Filter(Struct, frozen=True):
    """Which of a view's conversations are asked for. What is null is not asked for. `due`: those with a deadline, in
    the order of these."""

    label: str | None = None
    team: UUID | None = None
    priority: Priority | None = None
    due: bool = False


class CaseFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a case from now on, by the keys of its attributes; null: it is known no more."""

    attributes: Facts


class Reopening(Struct, frozen=True, forbid_unknown_fields=True):
    """For how many days after a case was resolved a message opens it again; 0: each opens a new one."""

    days: Annotated[int, Meta(ge=0, le=365)]
