"""What a rule is made of: when it is asked, if what is so, and what is done then."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.contacts.attributes import Key
from causerie.content.text import MAX_TEXT
from causerie.conversations.model import CaseStatus, ChannelKind, LabelName
from causerie.events import Priority

# unanswered: the customer waits for so many minutes; silent: they said nothing for so many minutes after an answer.
Timed = Literal["unanswered", "silent"]
Trigger = Literal[
    "conversation_began",
    "case_opened",
    "case_reopened",
    "customer_wrote",
    "agent_answered",
    "note_written",
    "case_resolved",
    "case_snoozed",
    "assigned",
    "labelled",
    "priority_changed",
    "deadline_missed",
    "rated",
    "unanswered",
    "silent",
]
# Ninety days.
LongMinutes = Annotated[int, Meta(ge=1, le=129_600)]
Phrase = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^(?=.*\w)[^\x00-\x1f]+\Z")]
Piece = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^(?=\s*\S)[^\x00-\x1f]+\Z")]
RuleText = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, pattern=r"^(?=\s*\S)[^\x00]*\Z")]
Stars = Annotated[int, Meta(ge=1, le=5)]
Locales = Annotated[
    list[Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", max_length=20)]],
    Meta(min_length=1, max_length=20),
]
Ids = Annotated[list[UUID], Meta(max_length=50)]
Names = Annotated[list[LabelName], Meta(max_length=20)]


class RuleWhen(Struct, frozen=True, forbid_unknown_fields=True):
    """When a rule is asked. `minutes`: of `unanswered` and `silent`, and of nothing else."""

    on: Trigger
    minutes: LongMinutes | None = None


class _If(Struct, frozen=True, forbid_unknown_fields=True, tag_field="what", kw_only=True):
    negated: bool = False


class IfWords(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="words"):
    """One of these words, or words one after the other, is in what was said: in any of its forms, or `exact`."""

    words: Annotated[list[Phrase], Meta(min_length=1, max_length=20)]
    exact: bool = False


class IfChannel(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="channel"):
    """What was said last came by one of these."""

    among: Annotated[list[ChannelKind], Meta(min_length=1, max_length=10)]


class IfLanguage(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="language"):
    """The customer's language is one of these (RFC 4647, section 3.3: by the first part of the tags)."""

    among: Locales


class IfLabel(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="label"):
    """The case has one of these labels."""

    among: Annotated[Names, Meta(min_length=1)]


class IfTeam(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="team"):
    """One of these teams is to answer; `nobody`: or none in particular."""

    among: Ids = []
    nobody: bool = False


class IfAssignee(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="assignee"):
    """One of these has the case; `nobody`: or nobody has."""

    among: Ids = []
    nobody: bool = False


class IfPriority(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="priority"):
    """The case is as urgent as one of these; null: as any."""

    among: Annotated[list[Priority | None], Meta(min_length=1, max_length=5)]


class IfStatus(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="status"):
    """The case is one of these."""

    among: Annotated[list[CaseStatus], Meta(min_length=1, max_length=5)]


class IfAttribute(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="attribute"):
    """What is known of the contact under `key`: that something is, or as `how` says. What a verified source stated
    counts before what was claimed. Texts are compared without their capitals."""

    key: Key
    how: Literal["known", "is", "contains", "at_least", "at_most"] = "known"
    value: Annotated[str, Meta(max_length=500, pattern=r"^[^\x00]*\Z")] | bool | float | None = None


class IfVerified(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="verified"):
    """It is proven who the contact is."""


class IfReturning(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="returning"):
    """It is not the contact's first case."""


class IfPage(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="page"):
    """The address of the page on which the customer wrote last has this in it."""

    text: Piece


class IfRef(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="ref"):
    """They came by a message-us link with this ref last."""

    ref: Piece


class IfHours(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="hours"):
    """It is within the business's hours. A business that never said has no others."""


class IfWaiting(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="waiting"):
    """The customer has waited for an answer for so long at least."""

    minutes: LongMinutes


class IfRating(_If, frozen=True, forbid_unknown_fields=True, tag_field="what", tag="rating"):
    """The last rating of the conversation is from `least` to `most` stars."""

    least: Stars = 1
    most: Stars = 5


RuleCondition = (
    IfWords
    | IfChannel
    | IfLanguage
    | IfLabel
    | IfTeam
    | IfAssignee
    | IfPriority
    | IfStatus
    | IfAttribute
    | IfVerified
    | IfReturning
    | IfPage
    | IfRef
    | IfHours
    | IfWaiting
    | IfRating
)


