"""Every event that can stand in a timeline, in one union. Unknown fields are refused, so a shape changes only here."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class CaseOpened(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="case_opened"):
    """Work began: the customer wrote and no case was open. Cases of a conversation are numbered from 1."""

    case: int


class CaseResolved(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="case_resolved"):
    """The work is done; the next message of the customer opens a new case."""

    case: int


class Assigned(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="assigned"):
    """A member of staff is now the one who answers; null: nobody is."""

    assignee: UUID | None
    assignee_name: str = ""


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


class CameByLink(Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="came_by_link"):
    """The customer came by a message-us link that names where it stood: a poster, a mail, a bot's own link."""

    ref: str


Event = (
    CaseOpened
    | CaseResolved
    | Assigned
    | EmailGiven
    | IdentityVerified
    | ConversationMerged
    | DeliveryFailed
    | CameByLink
)

# What a contact may see of the events in its own conversation; the rest is for staff.
CONTACT_SEES = (EmailGiven, IdentityVerified)
