"""Whether everybody has got everything that stands, asked while an installation heals."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from causerie.kit.database import Connection
from faults.clients import Person


class Stand:
    """The ends of all conversations and all receipts, as PostgreSQL has them now."""

    def __init__(
        self,
        heads: dict[UUID, int],
        workspaces: dict[UUID, UUID],
        marks: dict[tuple[UUID, UUID], tuple[int, int]],
    ) -> None:
        self._heads = heads
        self._workspaces = workspaces
        self._marks = marks

    @classmethod
    async def now(cls, connection: Connection) -> Stand:
        """Asks for it."""
        conversations = await connection.fetch("select workspace_id, id, last_seq from conversation")
        marks = await connection.fetch("select * from read_mark")
        return cls(
            {row["id"]: row["last_seq"] for row in conversations},
            {row["id"]: row["workspace_id"] for row in conversations},
            {
                (row["conversation_id"], row["reader_id"]): (row["delivered_seq"], row["read_seq"])
                for row in marks
            },
        )

    def lacks(self, had: list[tuple[UUID, int]]) -> bool:
        """Whether it lacks what somebody had read before: no waiting will heal that."""
        return any(seq > self._heads.get(id_, 0) for id_, seq in had)

    def goes_on(self, conversation: UUID, seq: int) -> bool:
        """Whether the conversation does not end there."""
        return self._heads[conversation] != seq

    def missing(self, person: Person) -> Iterator[str]:
        """What the person waits for, in words."""
        own = {id_ for id_, workspace in self._workspaces.items() if workspace == person.me.workspace}
        watched = own if person.me.staff else own & person.have.keys()
        if not person.connected.is_set():
            yield "has no line"
        if person.unanswered:
            yield f"waits for {len(person.unanswered)} answers"
        if person.unmarked:
            yield f"waits for {person.unmarked} receipts to be taken"
        if any(self.goes_on(id_, person.have.get(id_, 0)) for id_ in watched):
            yield "has not read to the end"
        if any(person.marks.get(key) != mark for key, mark in self._marks.items() if key[0] in watched):
            yield "has not got the last receipts"
        if person.me.staff and any(person.heads.get(id_) != self._heads[id_] for id_ in own):
            yield "has not got the end of the list"