class DoAssign(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="assign"):
    """Somebody gets the case, or nobody."""

    to: UUID | None


class DoTeam(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="team"):
    """A team is to answer, or none in particular."""

    team: UUID | None


class DoRoute(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="route"):
    """Nobody has the case until routing has chosen somebody, in its team where it has one."""


class DoLabels(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="labels"):
    """Labels are put on the case, and taken off."""

    on: Names = []
    off: Names = []


class DoPriority(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="priority"):
    """The case is that urgent; null: as any."""

    priority: Priority | None


class DoSnooze(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="snooze"):
    """The case is put away for so long, or, null, until the customer writes."""

    minutes: LongMinutes | None


class DoResolve(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="resolve"):
    """The case is done."""


class DoSay(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="say"):
    """The customer is sent this text, with places as canned replies have them; or, where it is null, the canned reply
    that everybody or a team has."""

    text: RuleText | None = None
    reply: UUID | None = None


class DoNote(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="note"):
    """Staff read this in the conversation; whoever it names as @Name is told."""

    text: RuleText


class DoCall(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="call"):
    """A webhook of the workspace is told."""

    webhook: UUID


RuleAction = (
    DoAssign | DoTeam | DoRoute | DoLabels | DoPriority | DoSnooze | DoResolve | DoSay | DoNote | DoCall
)


class NewRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule as it is written: `when` it is asked, whether `all` or `any` of its conditions must be so (none: it always
    is), and what is done `then`, in this order."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
    when: RuleWhen
    then: Annotated[list[RuleAction], Meta(min_length=1, max_length=10)]
    match: Literal["all", "any"] = "all"
    conditions: Annotated[list[RuleCondition], Meta(max_length=20)] = []


# conversation: it did too much in one; workspace: too much altogether.
WhyPaused = Literal["conversation", "workspace"]


class Rule(Struct, frozen=True):
    """A rule as it stands. Rules are asked in their order. `paused`: it was switched off because it did too much.
    `fired`: how often it did something in the last 30 days, and when it did last."""

    id: UUID
    body: NewRule
    enabled: bool
    since: datetime
    paused: WhyPaused | None
    fired: int = 0
    fired_at: datetime | None = None


class RuleSwitch(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a rule does anything, for what happens from now on."""

    enabled: bool


class RulesOrder(Struct, frozen=True, forbid_unknown_fields=True):
    """All rules, in the order in which they are asked from now on."""

    rules: Annotated[list[UUID], Meta(max_length=100)]


class ConditionMet(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A condition that was so. `text`: by what, where that says more."""

    what: str
    text: str = ""
    negated: bool = False


class Why(Struct, frozen=True):
    """Whether a rule applies, and what of its conditions was so."""

    matched: bool
    found: list[ConditionMet]


# people: somebody did or said otherwise meanwhile; gone: who or what it names is there no more; unfit: the case is not
# such that this can be done; unfilled: a place of the text could not be filled.
WhyNot = Literal["people", "gone", "unfit", "unfilled"]


class Deed(Struct, frozen=True, omit_defaults=True):
    """What became of an action. `not_done` null: it was done, or, in a dry run, would be."""

    action: RuleAction
    not_done: WhyNot | None = None
    detail: str = ""


# chain: rules had brought each other about five times; conversation, workspace: it did too much, and was paused.
WhyStopped = Literal["chain", "conversation", "workspace"]


class Firing(Struct, frozen=True):
    """Once that a rule applied. `seq`: at which entry; `stopped`: why nothing was done."""

    id: UUID
    rule: UUID
    name: str
    conversation: UUID
    contact_name: str
    seq: int
    at: datetime
    on: Trigger
    found: list[ConditionMet]
    deeds: list[Deed]
    stopped: WhyStopped | None


class FiringPage(Struct, frozen=True):
    """The newest firings first. `next` asks for the page after it."""

    firings: list[Firing]
    next: str | None


class Would(Struct, frozen=True):
    """Once that a rule would have applied."""

    conversation: UUID
    contact_name: str
    seq: int
    at: datetime
    found: list[ConditionMet]
    actions: list[RuleAction]


class RuleTrial(Struct, frozen=True):
    """A dry run over the last 30 days. `done` of `total` conversations are read; where there were more than that, the
    ones with the latest news (`bounded`). `times` and `conversations`: how often and in how many it would have done
    something; `would`: the latest of these, 200 at most."""

    id: UUID
    state: Literal["waiting", "working", "done", "failed"]
    done: int
    total: int
    bounded: bool
    times: int
    conversations: int
    would: list[Would]
