"""Counting what stands in the desk after a replay, read through the desk's own API."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from msgspec import Struct

from causerie.content import Text
from causerie.conversations.frames import Entries
from causerie.conversations.model import Author, DeskHead, DeskPage, Entry, Message, Note
from causerie.conversations.readers import contact_may_see
from causerie.replay.api import Api
from causerie.replay.dialogues import Turn
from causerie.replay.play import Played


class Count(Struct, frozen=True):
    """What became of one dialogue. All but the first two are 0 where every promise was kept.

    `misplaced`: turns that don't stand where they were acknowledged, or not after the turn before them, and holes.
    `wrong`: turns with another text, kind, author or customer than they were said with. `strange`: what nobody said.
    `unseen`: what stands there but did not come on a live line as it stands, or came and does not stand there.
    """

    said: int
    kept: int
    missing: int
    doubled: int
    misplaced: int
    wrong: int
    strange: int
    unseen: int

    @property
    def faults(self) -> int:
        """Everything that is not as it should be."""
        return self.missing + self.doubled + self.misplaced + self.wrong + self.strange + self.unseen


async def count(api: Api, workspace: UUID, played: list[Played], since: datetime) -> tuple[list[Count], int]:
    """A count for each dialogue, and how many entries of the run stand in conversations that are none of its own.

    `since`: when the run began, or earlier; older conversations are not searched for strays.
    """
    heads = await _heads(api, workspace)
    counts = []
    for one in played:
        entries = await _entries(api, workspace, one.conversation)
        counts.append(counted(one, heads.get(one.conversation), entries))
    stray = 0
    for conversation in heads.keys() - {one.conversation for one in played}:
        if heads[conversation].last_at >= since:
            entries = await _entries(api, workspace, conversation)
            stray += sum(entry.client_id.startswith(f"{played[0].run}-") for entry in entries)
    return counts, stray


async def _heads(api: Api, workspace: UUID) -> dict[UUID, DeskHead]:
    heads: dict[UUID, DeskHead] = {}
    for status in ("bot", "open", "snoozed", "resolved"):
        query: dict[str, str | int] = {"status": status, "limit": 100}
        while True:
            page = await api.get(f"/workspaces/{workspace}/conversations", DeskPage, **query)
            heads |= {head.conversation: head for head in page.heads}
            if page.next is None:
                break
            query["page"] = page.next
    return heads


async def _entries(api: Api, workspace: UUID, conversation: UUID) -> list[Entry]:
    path, found, after = f"/workspaces/{workspace}/conversations/{conversation}/entries", [], 0
    while True:
        page = await api.get(path, Entries, after=after)
        found += page.entries
        after = page.through
        if after >= page.head:
            return found


def counted(played: Played, head: DeskHead | None, entries: list[Entry]) -> Count:
    """How `entries`, all of the conversation, compare with what was said in it. Pure."""
    places: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry.body, Message | Note) and entry.author.kind != "system":
            places[entry.client_id].append(entry)
    turns = played.dialogue.turns
    stand = [places.pop(played.client_id(number), []) for number in range(len(turns))]
    found = [(turn, there[0]) for turn, there in zip(turns, stand, strict=True) if there]
    seqs = [entry.seq for _, entry in found]
    promised = [seq for seq, there in zip(played.seqs, stand, strict=True) if there]
    holes = sum(entry.seq != number for number, entry in enumerate(entries, 1))
    late = sum(later <= earlier for earlier, later in pairwise(seqs))
    return Count(
        said=len(turns),
        kept=len(found),
        missing=len(turns) - len(found),
        doubled=sum(len(there) - 1 for there in stand if there),
        misplaced=holes + late + sum(seq != other for seq, other in zip(seqs, promised, strict=True)),
        wrong=sum(not _is_right(played, head, turn, entry) for turn, entry in found),
        strange=sum(map(len, places.values())),
        unseen=_unlike(played.desk_read, entries, played.seqs[-1])
        + _unlike(
            played.visitor_read, [entry for entry in entries if contact_may_see(entry.body)], played.seqs[-1]
        ),
    )


def _is_right(played: Played, head: DeskHead | None, turn: Turn, entry: Entry) -> bool:
    content = Text(turn.text)
    body = Note(content) if turn.who == "note" else Message(content)
    if head is None or (played.named and head.contact.name != played.dialogue.name):
        return False
    customer = Author("contact", head.contact.id)
    return entry.body == body and entry.author == (
        customer if turn.who == "customer" else Author("staff", played.agent)
    )


def _unlike(read: list[Entry], entries: list[Entry], last: int) -> int:
    """How many entries up to `last` differ between what a line brought and what stands there."""
    brought = [(entry.seq, entry.client_id, entry.author) for entry in read if entry.seq <= last]
    stand = [(entry.seq, entry.client_id, entry.author) for entry in entries if entry.seq <= last]
    if brought == stand:
        return 0
    return max(1, len(set(brought) ^ set(stand)))
