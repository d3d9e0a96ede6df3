"""Finds what was said, the newest first, the people it was said with, and the conversations whose case is as asked.

What was typed is read by query.py, what it means here looked up by narrowing.py, and where it stands by places.py.
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
from causerie.content import DeletedContent, File, WithFile
from causerie.conversations import heads, marks, timeline
from causerie.conversations.model import Author, DeskHead, Entry, Happened
from causerie.conversations.narrowing import Narrowing
from causerie.conversations.places import Place, Wording, newest, newest_cases
from causerie.conversations.query import NotUnderstood, parse
from causerie.conversations.readers import Reader
from causerie.conversations.standing import EntryRow, as_they_stand
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection, Database
from causerie.kit.queries import Queries
from causerie.kit.words import Part, Wanted, beginning, excerpt, wanted

QUERIES = Queries.beside(__file__)
MOST_PEOPLE = 5
MOST_FILES = 3
MOST_CASES = 50
# Any contact: of a conversation that is known to be theirs.
NOBODY = Person("contact", UUID(int=0), "")


class Hit(Struct, frozen=True):
    """An entry in which it was said. `parts`: the place in its text, piece by piece, as plain text. `file`: what came
    with it."""

    conversation: UUID
    seq: int
    at: datetime
    kind: Literal["message", "note"]
    author: Author
    parts: list[Part]
    file: File | None = None


class Found(Struct, frozen=True):
    """A page of what was found, the newest first. On the first page also `contacts`: the conversations with the people
    who are called so, `files`: some newest files, and `cases`: the conversations whose case is as asked, where no word
    was. `heads`: every conversation that is named. `people`: the authors. `puzzles`: what was left out of what was
    typed. `next` asks for the page after it.
    """

    contacts: list[UUID]
    hits: list[Hit]
    heads: list[DeskHead]
    people: list[Person]
    next: str | None
    files: list[Hit]
    cases: list[UUID]
    puzzles: list[NotUnderstood]


class OwnFound(Struct, frozen=True):
    """A page of what was found in an account's own conversations, the newest first. `people`: the authors. `next` asks
    for the page after it."""

    hits: list[Hit]
    people: list[Person]
    next: str | None


class _FoundRow(EntryRow):
    kind: Literal["message", "note"]


class _OwnRow(_FoundRow):
    workspace_id: UUID


# Where a page of an account's own ended.
_OwnPlace = tuple[Annotated[datetime, Meta(tz=True)], UUID, int]


def _hit(row: _FoundRow, entry: Entry, looked_for: Wanted | None) -> Hit | None:
    """The place in it, or its beginning where no word was looked for; none where the words are not in it any more."""
    if isinstance(entry.body, Happened) or isinstance(entry.body.content, DeletedContent):
        return None
    content = entry.body.content
    text = content.as_text()
    parts = excerpt(text, looked_for) if looked_for else beginning(text)
    file = content.file if isinstance(content, WithFile) else None
    return (
        Hit(entry.conversation, entry.seq, entry.at, row.kind, entry.author, parts, file) if parts else None
    )


class Search:
    """Looks through everything that a workspace's staff may see, or that an account takes part in."""

    def __init__(self, database: Database, narrowing: Narrowing) -> None:
        self._database = database
        self._narrowing = narrowing

    async def find(self, staff: Staff, typed: str, *, page: str | None, limit: int) -> Found:
        """At most `limit` entries, from where the page before ended. Raises invalid: nothing to look for, no page."""
        if page is not None and not re.fullmatch(r"[0-9]{1,18}", page):
            raise AppError(ErrorCode.INVALID, "`page` is not one that a search gave out.")
        query = parse(typed)
        words = query.words(typed)
        looked_for = wanted(words)
        workspace_id = staff.workspace_id
        places, files, people, cases = list[Place](), list[Place](), list[UUID](), list[UUID]()
        # An index of words can't be read under row level security; what is shown below is read under it.
        async with self._database.system() as connection:
            narrowed = await self._narrowing.narrow(connection, staff, query.conditions)
            by_case = narrowed.cases if narrowed.by_case else None
            terms, begun = looked_for.whole_and_begun() if looked_for else ([], None)
            without = looked_for.without if looked_for else []
            wording = Wording([*terms, *narrowed.terms], begun, [*without, *narrowed.without])
            before = int(page) if page else None
            if wording.asks:
                places = await newest(
                    connection, workspace_id, wording, before=before, limit=limit + 1, cases=by_case
                )
            elif by_case:
                cases = await newest_cases(connection, workspace_id, by_case, limit=MOST_CASES)
            elif not query.puzzles and not narrowed.puzzles:
                raise AppError(ErrorCode.INVALID, "`q` has no word to look for.")
            if looked_for and not page and not query.conditions:
                people = await contacts.called(connection, workspace_id, words)
                of_files = Wording([f"'{marks.BROUGHT['file']}'", *wording.terms], begun, wording.without)
                files = await newest(
                    connection, workspace_id, of_files, before=None, limit=MOST_FILES, recent=True
                )
        more, places = len(places) > limit, places[:limit]
        async with self._database.tenant(workspace_id) as connection:
            reader = Reader(workspace_id, staff.person)
            hits = await _hits(connection, reader, places, looked_for)
            with_files = await _hits(connection, reader, files, looked_for)
            called = await heads.desk_of_contacts(connection, workspace_id, people, limit=MOST_PEOPLE)
            every = [*hits, *with_files]
            named = await heads.desk_some(
                connection, workspace_id, {hit.conversation for hit in every} | set(cases)
            )
            authors = {hit.author.id for hit in every if hit.author.id}
            said_by = await timeline.people(connection, workspace_id, authors)
        known = {head.conversation: head for head in [*called, *named]}
        return Found(
            contacts=[head.conversation for head in called],
            hits=hits,
            heads=list(known.values()),
            people=said_by,
            next=str(places[-1].number) if more else None,
            files=with_files,
            cases=[one for one in cases if one in known],
            puzzles=[*query.puzzles, *narrowed.puzzles],
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


async def _hits(
    connection: Connection, reader: Reader, places: list[Place], looked_for: Wanted | None
) -> list[Hit]:
    rows = await QUERIES.all(
        connection,
        "found_entries",
        _FoundRow,
        workspace_id=reader.workspace_id,
        conversations=[place.conversation_id for place in places],
        seqs=[place.seq for place in places],
    )
    now = await _as_they_stand(connection, reader, rows)
    return [hit for row in rows if (hit := _hit(row, now[row.conversation, row.seq], looked_for))]


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
