"""Who is here now, at any process of the installation. It may be lost, and is never written down."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Collection
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person
from causerie.conversations import hints as h
from causerie.conversations.elsewhere import Change, Elsewhere
from causerie.conversations.frames import Online
from causerie.conversations.model import Author
from causerie.conversations.publish import Publisher
from causerie.conversations.readers import Reader, contact_topic, staff_topic
from causerie.kit import metrics
from causerie.kit.hub import Hub

BEAT_SECONDS = 2.0
# So many people fit into one notification of PostgreSQL.
PART = 8


class _Desk(Struct):
    """A member of staff who is here, and over how many lines."""

    person: Person
    lines: int = 0


class _Visit(Struct):
    """A conversation whose contact is here: who watches it over which line."""

    workspace_id: UUID
    lines: dict[object, UUID]


class Presence:
    """Lines are told apart by identity; a person is here while one of their lines is, at whichever process.

    No line that comes or goes makes this look at all lines or all workspaces: after a restart all of them come at once.
    """

    def __init__(self, publisher: Publisher, hub: Hub) -> None:
        self._publisher = publisher
        self._hub = hub
        self._node = secrets.token_hex(8)
        # Counts the changes of this process's staff, so that others notice a change that they did not hear.
        self._version = 0
        self._elsewhere = Elsewhere()
        self._settling = False
        self._desks: dict[UUID, dict[UUID, _Desk]] = {}
        self._desk_of: dict[object, tuple[UUID, UUID]] = {}
        self._visits: dict[UUID, _Visit] = {}
        self._watched_by: dict[object, set[UUID]] = {}
        # The conversations of a workspace whose contact is here.
        self._visited: dict[UUID, set[UUID]] = {}

    # lines of this process -----------------------------------------------------------------------------------------

    def staff_came(self, line: object, workspace_id: UUID, person: Person) -> None:
        """A desk of the workspace was opened; contacts who are here are told of a person's first."""
        self._desk_of[line] = workspace_id, person.id
        desk = self._desks.setdefault(workspace_id, {}).setdefault(person.id, _Desk(person))
        desk.person = person
        desk.lines += 1
        if desk.lines == 1:
            self._staff_changed(Change(workspace_id, person, on=True))

    def staff_online(self, workspace_id: UUID) -> list[Person]:
        """The staff whose desk is open, each once."""
        here = [desk.person for desk in self._desks.get(workspace_id, {}).values()]
        people = {person.id: person for person in [*self._elsewhere.staff(workspace_id), *here]}
        return list(people.values())

    def watches(self, line: object, reader: Reader, conversation_id: UUID) -> None:
        """A line opened the conversation. Staff who watch it are told of a contact's first device; for a member of
        staff the other processes are asked whether the contact is there."""
        if reader.is_staff:
            self._ask(conversation_id)
            return
        visit = self._visits.setdefault(conversation_id, _Visit(reader.workspace_id, {}))
        first = not visit.lines
        visit.lines[line] = reader.person.id
        self._watched_by.setdefault(line, set()).add(conversation_id)
        if first:
            self._visited.setdefault(reader.workspace_id, set()).add(conversation_id)
            self._contact_changed(conversation_id, reader.person.id, on=True)

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
            self._contact_changed(conversation_id, contact_id, on=False)

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
            self._staff_changed(Change(workspace_id, desk.person, on=False))

    def others(
        self, reader: Reader, workspace_id: UUID, conversation_id: UUID
    ) -> tuple[list[Author], list[Person]]:
        """The people of the other side who are here, as authors and as they are shown."""
        if reader.is_staff:
            contacts = self._contacts_here(conversation_id) | self._elsewhere.contacts(conversation_id)
            return [Author("contact", contact_id) for contact_id in contacts], []
        staff = self.staff_online(workspace_id)
        return [Author("staff", person.id) for person in staff], staff

    def _contacts_here(self, conversation_id: UUID) -> set[UUID]:
        visit = self._visits.get(conversation_id)
        return set(visit.lines.values()) if visit else set()

    def _staff_changed(self, change: Change) -> None:
        self._version += 1
        hint = h.StaffHint(self._node, self._version, change.workspace_id, change.person, change.on)
        self._publisher.tell(h.ALL, hint)
        self._tell_contacts(change)

    def _contact_changed(self, conversation_id: UUID, contact_id: UUID, *, on: bool) -> None:
        hint = h.ContactHint(self._node, conversation_id, contact_id, on)
        self._publisher.tell(staff_topic(conversation_id), hint)
        self._tell_staff(conversation_id, contact_id, on=on)

    # the lines here are told ---------------------------------------------------------------------------------------

    def _tell_staff(self, conversation_id: UUID, contact_id: UUID, *, on: bool) -> None:
        if not on and (conversation_id in self._visits or self._elsewhere.contacts(conversation_id)):
            return
        frame = Online(conversation_id, Author("contact", contact_id), on)
        self._publisher.frame_here(staff_topic(conversation_id), frame)

    def _tell_contacts(self, change: Change) -> None:
        person = change.person
        still = any(other.id == person.id for other in self.staff_online(change.workspace_id))
        if not change.on and still:
            return
        for conversation_id in self._visited.get(change.workspace_id, ()):
            frame = Online(conversation_id, Author("staff", person.id), change.on, person)
            self._publisher.frame_here(contact_topic(conversation_id), frame)

    # the other processes -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Tells the others that this process lives, and notices which of them don't, until it is cancelled."""
        while True:
            self._beat()
            await asyncio.sleep(BEAT_SECONDS)

    def end(self) -> None:
        """Tells the others that this process ends."""
        self._publisher.tell(h.ALL, h.Gone(self._node))

    def missed(self, topics: Collection[str] | None) -> None:
        """Hints on these topics of the bus may have been lost; null: on all."""
        if topics is None:
            self._publisher.tell(h.ALL, h.AskStaff(None))
            self._elsewhere.ask_again()
            self._settling = True
            self._ask_all()
            return
        for topic in topics:
            kind, _, rest = topic.partition(":")
            if kind == "conversation" and self._hub.heard(f"staff:{rest}"):
                self._ask(UUID(rest))

    def _ask_all(self) -> None:
        for topic in self._hub.topics("staff:"):
            self._ask(UUID(topic.removeprefix("staff:")))

    def _ask(self, conversation_id: UUID) -> None:
        self._publisher.tell(staff_topic(conversation_id), h.AskContact(conversation_id))

    def _beat(self) -> None:
        self._publisher.tell(h.ALL, h.Beat(self._node, self._version, time.time()))
        for node in self._elsewhere.expired():
            self._gone(node)
        for conversation_id in self._elsewhere.asked():
            if not self._hub.heard(staff_topic(conversation_id)):
                self._elsewhere.forget(conversation_id)
        if self._settling:
            self._settling = False
            return
        for conversation_id, contact_id in self._elsewhere.unanswered().items():
            self._tell_staff(conversation_id, contact_id, on=False)

    def heard(self, hint: h.PresenceHint) -> None:
        """Another process says something."""
        match hint:
            case h.Beat(node=node):
                metrics.BUS_LAG.observe(max(0.0, time.time() - hint.at))
                if not self._elsewhere.knows(node):
                    self._ask_all()
                if self._elsewhere.lives(node, hint.version):
                    self._publisher.tell(h.ALL, h.AskStaff(node))
            case h.Gone(node=node):
                self._gone(node)
            case h.AskStaff(node=node):
                if node in (None, self._node):
                    self._tell_all_staff()
            case h.AllStaff(node=node):
                changes = self._elsewhere.all_staff(node, hint.version, hint.staff, more=hint.more)
                for change in changes:
                    self._tell_contacts(change)
            case h.StaffHint(node=node):
                change = Change(hint.workspace_id, hint.person, hint.on)
                if self._elsewhere.staff_changed(node, hint.version, change):
                    self._publisher.tell(h.ALL, h.AskStaff(node))
                self._tell_contacts(change)
            case h.AskContact(conversation_id=conversation_id):
                for contact_id in self._contacts_here(conversation_id):
                    answer = h.ContactHint(self._node, conversation_id, contact_id, on=True)
                    self._publisher.tell(staff_topic(conversation_id), answer)
            case h.ContactHint():
                self._contact_elsewhere(hint)

    def _contact_elsewhere(self, hint: h.ContactHint) -> None:
        conversation_id = hint.conversation_id
        if not self._hub.heard(staff_topic(conversation_id)):
            return
        known = self._elsewhere.contacts(conversation_id)
        if hint.on:
            self._elsewhere.contact_came(hint.node, conversation_id, hint.contact_id)
        else:
            self._elsewhere.contact_left(hint.node, conversation_id)
        if hint.on != (hint.contact_id in known):
            self._tell_staff(conversation_id, hint.contact_id, on=hint.on)

    def _tell_all_staff(self) -> None:
        every = [
            (workspace_id, desk.person)
            for workspace_id, desks in self._desks.items()
            for desk in desks.values()
        ]
        for start in range(0, max(len(every), 1), PART):
            more = start + PART < len(every)
            part = every[start : start + PART]
            self._publisher.tell(h.ALL, h.AllStaff(self._node, self._version, part, more))

    def _gone(self, node: str) -> None:
        changes, contacts = self._elsewhere.gone(node)
        for change in changes:
            self._tell_contacts(change)
        for conversation_id, contact_id in contacts.items():
            self._tell_staff(conversation_id, contact_id, on=False)
