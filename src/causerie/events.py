"""Every event that can stand in a timeline, in one union. Unknown fields are refused, so a shape changes only here."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from causerie.office_hours import OfficeHours

MemberRole = Literal["owner", "admin", "member"]
Priority = Literal["low", "medium", "high", "urgent"]
# answered: somebody else said something meanwhile; refused: it can't be kept so.
WhyHeld = Literal["answered", "author_left", "refused"]


class CaseOpened(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="case_opened"):
    """Work began: the customer wrote and no case was open. Cases of a conversation are numbered from 1."""

    case: int


class CaseResolved(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="case_resolved"):
    """The work is done. Up to `reopens_until` a message opens the same case again; after that, and without it, a new
    one."""

    case: int
    reopens_until: datetime | None = None


class CaseReopened(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="case_reopened"):
    """People work on the case again, or from now on: by the customer's message, by staff, or, as the system says it,
    because its time had come. `was`: what it was before; `due`: until when it was snoozed, where that is why."""

    case: int
    was: Literal["bot", "snoozed", "resolved"]
    due: datetime | UnsetType = UNSET


class CaseSnoozed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="case_snoozed"):
    """The case is put away until a time, or until the customer writes; null: until the customer writes alone."""

    case: int
    until: datetime | None


class GivenToBot(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="given_to_bot"):
    """A bot works on the case; nobody of the staff needs to."""

    case: int


class Because(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why routing decided so: `known` answered this customer before, it was their `turn`, they had the least `load`;
    or nobody had answered for so many `minutes` (`overflow`), or a `rule` asked for it. `language` and `skills`: what
    was asked of them besides; `gone`: the name of the one who had it and went away."""

    reason: Literal["known", "turn", "load", "overflow", "rule"]
    language: str | None = None
    skills: list[str] = []
    gone: str = ""
    minutes: int = 0


class Assigned(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="assigned"):
    """A member of staff is now the one who answers; null: nobody is. `instead_of`: who was until then, and where it is
    said, the event happens only if that is so. `why`: routing decided it."""

    assignee: UUID | None
    assignee_name: str = ""
    instead_of: UUID | UnsetType | None = UNSET
    why: Because | UnsetType = UNSET


class LabelsChanged(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="labels_changed"):
    """The present case was given labels, or some were taken off."""

    added: list[str]
    removed: list[str]


class PriorityChanged(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="priority_changed"
):
    """The present case is that urgent; null: as urgent as any."""

    priority: Priority | None


class TeamChanged(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="team_changed"):
    """A team is now the one to answer; null: no team in particular. `why`: routing decided it, and nobody has the case
    until somebody of that team is chosen."""

    team: UUID | None
    team_name: str = ""
    why: Because | UnsetType = UNSET


class ContactBlocked(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="contact_blocked"
):
    """From now on what the contact writes is kept, opens no case and is counted nowhere; the present case is resolved.
    `on` false: no more."""

    on: bool


class AttributesChanged(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="attributes_changed"
):
    """Staff wrote down or took back what is known of the case, by the labels of its attributes."""

    labels: list[str]


class SlaPromise(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Within how many minutes something is promised; null: it is not. `hours`: those alone count; null: every
    minute."""

    first: int | None = None
    next: int | None = None
    resolution: int | None = None
    hours: OfficeHours | None = None


# The first answer in a case, each later one, and the case's end.
SlaTarget = Literal["first", "next", "resolution"]


class SlaClock(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """By when a case is to be answered and resolved, as it stands after an entry; null: nothing is owed. `policy`: by
    which one, as it was then. `answered`: the first answer was given. `left`: the clock stands still, and so many
    seconds are left for the answer. `overdue`: what was told to be."""

    policy: UUID
    name: str
    promise: SlaPromise
    answer: datetime | None = None
    resolution: datetime | None = None
    answered: bool = False
    left: float | None = None
    overdue: list[SlaTarget] = []


class SlaApplied(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="sla_applied"):
    """These deadlines hold for the present case, counted from its beginning; null: none do."""

    case: int
    clock: SlaClock | None


class SlaMissed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="sla_missed"):
    """What was due by then is not done."""

    case: int
    target: SlaTarget
    due: datetime
    policy_name: str


class WebhookCalled(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="webhook_called"):
    """A rule had a webhook told, which stood at `host` then."""

    webhook: UUID
    host: str


class EmailGiven(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="email_given"):
    """The visitor left an e-mail address; it is a claim until the mailbox proved it."""

    email: str


class IdentityVerified(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="identity_verified"
):
    """Who the contact is was proven: by the shop's signature (`user`) or by the mailbox (`email`)."""

    kind: str
    value: str


class ConversationMerged(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="conversation_merged"
):
    """The visitor turned out to be this contact: the `count` entries before this one were said in `conversation`."""

    conversation: UUID
    count: int


class DeliveryFailed(
    Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="delivery_failed"
):
    """An outside network refused what was sent up to `to_seq`, or its outcome is not known (`unknown`)."""

    channel: str
    to_seq: int
    unknown: bool
    detail: str


class MessageHeld(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="message_held"):
    """A message for later, which `author_name` wrote, was not sent when its time came; it waits for somebody of the
    staff."""

    author_name: str
    why: WhyHeld


class CameByLink(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="came_by_link"):
    """The customer came by a message-us link that names where it stood: a poster, a mail, a bot's own link."""

    ref: str


# Of a group's people `who` is the contact, and `name` what they were called then.


class GroupMade(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="group_made"):
    """Its author began the group."""

    name: str


class GroupRenamed(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="group_renamed"):
    """The group has another name."""

    name: str


class GroupPictured(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="group_pictured"):
    """The group has another picture."""


class MemberJoined(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="member_joined"):
    """Somebody came in by an invitation."""

    who: UUID
    name: str


class MemberLeft(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="member_left"):
    """Somebody is not in the group any more: they left, or, where the author is another one, were put out."""

    who: UUID
    name: str


class RoleGiven(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="role_given"):
    """Somebody is `role` in the group from now on."""

    who: UUID
    name: str
    role: MemberRole


class Blocked(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="blocked"):
    """In a direct conversation: the author does not want to be written to, or (`on` false) does. Nobody is told."""

    who: UUID
    on: bool


# In the conversation of a business with its customer.
CustomerEvent = (
    CaseOpened
    | CaseResolved
    | CaseReopened
    | CaseSnoozed
    | GivenToBot
    | Assigned
    | LabelsChanged
    | PriorityChanged
    | TeamChanged
    | ContactBlocked
    | AttributesChanged
    | SlaApplied
    | SlaMissed
    | EmailGiven
    | IdentityVerified
    | ConversationMerged
    | DeliveryFailed
    | CameByLink
    | MessageHeld
    | WebhookCalled
)
# Among accounts, in groups and direct conversations.
GroupEvent = GroupMade | GroupRenamed | GroupPictured | MemberJoined | MemberLeft | RoleGiven | Blocked
Event = CustomerEvent | GroupEvent

# What a contact may see of the events in its own conversation; the rest is for staff.
CONTACT_SEES = (
    EmailGiven,
    IdentityVerified,
    GroupMade,
    GroupRenamed,
    GroupPictured,
    MemberJoined,
    MemberLeft,
    RoleGiven,
)
# What ends or changes what somebody may read or write.
STANDING = (MemberLeft, Blocked)
