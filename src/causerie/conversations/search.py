"""Finds what was said, the newest first, and the people it was said with.

The words of an entry also say in which blocks of its workspace's entries it stands (indexing.py). A search reads the
newest two small blocks, and larger ones only where they gave too little: a word that stands everywhere costs no more
than a rare one, whatever is stored, and another workspace's entries cost nothing. The beginning of a word is looked for
in the entries of the small blocks themselves: the index would first gather all words that begin so, whatever block they
are in.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from causerie.accounts.model import Person, Staff
from causerie.contacts import search as contacts
from causerie.content import DeletedContent
from causerie.conversations import heads, timeline
from causerie.conversations.indexing import BLOCK_BITS, block, label
from causerie.conversations.model import Author, DeskHead, Entry, Happened
from causerie.conversations.readers import Reader
from causerie.conversations.standing import EntryRow, as_they_stand
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries
from causerie.kit.words import Part, Wanted, excerpt, wanted

QUERIES = Queries.beside(__file__)
# What may stand among the words, and the word of the index that it means.
FILTERS = {"in:notes": "#note", "from:customer": "#contact", "from:staff": "#staff", "from:bot": "#bot"}
MOST_PEOPLE = 5
# Any contact: of a conversation that is known to be theirs.
NOBODY = Person("contact", UUID(int=0), "")


class Hit(Struct, frozen=True):
    """An entry in which it was said. `parts`: the place in its text, piece by piece, as plain text."""

    conversation: UUID
    seq: int
    at: datetime
    kind: Literal["message", "note"]
    author: Author
    parts: list[Part]


class Found(Struct, frozen=True):
    """A page of what was found, the newest first. `contacts`: the conversations with the people who are called so, on
    the first page. `heads`: every conversation that is named. `people`: the authors. `next` asks for the page after it.
    """

    contacts: list[UUID]
    hits: list[Hit]
    heads: list[DeskHead]
    people: list[Person]
    next: str | None


class OwnFound(Struct, frozen=True):
    """A page of what was found in an account's own conversations, the newest first. `people`: the authors. `next` asks
    for the page after it."""

    hits: list[Hit]
    people: list[Person]
    next: str | None


class _Place(Struct):
    conversation_id: UUID
    seq: int
    number: int


class _FoundRow(EntryRow):
    kind: Literal["message", "note"]


class _OwnRow(_FoundRow):
    workspace_id: UUID


# Where a page of an account's own ended.
_OwnPlace = tuple[Annotated[datetime, Meta(tz=True)], UUID, int]


def _hit(row: _FoundRow, entry: Entry, looked_for: Wanted) -> Hit | None:
    """The place in it; none where the words are not in it any more."""
    if isinstance(entry.body, Happened) or isinstance(entry.body.content, DeletedContent):
        return None
    parts = excerpt(entry.body.content.as_text(), looked_for)
    return Hit(entry.conversation, entry.seq, entry.at, row.kind, entry.author, parts) if parts else None


class Search:
    """Looks through everything that a workspace's staff may see, or that an account takes part in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, staff: Staff, query: str, *, page: str | None, limit: int) -> Found:
        """At most `limit` entries, from where the page before ended. Raises invalid: nothing to look for, no page."""
        words, filters = _read(query)
        looked_for = _wanted(words)
        if page is not None and not re.fullmatch(r"[0-9]{1,18}", page):
            raise AppError(ErrorCode.INVALID, "`page` is not one that a search gave out.")
        workspace_id = staff.workspace_id
        terms, begun = looked_for.whole_and_begun()
        terms = [*terms, *filters]
        # An index of words can't be read under row level security; what is shown below is read under it.
        async with self._database.system() as connection:
            before = (
                int(page)
                if page
                else await QUERIES.value(connection, "indexed", int, workspace_id=workspace_id)
            )
            places = await _places(
                connection, workspace_id, terms, begun, looked_for.without, before or 0, limit + 1
            )
            people = [] if page or filters else await contacts.called(connection, workspace_id, words)
        more, places = len(places) > limit, places[:limit]
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(
                connection,
                "found_entries",
                _FoundRow,
                workspace_id=workspace_id,
                conversations=[place.conversation_id for place in places],
                seqs=[place.seq for place in places],
            )
            now = await _as_they_stand(connection, Reader(workspace_id, staff.person), rows)
            hits = [hit for row in rows if (hit := _hit(row, now[row.conversation, row.seq], looked_for))]
            called = await heads.desk_of_contacts(connection, workspace_id, people, limit=MOST_PEOPLE)
            named = await heads.desk_some(connection, workspace_id, {hit.conversation for hit in hits})
            authors = await timeline.people(
                connection, workspace_id, {hit.author.id for hit in hits if hit.author.id}
            )
        every = {head.conversation: head for head in [*called, *named]}
        return Found(
            contacts=[head.conversation for head in called],
            hits=hits,
            heads=list(every.values()),
            people=authors,
            next=str(places[-1].number) if more else None,
        )

    async def find_own(self, account_id: UUID, query: str, *, page: str | None, limit: int) -> OwnFound:
        """At most `limit` messages of the account's conversations, as `find`. Raises invalid as well."""
        looked_for = _wanted(query)
        before_at, before_id, before_seq = _own_place(page)
        hits, people = list[Hit](), dict[UUID, Person]()
        # Over several workspaces, each of which the account takes part in.
        async with self._database.system() as connection:
            rows = await QUERIES.all(
                connection,
                "found_by_account",
                _OwnRow,
                account_id=account_id,
                words=" & ".join([*looked_for.terms, *(f"!{one}" for one in looked_for.without)]),
                before_at=before_at,
                before_id=before_id,
                before_seq=before_seq,
                limit=limit + 1,
            )
            shown = rows[:limit]
            for workspace_id in {row.workspace_id for row in shown}:
                own = [row for row in shown if row.workspace_id == workspace_id]
                now = await _as_they_stand(connection, Reader(workspace_id, NOBODY), own)
                found = [_hit(row, now[row.conversation, row.seq], looked_for) for row in own]
                hits += [hit for hit in found if hit]
                authors = {row.author_id for row in own if row.author_id}
                people |= {one.id: one for one in await timeline.people(connection, workspace_id, authors)}
        hits.sort(key=lambda hit: (hit.at, hit.conversation, hit.seq), reverse=True)
        last = (shown[-1].at, shown[-1].conversation, shown[-1].seq) if len(rows) > limit else None
        following = base64.urlsafe_b64encode(msgspec.json.encode(last)).decode() if last else None
        return OwnFound(hits, list(people.values()), following)


