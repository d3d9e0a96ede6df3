"""Who is here now. It is known in this process alone, may be lost, and is never written down."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person
from causerie.conversations.frames import Online
from causerie.conversations.model import Author
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, contact_topic, staff_topic


class _Desk(Struct):
    """A member of staff who is here, and over how many lines."""

    person: Person
    lines: int = 0


class _Visit(Struct):
    """A conversation whose contact is here: who watches it over which line."""

    workspace_id: UUID
    lines: dict[object, UUID]


class Presence:
    """Lines are told apart by identity; a person is here while one of their lines is.

    Nothing here looks at all lines or all workspaces, because after a restart all of them come at once.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._desks: dict[UUID, dict[UUID, _Desk]] = {}
        self._desk_of: dict[object, tuple[UUID, UUID]] = {}
        self._visits: dict[UUID, _Visit] = {}
        self._watched_by: dict[object, set[UUID]] = {}
        # The conversations of a workspace whose contact is here.
        self._visited: dict[UUID, set[UUID]] = {}

    def staff_came(self, line: object, workspace_id: UUID, person: Person) -> None:
        """A desk of the workspace was opened; contacts who are here are told of a person's first."""
        self._desk_of[line] = workspace_id, person.id
        desk = self._desks.setdefault(workspace_id, {}).setdefault(person.id, _Desk(person))
        desk.person = person
        desk.lines += 1
        if desk.lines == 1:
            self._tell_contacts(workspace_id, person, on=True)

    def staff_online(self, workspace_id: UUID) -> list[Person]:
        """The staff whose desk is open, each once."""
        return [desk.person for desk in self._desks.get(workspace_id, {}).values()]

    def watches(self, line: object, reader: Reader, conversation_id: UUID) -> None:
        """A contact opened the conversation on one more device; staff who watch it are told of the first."""
        if reader.is_staff:
            return
        visit = self._visits.setdefault(conversation_id, _Visit(reader.workspace_id, {}))
        first = not visit.lines
        visit.lines[line] = reader.person.id
        self._watched_by.setdefault(line, set()).add(conversation_id)
        if first:
            self._visited.setdefault(reader.workspace_id, set()).add(conversation_id)
            self._tell_staff(conversation_id, reader.person.id, on=True)

    def unwatches(self, line: object, conversation_id: UUID) -> None:
        """The line no longer watches; staff are told when it was the last."""
        visit = self._visits.get(conversation_id)
        if visit is None or line not in visit.lines:
            return
        contact_id = visit.lines.pop(line)
        self._watched_by.get(line, set()).discard(conversation_id)
        if not visit.lines:
            del self._visits[conversation_id]
            self._visited[visit.workspace_id].discard(conversation_id)
            self._tell_staff(conversation_id, contact_id, on=False)

    def left(self, line: object) -> None:
        """The line is gone."""
        for conversation_id in self._watched_by.pop(line, ()):
            self.unwatches(line, conversation_id)
        workspace_id, person_id = self._desk_of.pop(line, (None, None))
        if workspace_id is None or person_id is None:
            return
        desk = self._desks[workspace_id][person_id]
        desk.lines -= 1
        if not desk.lines:
            del self._desks[workspace_id][person_id]
            self._tell_contacts(workspace_id, desk.person, on=False)

    def others(
        self, reader: Reader, workspace_id: UUID, conversation_id: UUID
    ) -> tuple[list[Author], list[Person]]:
        """The people of the other side who are here, as authors and as they are shown."""
        if reader.is_staff:
            visit = self._visits.get(conversation_id)
            contacts = set(visit.lines.values()) if visit else set()
            return [Author("contact", contact_id) for contact_id in contacts], []
        staff = self.staff_online(workspace_id)
        return [Author("staff", person.id) for person in staff], staff

    def _tell_staff(self, conversation_id: UUID, contact_id: UUID, *, on: bool) -> None:
        frame = Online(conversation_id, Author("contact", contact_id), on)
        self._publisher.frame(staff_topic(conversation_id), frame)

    def _tell_contacts(self, workspace_id: UUID, person: Person, *, on: bool) -> None:
        for conversation_id in self._visited.get(workspace_id, ()):
            frame = Online(conversation_id, Author("staff", person.id), on, person)
            self._publisher.frame(contact_topic(conversation_id), frame)
