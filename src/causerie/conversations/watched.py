"""How far the conversations that are watched in this process were told, whatever became of the hints about them."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.conversations.model import ReadMark
from causerie.conversations.readers import Reader


class Known(Struct):
    """All up to `seq` was told. `marks`: of each reader, delivered and read together; they only grow."""

    workspace_id: UUID
    seq: int
    marks: dict[UUID | None, int]


class Browser(Struct, frozen=True):
    """A visitor's browser that is not locked out, as far as its line knows."""

    workspace_id: UUID
    conversation_id: UUID


class Watched:
    """Too little is harmless here: it is told again. Too much would be a loss."""

    def __init__(self) -> None:
        self.conversations: dict[UUID, Known] = {}
        self.browsers: dict[UUID, Browser] = {}

    def begin(self, reader: Reader, conversation_id: UUID, seq: int, marks: list[ReadMark]) -> None:
        """A line was told everything up to `seq`, and these marks."""
        if conversation_id not in self.conversations:
            known = {mark.reader.id: mark.delivered + mark.read for mark in marks}
            self.conversations[conversation_id] = Known(reader.workspace_id, seq, known)
        if reader.identity_id is not None and reader.horizon is None:
            self.browsers[reader.identity_id] = Browser(reader.workspace_id, conversation_id)

    def told(self, conversation_id: UUID, after: int, through: int) -> None:
        """Entries (after, through] were pushed. Beyond a gap they don't count: the gap is still to be told."""
        known = self.conversations.get(conversation_id)
        if known is not None and after <= known.seq < through:
            known.seq = through

    def marked(self, conversation_id: UUID, mark: ReadMark) -> None:
        """A mark was pushed; an older one, that comes late, changes nothing."""
        known = self.conversations.get(conversation_id)
        if known is not None:
            before = known.marks.get(mark.reader.id, 0)
            known.marks[mark.reader.id] = max(before, mark.delivered + mark.read)
