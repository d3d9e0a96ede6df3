"""Segments: contacts that a business looks at together, by what is known of them now. Owns the transactions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import asyncpg
from msgspec import Meta, Struct

from causerie.accounts.model import Staff
from causerie.contacts import attributes
from causerie.contacts.attributes import AttributeDefinition
from causerie.directory import filters, listing
from causerie.directory.filters import ByAttribute, ByChoice, SegmentFilter
from causerie.directory.model import ContactRow
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.paging import unpack
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
MOST = 200
SHOWN = 5

SegmentName = Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^(?=\s*\S)[^\x00-\x1f]*\Z")]


class NewSegment(Struct, frozen=True, forbid_unknown_fields=True):
    """A segment as somebody wants it to be."""

    name: SegmentName
    filter: SegmentFilter


class GoneFromSegment(Struct, frozen=True):
    """Something that a segment names and that was deleted since. `name`: an attribute's key, a label's name, or the
    choice of an attribute."""

    kind: Literal["attribute", "label", "choice"]
    name: str


class Segment(Struct, frozen=True):
    """A segment, for everybody of the staff. `by`: who changed it last, at `at`. `gone`: what it names and is there no
    more; contacts that have it still are still found."""

    id: UUID
    name: str
    filter: SegmentFilter
    by: str
    at: datetime
    gone: list[GoneFromSegment] = []


class SegmentPreview(Struct, frozen=True):
    """How many contacts a filter names, and a few of them, who was seen last first."""

    count: int
    contacts: list[ContactRow]


class _Known(Struct):
    definitions: list[AttributeDefinition]
    labels: set[str]


class Segments:
    """Verbs over the segments of all workspaces. They raise not_found for one of another workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, workspace_id: UUID) -> list[Segment]:
        """Every segment, by name."""
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.all(connection, "segments", Segment, workspace_id=workspace_id)
            known = await _known(connection, workspace_id)
        return [_with_gone(one, known) for one in found]

    async def make(self, staff: Staff, new: NewSegment) -> Segment:
        """Keeps a segment. Raises as `filters.check`, and conflict for a name that is taken and for more than 200."""
        segment_id = new_id()
        async with self._database.tenant(staff.workspace_id) as connection:
            known = await _known(connection, staff.workspace_id)
            filters.check(new.filter, known.definitions)
            if not await QUERIES.value(
                connection, "has_room", bool, workspace_id=staff.workspace_id, most=MOST
            ):
                raise AppError(ErrorCode.CONFLICT, f"There are {MOST} segments already; delete one first.")
            if not await QUERIES.execute(connection, "insert_segment", **_kept(staff, segment_id, new)):
                raise _taken(new.name)
            return await _segment(connection, staff.workspace_id, segment_id, known)

    async def change(self, staff: Staff, segment_id: UUID, new: NewSegment) -> Segment:
        """Keeps a segment anew. Raises as `make`, and not_found."""
        async with self._database.tenant(staff.workspace_id) as connection:
            known = await _known(connection, staff.workspace_id)
            await filter_of(connection, staff.workspace_id, segment_id)
            filters.check(new.filter, known.definitions)
            try:
                await QUERIES.execute(connection, "change_segment", **_kept(staff, segment_id, new))
            except asyncpg.UniqueViolationError as error:
                raise _taken(new.name) from error
            return await _segment(connection, staff.workspace_id, segment_id, known)

    async def delete(self, workspace_id: UUID, segment_id: UUID) -> None:
        """Removes a segment; its contacts stay. Raises not_found."""
        async with self._database.tenant(workspace_id) as connection:
            if not await QUERIES.execute(
                connection, "delete_segment", workspace_id=workspace_id, id=segment_id
            ):
                raise not_found("segment")

    async def preview(self, workspace_id: UUID, wanted: SegmentFilter) -> SegmentPreview:
        """Whom a filter names. Raises as `filters.check`, and too_large where counting takes too long."""
        async with listing.patient(self._database, workspace_id) as connection:
            filters.check(wanted, await attributes.defined(connection, workspace_id))
            count = await listing.count(connection, workspace_id, wanted)
            first = await listing.fitting(connection, workspace_id, wanted, unpack(None), SHOWN)
            contacts = await listing.rows(connection, workspace_id, [one.id for one in first])
        return SegmentPreview(count, contacts)


async def filter_of(connection: Connection, workspace_id: UUID, segment_id: UUID) -> SegmentFilter:
    """What a segment asks for. Raises not_found."""
    found = await QUERIES.maybe(connection, "segment", Segment, workspace_id=workspace_id, id=segment_id)
    if found is None:
        raise not_found("segment")
    return found.filter


async def _segment(connection: Connection, workspace_id: UUID, segment_id: UUID, known: _Known) -> Segment:
    found = await QUERIES.one(connection, "segment", Segment, workspace_id=workspace_id, id=segment_id)
    return _with_gone(found, known)


async def _known(connection: Connection, workspace_id: UUID) -> _Known:
    labels = await QUERIES.column(connection, "labels", str, workspace_id=workspace_id)
    return _Known(await attributes.defined(connection, workspace_id), set(labels))


def _kept(staff: Staff, segment_id: UUID, new: NewSegment) -> dict[str, object]:
    return {
        "workspace_id": staff.workspace_id,
        "id": segment_id,
        "name": new.name.strip(),
        "filter": new.filter,
        "by_id": staff.account.id,
    }


def _taken(name: str) -> AppError:
    return AppError(ErrorCode.CONFLICT, f"There is a segment {name.strip()!r} already.")


def _with_gone(segment: Segment, known: _Known) -> Segment:
    definitions = {one.key: one for one in known.definitions if one.of == "contact"}
    gone: dict[GoneFromSegment, None] = {}
    for one in filters.conditions(segment.filter):
        if isinstance(one, ByChoice) and one.field == "label":
            gone |= {GoneFromSegment("label", name): None for name in one.values if name not in known.labels}
        elif isinstance(one, ByAttribute):
            definition = definitions.get(one.key)
            if definition is None:
                gone[GoneFromSegment("attribute", one.key)] = None
            elif definition.type == "choice" and one.value not in (None, *definition.choices):
                gone[GoneFromSegment("choice", str(one.value))] = None
    return Segment(segment.id, segment.name, segment.filter, segment.by, segment.at, list(gone))
