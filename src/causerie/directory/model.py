"""The people a business talks with, as its lists and pages show them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from causerie.contacts.model import ContactDataChange, ContactProfile, Visit
from causerie.conversations.model import CaseStatus
from causerie.conversations.past import PastCase


class ContactRow(Struct, frozen=True):
    """A line of the list. `seen_at`: to the minute; `conversation`, `status`, `labels`: of the present case, where
    there is a conversation."""

    id: UUID
    name: str
    avatar_url: str | None
    email: str | None
    phone: str | None
    verified: bool
    seen_at: datetime
    created_at: datetime
    conversation: UUID | None
    status: CaseStatus | None
    case: int | None
    labels: list[str]
    blocked: bool


class ContactList(Struct, frozen=True):
    """A page of the list, who was seen last first. `next` asks for the page after it."""

    contacts: list[ContactRow]
    next: str | None


class ContactRecord(Struct, frozen=True):
    """A contact's page. `merged_into`: who they turned out to be, whose page is to be looked at; `cases`: the newest
    first; `may_be_written_to`: they wrote, or agreed to be written to by mail and have an address."""

    profile: ContactProfile
    seen_at: datetime
    conversation: UUID | None
    blocked: bool
    merged_into: UUID | None
    may_be_written_to: bool
    cases: list[PastCase]


class VisitPage(Struct, frozen=True):
    """A page of what the contact saw, the newest first. `next` asks for the page after it."""

    visits: list[Visit]
    next: str | None


class ContactDataChanges(Struct, frozen=True):
    """A page of what was changed of the contact's data, the newest first. `next` asks for the page after it."""

    changes: list[ContactDataChange]
    next: UUID | None


class Blocking(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether what the contact writes opens no case."""

    blocked: bool


class Agreement(Struct, frozen=True, forbid_unknown_fields=True):
    """That the contact agreed to be written to by mail, as staff heard. `text`: to what, word for word."""

    text: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"^(?=\s*\S)[^\x00]*\Z")]


class ConversationPlace(Struct, frozen=True):
    """Where the contact is talked with."""

    conversation: UUID
