"""Recorded dialogues as they are played, read from the files of public corpora."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Raw, Struct

Who = Literal["customer", "agent", "note"]


class Format(StrEnum):
    """The corpora that can be read."""

    ABCD = "abcd"


class UnreadableDialogues(ValueError):
    """The file holds no dialogues of this format; the message says why."""


class Turn(Struct, frozen=True):
    """One message, or a note of the agent's."""

    who: Who
    text: str


class Dialogue(Struct, frozen=True):
    """One customer's conversation. It begins with the customer: before somebody writes there is no conversation, and
    what agents say before in a recording is said right after."""

    id: str
    name: str
    email: str | None
    turns: list[Turn]


class _Personal(Struct):
    customer_name: str
    email: str | None = None


class _Scenario(Struct):
    personal: _Personal


class _Abcd(Struct):
    convo_id: int
    scenario: _Scenario
    original: list[tuple[Literal["customer", "agent", "action"], str]]


def read(path: Path, form: Format, limit: int | None = None) -> list[Dialogue]:
    """The first `limit` dialogues of the file, or all. Raises UnreadableDialogues."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDialogues(f"{path} can't be read: {error.strerror}") from error
    try:
        dialogues = {Format.ABCD: _abcd}[form](data)
    except msgspec.MsgspecError as error:
        raise UnreadableDialogues(f"{path} holds no dialogues of the format {form}: {error}") from error
    if not dialogues:
        raise UnreadableDialogues(f"{path} holds no dialogue in which a customer says something")
    return dialogues[:limit]


def _abcd(data: bytes) -> list[Dialogue]:
    """The Action-Based Conversations Dataset (Chen et al. 2021): lists of conversations by split, beside metadata."""
    splits = msgspec.json.decode(data, type=dict[str, Raw])
    recorded = [
        one
        for split in ("train", "dev", "test")
        if split in splits
        for one in msgspec.json.decode(splits[split], type=list[_Abcd])
    ]
    return [_dialogue(one) for one in recorded if any(who == "customer" for who, _ in one.original)]


def _dialogue(recorded: _Abcd) -> Dialogue:
    turns = [
        Turn("note" if who == "action" else who, text) for who, text in recorded.original if text.strip()
    ]
    first = next(number for number, turn in enumerate(turns) if turn.who == "customer")
    turns.insert(0, turns.pop(first))
    who = recorded.scenario.personal
    return Dialogue(str(recorded.convo_id), who.customer_name.title(), _nobodys(who.email), turns)


def _nobodys(email: str | None) -> str | None:
    """The same mailbox at a domain that no mail ever reaches (RFC 2606): the corpus has addresses of real domains."""
    return email.partition("@")[0] + "@customer.example" if email else None
