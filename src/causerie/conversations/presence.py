"""Who is here now. It is known in this process alone, may be lost, and is never written down."""

from __future__ import annotations

from uuid import UUID

from causerie.accounts.model import Person
from causerie.conversations.frames import Online
from causerie.conversations.model import Author
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, contact_topic, staff_topic


class Presence:
    """Lines are told apart by identity; a person is here while one of their lines is."""

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._staff: dict[UUID, dict[object, Person]] = {}
        self._contacts: dict[UUID, dict[object, UUID]] = {}
        self._watched_by: dict[object, set[UUID]] = {}
        # The conversations of a workspace whose contact is here.
        self._visited: dict[UUID, set[UUID]] = {}

    def staff_came(self, line: object, workspace_id: UUID, person: Person) -> None:
        """A desk of the workspace was opened; contacts who are here are told of a person's first."""
        first = person.id not in {known.id for known in self._staff.get(workspace_id, {}).values()}
        self._staff.setdefault(workspace_id, {})[line] = person
        if first:
            self._tell_contacts(workspace_id, person, on=True)

    def staff_online(self, workspace_id: UUID) -> list[Person]:
        """The staff whose desk is open, each once."""
        people = {person.id: person for person in self._staff.get(workspace_id, {}).values()}
        return list(people.values())

    def watches(self, line: object, reader: Reader, conversation_id: UUID) -> None:
        """A contact opened the conversation on one more device; staff who watch it are told of the first."""
        if reader.is_staff:
            return
        lines = self._contacts.setdefault(conversation_id, {})
        first = not lines
        lines[line] = reader.person.id
        self._watched_by.setdefault(line, set()).add(conversation_id)
        if first:
            self._visited.setdefault(reader.workspace_id, set()).add(conversation_id)
            self._tell_staff(conversation_id, reader.person.id, on=True)

    def unwatches(self, line: object, conversation_id: UUID) -> None:
        """The line no longer watches; staff are told when it was the last."""
        lines = self._contacts.get(conversation_id, {})
        contact_id = lines.pop(line, None)
        self._watched_by.get(line, set()).discard(conversation_id)
        if contact_id is not None and not lines:
            del self._contacts[conversation_id]
            for conversations in self._visited.values():
                conversations.discard(conversation_id)
            self._tell_staff(conversation_id, contact_id, on=False)

    def left(self, line: object) -> None:
        """The line is gone."""
        for conversation_id in self._watched_by.pop(line, ()):
            self.unwatches(line, conversation_id)
        for workspace_id, desks in self._staff.items():
            person = desks.pop(line, None)
            if person is not None and person.id not in {other.id for other in desks.values()}:
                self._tell_contacts(workspace_id, person, on=False)

    def others(
        self, reader: Reader, workspace_id: UUID, conversation_id: UUID
    ) -> tuple[list[Author], list[Person]]:
        """The people of the other side who are here, as authors and as they are shown."""
        if reader.is_staff:
            contacts = set(self._contacts.get(conversation_id, {}).values())
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
