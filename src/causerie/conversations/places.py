"""Where in a workspace's entries something stands: the newest places, by the words of the index.

The words of an entry also say in which blocks of its workspace's entries it stands (indexing.py). A search goes from
the newest block to older ones until it has enough: through two small ones, then middle ones, then large ones. In a
block without the word there is nothing to fetch: a word that stands everywhere costs no more than a rare one, whatever
is stored, and another workspace's entries cost nothing. The beginning of a word is looked for in the entries of small
blocks themselves: the index would first gather all words that begin so, whatever block they are in.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from msgspec import Struct

from causerie.conversations.indexing import BLOCK_BITS, block, label
from causerie.conversations.narrowing import Cases
from causerie.kit.database import Connection
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
# How many blocks of each size are gone through before the next larger ones; of the largest all.
MOST_BLOCKS = (2, 32, None)
# A beginning alone is looked for in the entries of so many; then the index is asked for so many at once.
MANY_SMALL = 16
SOME_MIDDLE = 8
# Of so few conversations each is looked through by itself.
FEW = 500
STATUSES = ("open", "snoozed", "bot", "resolved", "none")


class Place(Struct):
    """An entry, and how many of the workspace were indexed before it."""

    conversation_id: UUID
    seq: int
    number: int


class Wording(Struct, frozen=True):
    """What must stand in an entry and what must not, as tsqueries. `begun`: the one of a word that is only begun."""

    terms: list[str]
    begun: str | None
    without: list[str]

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.terms or self.begun or self.without)

    @property
    def only_begun(self) -> bool:
        """Whether it asks for a beginning alone."""
        return self.begun is not None and not self.terms

    @property
    def nots(self) -> list[str]:
        """What must not, as what must."""
        return [f"!{expression}" for expression in self.without]


async def newest(
    connection: Connection,
    workspace_id: UUID,
    wording: Wording,
    *,
    before: int | None,
    limit: int,
    cases: Cases | None = None,
    recent: bool = False,
) -> list[Place]:
    """Where it stands, in the entries before that number, the newest first. `recent`: the old ones may be left out. The
    connection has full rights: an index of words can't be read under row level security."""
    if before is None:
        before = await QUERIES.value(connection, "indexed", int, workspace_id=workspace_id) or 0
    if cases is not None and (few := await _led(connection, workspace_id, cases)) is not None:
        conversations = await _as_asked(connection, workspace_id, few, cases)
        begun = [wording.begun] if wording.begun else []
        words = " & ".join([*wording.terms, *begun, *wording.nots])
        return await QUERIES.all(
            connection,
            "found_in",
            Place,
            workspace_id=workspace_id,
            conversations=conversations,
            words=words,
            before=before,
            limit=limit,
        )
    last, places = max(before - 1, 0), list[Place]()
    for bits, most in list(zip(BLOCK_BITS, MOST_BLOCKS, strict=True))[: 2 if recent else None]:
        blocks = _blocks(workspace_id, bits, last, MANY_SMALL if wording.only_begun else most)
        places = await _matching(connection, workspace_id, wording, blocks, before, limit, cases)
        if len(places) == limit or len(blocks) > last >> bits or (recent and wording.only_begun):
            break
        if bits == BLOCK_BITS[0] and wording.begun and await _is_seldom(connection, blocks, wording):
            # The index gathers all that begins so, whatever the block: that is done for many blocks at once.
            newer = " | ".join(_blocks(workspace_id, BLOCK_BITS[1], last, SOME_MIDDLE))
            for within in (f"({newer})", f"'{label(workspace_id)}'"):
                where = (connection, workspace_id, wording, [within], before, limit, cases)
                places = await _matching(*where, by_index=True)
                if len(places) == limit:
                    break
            break
    return places


def _blocks(workspace_id: UUID, bits: int, last: int, most: int | None) -> list[str]:
    """At most so many, from the one of the last entry on, which may just have been begun."""
    end = last >> bits
    after = -1 if most is None else max(end - most, -1)
    return [f"'{block(workspace_id, bits, number)}'" for number in range(end, after, -1)]


async def _is_seldom(connection: Connection, blocks: list[str], wording: Wording) -> bool:
    """Whether the index finds what is begun in less time than it takes to look into all that has the other terms. Alone
    it is rare elsewhere too."""
    if wording.only_begun:
        return True
    terms, places = " & ".join(wording.terms), " | ".join(blocks)
    return bool(
        await QUERIES.value(connection, "is_seldom", bool, places=places, begun=wording.begun, terms=terms)
    )


async def newest_cases(connection: Connection, workspace_id: UUID, cases: Cases, *, limit: int) -> list[UUID]:
    """The conversations whose case is as asked, the newest first."""
    few = await _led(connection, workspace_id, cases)
    if few is not None:
        return (await _as_asked(connection, workspace_id, few, cases))[:limit]
    return await QUERIES.column(
        connection,
        "newest_cases",
        UUID,
        workspace_id=workspace_id,
        of_status=cases.statuses or STATUSES,
        limit=limit,
        **cases.arguments,
    )


async def _led(connection: Connection, workspace_id: UUID, cases: Cases) -> list[UUID] | None:
    """Few conversations among which all that are asked for are; None where they may be many."""
    nothing: dict[str, Any] = {"contacts": [], "label": None, "assignees": [], "teams": [], "priorities": []}
    lead: dict[str, Any] = {}
    if cases.contacts:
        lead = {"contacts": cases.contacts}
    elif cases.labels:
        lead = {"label": cases.labels[0]}
    elif cases.assignees and not cases.unassigned:
        lead = {"assignees": cases.assignees}
    elif cases.teams:
        lead = {"teams": cases.teams}
    elif cases.priorities and "none" not in cases.priorities:
        lead = {"priorities": cases.priorities}
    else:
        return None
    found = await QUERIES.column(
        connection, "led_cases", UUID, workspace_id=workspace_id, limit=FEW + 1, **(nothing | lead)
    )
    return found if len(found) <= FEW else None


async def _as_asked(
    connection: Connection, workspace_id: UUID, conversations: list[UUID], cases: Cases
) -> list[UUID]:
    return await QUERIES.column(
        connection,
        "cases_in",
        UUID,
        workspace_id=workspace_id,
        conversations=conversations,
        **cases.arguments,
    )


async def _matching(
    connection: Connection,
    workspace_id: UUID,
    wording: Wording,
    blocks: list[str],
    before: int,
    limit: int,
    cases: Cases | None,
    *,
    by_index: bool = False,
) -> list[Place]:
    """What is begun is asked of the entries that the rest finds, or, `by_index`, of the index too."""
    asked = [*wording.terms, wording.begun] if wording.begun and by_index else wording.terms
    # Each of the first is a condition of its own, all others are one.
    first, second, third = (one or None for one in [*[*asked, "", ""][:2], " & ".join(asked[2:])])
    return await QUERIES.all(
        connection,
        "found" if cases is None else "found_in_cases",
        Place,
        workspace_id=workspace_id,
        blocks=[" & ".join([one, *wording.nots]) for one in blocks],
        first=first,
        second=second,
        third=third,
        begun=None if by_index else wording.begun,
        before=before,
        limit=limit,
        **(cases.arguments if cases else {}),
    )
