"""Who a person is to a business, as that person sees it, and how the business forgets them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from causerie.contacts import consents
from causerie.contacts.model import Consent, ContactDataChange, Identity, Tracked, Visit
from causerie.errors import not_found
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


class OwnProfile(Struct, frozen=True):
    """What a business knows of a person, as far as it shows that. `verified_facts` were stated by the business itself,
    `claimed_facts` by pages that the person was on. `consents`: what counts now."""

    name: str
    avatar_url: str | None
    locale: str
    timezone: str | None
    known_since: datetime
    identities: list[Identity]
    verified_facts: dict[str, Any]
    claimed_facts: dict[str, Any]
    consents: list[Consent]


class OwnData(Struct, frozen=True):
    """All that a business keeps of a person but for the conversation: no fact is left out."""

    profile: OwnProfile
    consents: list[Consent]
    visits: list[Visit]
    tracked: list[Tracked]
    changes: list[ContactDataChange]


class _Row(Struct):
    name: str
    avatar_url: str | None
    locale: str
    timezone: str | None
    created_at: datetime
    verified_facts: dict[str, Any]
    claimed_facts: dict[str, Any]
    visible: list[str]


async def profile(
    connection: Connection, workspace_id: UUID, contact_id: UUID, *, whole: bool = False
) -> OwnProfile:
    """What the contact sees; `whole`: also the facts that the business does not show. Raises not_found."""
    where = {"workspace_id": workspace_id, "contact_id": contact_id}
    row = await QUERIES.maybe(connection, "own_profile", _Row, **where)
    if row is None:
        raise not_found("contact")

    def shown(facts: dict[str, Any]) -> dict[str, Any]:
        return {name: fact for name, fact in facts.items() if whole or name in row.visible}

    identities = await QUERIES.all(connection, "identities", Identity, **where)
    return OwnProfile(
        name=row.name,
        avatar_url=row.avatar_url,
        locale=row.locale,
        timezone=row.timezone,
        known_since=row.created_at,
        identities=[one for one in identities if one.kind != "browser"],
        verified_facts=shown(row.verified_facts),
        claimed_facts=shown(row.claimed_facts),
        consents=await consents.present(connection, workspace_id, contact_id),
    )


async def data(connection: Connection, workspace_id: UUID, contact_id: UUID) -> OwnData:
    """All that is kept of the contact. Raises not_found."""
    where = {"workspace_id": workspace_id, "contact_id": contact_id}
    return OwnData(
        profile=await profile(connection, workspace_id, contact_id, whole=True),
        consents=await consents.history(connection, workspace_id, contact_id),
        visits=await QUERIES.all(connection, "all_visits", Visit, **where),
        tracked=await QUERIES.all(connection, "all_tracked", Tracked, **where),
        changes=await QUERIES.all(connection, "all_changes", ContactDataChange, **where),
    )


async def visible_attributes(connection: Connection, workspace_id: UUID) -> list[str]:
    """The names of the facts that contacts see of themselves."""
    return await QUERIES.column(connection, "visible_attributes", str, workspace_id=workspace_id)


async def show_attributes(connection: Connection, workspace_id: UUID, names: list[str]) -> None:
    """From now on contacts see these facts of themselves, and no others."""
    await QUERIES.execute(connection, "show_attributes", workspace_id=workspace_id, names=names)


async def file_owners(connection: Connection, workspace_id: UUID, contact_ids: list[UUID]) -> list[str]:
    """As whom these contacts own files."""
    return await QUERIES.column(
        connection, "file_owners", str, workspace_id=workspace_id, contacts=contact_ids
    )


async def erase(connection: Connection, workspace_id: UUID, contact_ids: list[UUID]) -> list[UUID]:
    """Forgets who they are: names, addresses, facts, pages. What stays is that there was a contact, and what it
    consented to and when. Returns the identities that are none any more."""
    where = {"workspace_id": workspace_id, "contacts": contact_ids}
    await QUERIES.execute(connection, "forget_changes", **where)
    await QUERIES.execute(connection, "forget_visits", **where)
    await QUERIES.execute(connection, "forget_tracked", **where)
    identities = await QUERIES.column(connection, "forget_identities", UUID, **where)
    await QUERIES.execute(connection, "forget_contacts", **where)
    return identities
