"""Who works here, and who is asked to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import Email, Locale, Name, Person, Role, TeamCard, WorkspaceCard


class StaffMember(Struct, frozen=True):
    """Somebody who works here. `seen_at`: when a desk of theirs was last on a screen; `second_factor`: whether they can
    show more of who they are than one thing."""

    person: Person
    email: str | None
    role: Role
    custom: TeamCard | None
    teams: list[TeamCard]
    since: datetime
    seen_at: datetime | None
    second_factor: bool


class RoleChoice(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody is from now on. `custom`: the role that the owner made, where `role` says so."""

    role: Role
    custom: UUID | None = None


class StaffInvitation(Struct, frozen=True):
    """Somebody was asked by e-mail to work here, and has not answered yet."""

    id: UUID
    email: str
    role: Role
    custom: TeamCard | None
    teams: list[TeamCard]
    by_name: str
    sent_at: datetime
    expires_at: datetime


class NewStaffInvitation(Struct, frozen=True, forbid_unknown_fields=True):
    """Who is asked, as what, and into which teams; `locale` is the mail's language."""

    email: Email
    role: Role
    custom: UUID | None = None
    teams: Annotated[list[UUID], Meta(max_length=50)] = []
    locale: Locale = "en"


class AuditEntry(Struct, frozen=True):
    """Something that was done. `by` null: the program did it itself; `by_key`: a key of theirs did. `before` and
    `after` hold the fields that changed."""

    id: UUID
    at: datetime
    action: str
    subject: str
    by: Person | None
    by_key: bool
    before: Any
    after: Any
    address: str
    device: str


class AuditPage(Struct, frozen=True):
    """What was done, the newest first; `next` asks for what was done before. `actions`: all that there are."""

    entries: list[AuditEntry]
    next: UUID | None
    actions: list[str]


class AuditLife(Struct, frozen=True, forbid_unknown_fields=True):
    """For so many days it is kept."""

    days: Annotated[int, Meta(ge=30, le=3_650)]


class InvitationLink(Struct, frozen=True, forbid_unknown_fields=True):
    """The token of an invitation's link."""

    token: Annotated[str, Meta(min_length=20, max_length=100)]


class InvitationAnswer(InvitationLink, frozen=True, forbid_unknown_fields=True):
    """It is accepted. `name`: of who has no account here yet."""

    name: Name = ""


class InvitedTo(Struct, frozen=True):
    """What an invitation offers. `known`: the address has an account here already."""

    id: UUID
    workspace: WorkspaceCard
    email: str
    role: Role
    role_name: str
    by_name: str
    known: bool


class CustomRole(Struct, frozen=True):
    """A role that the owner made: what a viewer may, and `capabilities`. `people` have it."""

    id: UUID
    name: str
    capabilities: list[str]
    people: int


class NewCustomRole(Struct, frozen=True, forbid_unknown_fields=True):
    """A role to be made, or as it shall be from now on."""

    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
    capabilities: Annotated[list[str], Meta(max_length=30)]


class CustomRoles(Struct, frozen=True):
    """All of a workspace, by name, and the capabilities that whoever asks may put into one."""

    roles: list[CustomRole]
    capabilities: list[str]