def _wanted(words: str) -> Wanted:
    looked_for = wanted(words)
    if looked_for is None:
        raise AppError(ErrorCode.INVALID, "`q` has no word to look for.")
    return looked_for


def _own_place(page: str | None) -> tuple[datetime, UUID, int]:
    if page is None:
        return datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1), 0
    try:
        at, conversation, seq = msgspec.json.decode(base64.urlsafe_b64decode(page), type=_OwnPlace)
        return at.astimezone(UTC), conversation, seq
    except (ValueError, OverflowError, RecursionError, msgspec.MsgspecError) as error:
        raise AppError(ErrorCode.INVALID, "`page` is not one that a search gave out.") from error


async def _as_they_stand(
    connection: Connection, reader: Reader, rows: Sequence[_FoundRow]
) -> dict[tuple[UUID, int], Entry]:
    conversations: dict[UUID, list[_FoundRow]] = {}
    for row in rows:
        conversations.setdefault(row.conversation, []).append(row)
    return {
        (entry.conversation, entry.seq): entry
        for found in conversations.values()
        for entry in await as_they_stand(connection, reader, found)
    }


def _read(query: str) -> tuple[str, list[str]]:
    """The words, and the filters among them."""
    terms = query.split(" ")
    return " ".join(term for term in terms if term not in FILTERS), [
        f"'{FILTERS[term]}'" for term in terms if term in FILTERS
    ]


async def _places(
    connection: Connection,
    workspace_id: UUID,
    terms: list[str],
    begun: str | None,
    without: list[str],
    before: int,
    limit: int,
) -> list[_Place]:
    """Where the newest entries before that number are, the newest first."""
    last = max(before - 1, 0)
    nots = [f"!{expression}" for expression in without]
    by_index = False
    for bits in BLOCK_BITS:
        # The newest block may just have been begun.
        newest = last >> bits
        blocks = " | ".join(f"'{block(workspace_id, bits, number)}'" for number in (newest, newest - 1))
        places = await _matching(
            connection, workspace_id, terms, begun, [f"({blocks})", *nots], before, limit, by_index=by_index
        )
        if len(places) == limit or newest <= 1:
            return places
        if bits == BLOCK_BITS[0] and begun:
            # Alone it is rare elsewhere too; beside other words the small blocks tell which of both is.
            by_index = not terms or await _is_seldom(connection, blocks, begun, " & ".join(terms))
    everywhere = [f"'{label(workspace_id)}'", *nots]
    return await _matching(
        connection, workspace_id, terms, begun, everywhere, before, limit, by_index=by_index
    )


async def _is_seldom(connection: Connection, blocks: str, begun: str, terms: str) -> bool:
    """Whether the index finds what is begun in less time than it takes to look into all that has the other terms."""
    return bool(await QUERIES.value(connection, "is_seldom", bool, places=blocks, begun=begun, terms=terms))


async def _matching(
    connection: Connection,
    workspace_id: UUID,
    terms: list[str],
    begun: str | None,
    within: list[str],
    before: int,
    limit: int,
    *,
    by_index: bool,
) -> list[_Place]:
    """`begun`: what is asked of the entries that the rest finds, or, `by_index`, of the index too."""
    places = " & ".join(within)
    asked = [*terms, begun] if begun and by_index else terms
    # Each of the first is a condition of its own, all others are one.
    first, second, third = (one or places for one in [*[*asked, "", ""][:2], " & ".join(asked[2:])])
    return await QUERIES.all(
        connection,
        "found",
        _Place,
        workspace_id=workspace_id,
        first=first,
        second=second,
        third=third,
        places=places,
        begun=None if by_index else begun,
        before=before,
        limit=limit,
    )
