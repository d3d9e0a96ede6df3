"""Groups, their members, and the invitations by which people come in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from causerie.accounts.model import Person
from causerie.events import MemberRole

GroupName = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]
# Of the id of an invitation and its signature.
Token = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{44}\Z")]


class NewGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """A group that somebody begins."""

    name: GroupName


class GroupChange(Struct, frozen=True, forbid_unknown_fields=True):
    """What the group is called from now on."""

    name: GroupName


class FoundAt(Struct, frozen=True, forbid_unknown_fields=True):
    """The address by which somebody was found."""

    address: Annotated[str, Meta(min_length=3, max_length=254)]


class Opened(Struct, frozen=True):
    """Where to talk."""

    conversation: UUID


class Member(Struct, frozen=True):
    """Somebody in a group."""

    person: Person
    role: MemberRole
    joined_at: datetime


class Group(Struct, frozen=True):
    """A group as its members see it: who is in it, owners and admins first. `me`: who of them asks; `role`: as what,
    null where they are in it no more, and see what it was called alone."""

    conversation: UUID
    kind: Literal["group", "direct"]
    name: str
    picture_url: str | None
    me: UUID
    role: MemberRole | None
    members: list[Member]


class RoleChange(Struct, frozen=True, forbid_unknown_fields=True):
    """As what somebody is in the group from now on."""

    role: MemberRole


class BlockChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether the other one may not write."""

    blocked: bool


class NewInvitation(Struct, frozen=True, forbid_unknown_fields=True):
    """A link that works for so many days and so many people; null: without an end."""

    days: Annotated[int, Meta(ge=1, le=365)] | None = None
    max_uses: Annotated[int, Meta(ge=1, le=500)] | None = None


class Invitation(Struct, frozen=True):
    """A link by which people come in. `uses`: how many did."""

    id: UUID
    url: str
    created_at: datetime
    expires_at: datetime | None
    max_uses: int | None
    uses: int


class Invited(Struct, frozen=True):
    """What an invitation leads to, for whoever has it: a group and how many are in it, or a person to talk with."""

    kind: Literal["group", "direct"]
    name: str
    picture_url: str | None
    members: int
