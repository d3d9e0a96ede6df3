"""Where in a workspace's entries something stands: the newest places, by the words of the index.

The words of an entry also say in which blocks of its workspace's entries it stands (indexing.py). A search reads the
newest two small blocks, and larger ones only where they gave too little: a word that stands everywhere costs no more
than a rare one, whatever is stored, and another workspace's entries cost nothing. The beginning of a word is looked for
in the entries of the small blocks themselves: the index would first gather all words that begin so, whatever block they
are in.
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
    last = max(before - 1, 0)
    by_index = False
    for bits in BLOCK_BITS[: 2 if recent else None]:
        # The newest block may just have been begun.
        end = last >> bits
        blocks = " | ".join(f"'{block(workspace_id, bits, number)}'" for number in (end, end - 1))
        places = await _matching(
            connection, workspace_id, wording, f"({blocks})", before, limit, cases, by_index=by_index
        )
        if len(places) == limit or end <= 1 or (recent and bits == BLOCK_BITS[1]):
            return places
        if bits == BLOCK_BITS[0] and wording.begun:
            # Alone it is rare elsewhere too; beside other words the small blocks tell which of both is.
            by_index = not wording.terms or await _is_seldom(connection, blocks, wording)
    everywhere = f"'{label(workspace_id)}'"
    return await _matching(
        connection, workspace_id, wording, everywhere, before, limit, cases, by_index=by_index
    )


async def _is_seldom(connection: Connection, blocks: str, wording: Wording) -> bool:
    """Whether the index finds what is begun in less time than it takes to look into all that has the other terms."""
    terms = " & ".join(wording.terms)
    return bool(
        await QUERIES.value(connection, "is_seldom", bool, places=blocks, begun=wording.begun, terms=terms)
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
    within: str,
    before: int,
    limit: int,
    cases: Cases | None,
    *,
    by_index: bool,
) -> list[Place]:
    """What is begun is asked of the entries that the rest finds, or, `by_index`, of the index too."""
    places = " & ".join([within, *wording.nots])
    asked = [*wording.terms, wording.begun] if wording.begun and by_index else wording.terms
    # Each of the first is a condition of its own, all others are one.
    first, second, third = (one or places for one in [*[*asked, "", ""][:2], " & ".join(asked[2:])])
    return await QUERIES.all(
        connection,
        "found" if cases is None else "found_in_cases",
        Place,
        workspace_id=workspace_id,
        first=first,
        second=second,
        third=third,
        places=places,
        begun=None if by_index else wording.begun,
        before=before,
        limit=limit,
        **(cases.arguments if cases else {}),
    )
