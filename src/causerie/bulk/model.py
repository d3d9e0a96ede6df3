"""What is done with many conversations."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.answering.model import ReplyScope
from causerie.content.text import MAX_TEXT
from causerie.conversations.model import CaseStatus, ClientId, LabelName
from causerie.events import Priority

MOST = 5_000
# What one line of the list of those left out says: it is so already; there is no such conversation, or none for this
# person to see; there is no case; somebody changed it since it was chosen; the person may not do this any more; the
# case can't be so, or a place in the text can't be filled; it was taken back before its turn came.
WhyLeft = Literal["already", "gone", "no_case", "changed", "forbidden", "refused", "stopped"]


class AssignDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="assign"):
    """Makes somebody the one who answers, or nobody."""

    assignee: UUID | None


class TeamDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="team"):
    """Makes a team the one to answer, or none."""

    team: UUID | None


class LabelDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="labels"):
    """Puts labels on, and takes others off."""

    add: Annotated[list[LabelName], Meta(max_length=20)] = []
    remove: Annotated[list[LabelName], Meta(max_length=20)] = []


class PriorityDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="priority"):
    """Says how urgent it is; null: as any."""

    priority: Priority | None


class SnoozeDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="snooze"):
    """Puts the case away until then; null: until the customer writes."""

    until: Annotated[datetime, Meta(tz=True)] | None


class ResolveDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="resolve"):
    """Ends the case."""


class ReopenDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="reopen"):
    """Opens the last case again."""


class ReadDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="read"):
    """Says that all was read. The one deed that is not taken back."""


Said = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, pattern=r"^(?=\s*\S)[^\x00]*\Z")]


class ReplyDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="reply"):
    """Says this to the customer, with places filled as in a canned reply. What was said is not taken back."""

    text: Said


class NoteDeed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="note"):
    """Says this to the colleagues, as ReplyDeed."""

    text: Said


Deed = (
    AssignDeed
    | TeamDeed
    | LabelDeed
    | PriorityDeed
    | SnoozeDeed
    | ResolveDeed
    | ReopenDeed
    | ReadDeed
    | ReplyDeed
    | NoteDeed
)


class ChosenConversation(Struct, frozen=True, forbid_unknown_fields=True):
    """A conversation, and the last seq of it that was known to who chose it; null: as it is now. What somebody changed
    after that is left as they made it."""

    conversation: UUID
    seq: Annotated[int, Meta(ge=0, le=2**53)] | None = None


class WholeView(Struct, frozen=True, forbid_unknown_fields=True):
    """All conversations of a list as it is now but those in `without`; the first 5,000 where there are more."""

    view: Literal["mine", "unassigned", "all"] = "all"
    status: Literal["bot", "open", "snoozed", "resolved"] = "open"
    label: LabelName | None = None
    team: UUID | None = None
    priority: Priority | None = None
    due: bool = False
    without: Annotated[list[UUID], Meta(max_length=MOST)] = []


class NewBulk(Struct, frozen=True, forbid_unknown_fields=True):
    """What to do, and with which conversations: these, or those of a list. The same `client_id` again is the same."""

    client_id: ClientId
    deeds: Annotated[list[Deed], Meta(min_length=1, max_length=10)]
    conversations: Annotated[list[ChosenConversation], Meta(max_length=MOST)] | WholeView


class LeftOut(Struct, frozen=True):
    """A conversation with which it could not be done, whose it is, and why. `partly`: some of the deeds were done."""

    conversation: UUID
    name: str
    why: WhyLeft
    detail: str
    partly: bool


class Bulk(Struct, frozen=True):
    """How far it is. `done`: so many of `total` were gone through; `left` of them were left out, the first 500 of which
    are in `left_out`. `undoes`: the one that this takes back."""

    id: UUID
    by: UUID
    deeds: list[Deed]
    total: int
    done: int
    left: int
    left_out: list[LeftOut]
    created_at: datetime
    undoes: UUID | None


class Standing(Struct, frozen=True):
    """How a case stood before, as far as deeds change it."""

    case: int
    status: CaseStatus
    until: datetime | None
    assignee: UUID | None
    team: UUID | None
    priority: Priority | None
    labels: list[str]


class SnoozeStep(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="snooze_for"):
    """Puts the case away, by the clock of whoever runs the macro: for some hours, until tomorrow morning, until Monday
    morning, or until the customer writes."""

    until: Literal["later", "tomorrow", "nextWeek", "answer"]


Step = (
    AssignDeed
    | TeamDeed
    | LabelDeed
    | PriorityDeed
    | SnoozeStep
    | ResolveDeed
    | ReopenDeed
    | ReplyDeed
    | NoteDeed
)


class NewMacro(Struct, frozen=True, forbid_unknown_fields=True):
    """Several deeds under one name, in their order. `team`: whose it is, where that is the scope."""

    name: Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^(?=\s*\S)[^\x00-\x1f]+\Z")]
    steps: Annotated[list[Step], Meta(min_length=1, max_length=10)]
    scope: ReplyScope = "mine"
    team: UUID | None = None


class Macro(Struct, frozen=True):
    """A macro as those who may run it see it. `mine`: whether the reader may change it. `broken`: those
    of its steps, from 0, that name somebody or something that is there no more: it can't be run."""

    id: UUID
    name: str
    steps: list[Step]
    scope: ReplyScope
    team: UUID | None
    mine: bool
    broken: list[int]
