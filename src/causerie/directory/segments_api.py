"""Segments over HTTP."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, post, put

from causerie.accounts.model import Staff
from causerie.directory.filters import SegmentFilter
from causerie.directory.segments import NewSegment, Segment, SegmentPreview, Segments


@get("/segments", permission="contacts.read")
async def list_segments(workspace: UUID, staff: Staff, segments: Segments) -> list[Segment]:
    """The segments, by name."""
    return await segments.all(staff.workspace_id)


@post("/segments", permission="contacts.write", status_code=201)
async def make_segment(workspace: UUID, data: NewSegment, staff: Staff, segments: Segments) -> Segment:
    """Keeps a filter under a name, for everybody of the staff."""
    return await segments.make(staff, data)


@post("/segments/preview", permission="contacts.read", status_code=200)
async def preview_segment(
    workspace: UUID, data: SegmentFilter, staff: Staff, segments: Segments
) -> SegmentPreview:
    """How many contacts a filter names now, and a few of them; nothing is kept."""
    return await segments.preview(staff.workspace_id, data)


@put("/segments/{segment:uuid}", permission="contacts.write")
async def change_segment(
    workspace: UUID, segment: UUID, data: NewSegment, staff: Staff, segments: Segments
) -> Segment:
    """Keeps the segment anew."""
    return await segments.change(staff, segment, data)


@delete("/segments/{segment:uuid}", permission="contacts.write")
async def delete_segment(workspace: UUID, segment: UUID, staff: Staff, segments: Segments) -> None:
    """Removes the segment; its contacts stay."""
    await segments.delete(staff.workspace_id, segment)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[list_segments, make_segment, preview_segment, change_segment, delete_segment],
    tags=["contacts"],
)
