"""Searching a business that has been at it for years."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import asyncpg
import httpx

from bench.vocabulary import texts
from bench.world import World
from causerie.conversations.indexing import BLOCK_BITS, block, label
from causerie.kit.words import stems, vector

SEARCHES = 300
CATCH_UP_SECONDS = 900.0
# What was put there past the server is indexed as the server would, in the order in which it was said.
INDEX = """
set session_replication_role = replica;
set work_mem = '256MB';
-- What was just filled in by the million looks small to the planner, who would then take it row by row.
analyze entry, entry_words, vectors;
set enable_nestloop = off;
create temporary table unfound as
  select e.workspace_id, e.conversation_id, e.seq, v.words, e.at,
    coalesce((select entries from entry_index i where i.workspace_id = e.workspace_id), 0)
      + row_number() over (order by e.at, e.conversation_id, e.seq) - 1 as number
  from entry e join vectors v on v.text = e.body->'content'->>'text'
  where e.client_id like 'filled-%%' and not exists (select from entry_words w
    where (w.workspace_id, w.conversation_id, w.seq) = (e.workspace_id, e.conversation_id, e.seq));
insert into entry_words (workspace_id, conversation_id, seq, number, words)
  select workspace_id, conversation_id, seq, number, words || (%(places)s)::tsvector from unfound order by number;
insert into entry_index (workspace_id, entries) select workspace_id, count(*) from unfound group by workspace_id
  on conflict (workspace_id) do update set entries = entry_index.entries + excluded.entries;
drop table unfound;
reset enable_nestloop;
"""


async def index(world: World, connection: asyncpg.Connection[Any], said: list[str]) -> None:
    """Makes all filled entries found, whose texts are of `said`. What is said meanwhile is another's to index."""
    different = list(set(said))
    await connection.execute("create temporary table vectors (text text, words tsvector)")
    await connection.execute(
        "insert into vectors select text, words::tsvector from unnest($1::text[], $2::text[]) as v (text, words)",
        different,
        [vector(text) for text in different],
    )
    # The words of the blocks, with the number still to be put into each.
    named = [
        f"'''{block(world.workspace, bits, 0)[:-1]}' || (number >> {bits}) || ''' '" for bits in BLOCK_BITS
    ]
    named += [
        f"'''#{sign}.' || to_char(at at time zone 'UTC', '{form}') || ''' '"
        for sign, form in (("m", "YYYY-MM"), ("d", "YYYY-MM-DD"))
    ]
    fixed = f"'''{label(world.workspace)}'' ''#contact'' ''#via.web'' '"
    places = " || ".join([fixed, *named])
    await connection.execute(INDEX % {"places": places})
    await connection.execute("drop table vectors")


async def caught_up(world: World) -> None:
    """Waits until the server has indexed all that was said."""
    async with world.connection() as connection, asyncio.timeout(CATCH_UP_SECONDS):
        while True:
            if not await connection.fetchval("select exists (select from entry_due)"):
                return
            await asyncio.sleep(0.5)


async def times(world: World) -> list[tuple[str, list[float]]]:
    """Seconds of each search, from outside: for words as often as people say them, for Russian words in another form
    than the one that was typed, and for what was only begun to be typed."""
    chance = random.Random(7)
    said = [word for text in texts(20_000) for word in text.split()]
    forms: dict[tuple[str, ...], set[str]] = {}
    for word in said:
        if word[0] >= "а":
            forms.setdefault(stems(word), set()).add(word)
    inflected = [sorted(found)[0] for found in forms.values() if len(found) > 1]
    queries = {
        "search for a word": [f"{word} " for word in chance.choices(said, k=SEARCHES)],
        "search for a Russian inflected form": [f"{word} " for word in chance.choices(inflected, k=SEARCHES)],
        "search for a word that is being typed": [
            word[:4] for word in chance.choices([word for word in said if len(word) > 3], k=SEARCHES)
        ],
    }
    async with httpx.AsyncClient(
        base_url=world.url, trust_env=False, headers={"cookie": world.cookie}
    ) as http:
        return [
            (name, [await _search(http, world, query) for query in wanted])
            for name, wanted in queries.items()
        ]


async def _search(http: httpx.AsyncClient, world: World, query: str) -> float:
    began = time.perf_counter()
    answer = await http.get(f"/api/v1/workspaces/{world.workspace}/search", params={"q": query})
    answer.raise_for_status()
    return time.perf_counter() - began
