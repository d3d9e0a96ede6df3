"""Who is here at the other processes of the installation, as far as they say so. A process that is silent is gone."""

from __future__ import annotations

import time
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Person
from causerie.kit import metrics

EXPIRY_SECONDS = 6.0


class Change(Struct, frozen=True):
    """Somebody of the staff came to a process, or went."""

    workspace_id: UUID
    person: Person
    on: bool


class _Peer(Struct):
    heard_at: float
    # Of the staff that is known here; null: not told yet.
    version: int | None = None
    staff: dict[tuple[UUID, UUID], Person] = {}
    # The parts of all of it that came so far.
    parts: list[tuple[UUID, Person]] = []


class _Contact(Struct):
    contact_id: UUID
    # The round of questions that it answered last.
    round: int


class Elsewhere:
    """What the other processes said last."""

    def __init__(self) -> None:
        self._peers: dict[str, _Peer] = {}
        self._contacts: dict[UUID, dict[str, _Contact]] = {}
        self._round = 0

    # processes -----------------------------------------------------------------------------------------------------

    def knows(self, node: str) -> bool:
        """Whether the process was heard before, and is not gone."""
        return node in self._peers

    def lives(self, node: str, version: int) -> bool:
        """A process beats. Returns whether something of its staff is not known here."""
        peer = self._peers.setdefault(node, _Peer(0.0))
        peer.heard_at = time.monotonic()
        metrics.PEERS.set(len(self._peers))
        return peer.version != version

    def expired(self) -> list[str]:
        """The processes that were silent for too long."""
        oldest = time.monotonic() - EXPIRY_SECONDS
        return [node for node, peer in self._peers.items() if peer.heard_at < oldest]

    def gone(self, node: str) -> tuple[list[Change], dict[UUID, UUID]]:
        """A process ended. Returns who of the staff went, and the contacts who were there, by conversation."""
        peer = self._peers.pop(node, None)
        metrics.PEERS.set(len(self._peers))
        left = {} if peer is None else peer.staff
        changes = [Change(workspace_id, person, False) for (workspace_id, _), person in left.items()]
        contacts = {}
        for conversation_id in list(self._contacts):
            contact = self._contacts[conversation_id].get(node)
            if contact is not None:
                contacts[conversation_id] = contact.contact_id
                self._drop(conversation_id, node)
        return changes, contacts

    # staff ---------------------------------------------------------------------------------------------------------

    def staff(self, workspace_id: UUID) -> list[Person]:
        """The workspace's staff at other processes; a person who is at several stands there more than once."""
        return [
            person
            for peer in self._peers.values()
            for (at, _), person in peer.staff.items()
            if at == workspace_id
        ]

    def staff_changed(self, node: str, version: int, change: Change) -> bool:
        """One person came or went. Returns whether a change before that one was not heard."""
        peer = self._peers.setdefault(node, _Peer(time.monotonic()))
        key = (change.workspace_id, change.person.id)
        if change.on:
            peer.staff[key] = change.person
        else:
            peer.staff.pop(key, None)
        if peer.version != version - 1:
            return True
        peer.version = version
        return False

    def all_staff(
        self, node: str, version: int, staff: list[tuple[UUID, Person]], *, more: bool
    ) -> list[Change]:
        """A part of the staff of a process. Returns, with the last part, what of all is new here."""
        peer = self._peers.setdefault(node, _Peer(time.monotonic()))
        peer.parts += staff
        if more:
            return []
        every, peer.parts = peer.parts, []
        before, peer.version = peer.staff, version
        peer.staff = {(workspace_id, person.id): person for workspace_id, person in every}
        left = [Change(key[0], one, False) for key, one in before.items() if key not in peer.staff]
        came = [Change(key[0], one, True) for key, one in peer.staff.items() if key not in before]
        return left + came

    # contacts ------------------------------------------------------------------------------------------------------

    def contacts(self, conversation_id: UUID) -> set[UUID]:
        """The conversation's contact, where it is at another process."""
        return {contact.contact_id for contact in self._contacts.get(conversation_id, {}).values()}

    def contact_came(self, node: str, conversation_id: UUID, contact_id: UUID) -> None:
        """The contact is at a process."""
        self._contacts.setdefault(conversation_id, {})[node] = _Contact(contact_id, self._round)

    def contact_left(self, node: str, conversation_id: UUID) -> None:
        """The contact is no longer at a process."""
        self._drop(conversation_id, node)

    def ask_again(self) -> None:
        """Whoever does not answer what is asked from now on is no longer believed to be here."""
        self._round += 1

    def unanswered(self) -> dict[UUID, UUID]:
        """Forgets the contacts of an earlier round, and returns them by conversation."""
        silent = {}
        for conversation_id, nodes in list(self._contacts.items()):
            for node, contact in list(nodes.items()):
                if contact.round < self._round:
                    silent[conversation_id] = contact.contact_id
                    self._drop(conversation_id, node)
        return silent

    def forget(self, conversation_id: UUID) -> None:
        """Nobody asks for the conversation any more."""
        self._contacts.pop(conversation_id, None)

    def asked(self) -> list[UUID]:
        """The conversations whose contact is at another process."""
        return list(self._contacts)

    def _drop(self, conversation_id: UUID, node: str) -> None:
        nodes = self._contacts.get(conversation_id, {})
        nodes.pop(node, None)
        if not nodes:
            self._contacts.pop(conversation_id, None)
