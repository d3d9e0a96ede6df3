"""A business that has been at it for years: conversations and entries by the million, and what reading them takes."""

from __future__ import annotations

import math
import time

import httpx
from msgspec import Struct
from msgspec.json import decode, encode

from bench import load, search
from bench.installation import Bench
from bench.load import Pairs
from bench.report import Row
from bench.sends import PAIRS, of_a_run
from bench.vocabulary import texts
from bench.world import World
from causerie.conversations.model import DeskPage

READINGS = 200
# So many different messages are said again and again.
TEXTS = 100_000

# Made as an import would be: no triggers, and everything in the order of the indexes, whose ids rise with time.
FILL = """
set session_replication_role = replica;
set work_mem = '256MB';
create temporary table made as
  select uuidv7(shift) as contact, uuidv7(shift) as conversation, n, now() + shift as at
  from generate_series(%(present)d + 1, %(conversations)d) n,
    lateral (select (n - %(conversations)d) * interval '1 minute' as shift);
insert into contact (workspace_id, id, name) select '%(workspace)s', contact, 'Customer ' || n from made;
insert into identity (workspace_id, id, contact_id, kind, value)
  select '%(workspace)s', contact, contact, 'email', 'customer' || lpad(n::text, 8, '0') || '@example.com' from made;
insert into conversation (workspace_id, id, kind, contact_id, created_at, last_seq, last_at, last_snippet, case_number,
    status)
  select '%(workspace)s', conversation, 'customer', contact, at, 0, at,
    jsonb_build_object('author', jsonb_build_object('kind', 'contact', 'id', contact), 'content', 'text',
      'text', 'Hello'),
    1, case when n %% 50 = 0 then 'open' else 'resolved' end
  from made;
create temporary table short as
  select workspace_id, id, contact_id, created_at, last_seq from conversation
  where workspace_id = '%(workspace)s' and case_number = 1 and last_seq < %(each)d order by id;
insert into entry (workspace_id, conversation_id, seq, id, client_id, kind, author_kind, author_id, channel, body, at)
  select c.workspace_id, c.id, s, gen_random_uuid(), 'filled-' || s, 'message', 'contact', c.contact_id, 'web',
    t.body, c.created_at + s * interval '10 seconds'
  from short c cross join generate_series(c.last_seq + 1, %(each)d) s
    join said t on t.n = 1 + mod(abs(hashtextextended(c.id::text, s)), %(texts)d);
update conversation c set last_seq = %(each)d from short where (c.workspace_id, c.id) = (short.workspace_id, short.id);
"""


class Reading(Struct, frozen=True):
    """Milliseconds of a request, from outside."""

    p50: float
    p99: float


async def fill(world: World, conversations: int, entries: int) -> None:
    """Brings the business to so many conversations with so many entries."""
    each = entries // conversations
    async with world.connection() as connection:
        present = await connection.fetchval("select count(*) from identity where kind = 'email'")
        values = {
            "workspace": world.workspace,
            "conversations": conversations,
            "present": present,
            "each": each,
            "texts": TEXTS,
        }
        said = texts(TEXTS)
        await connection.execute("create temporary table said (n bigint, body jsonb)")
        await connection.copy_records_to_table(
            "said", records=[(n, _body(text)) for n, text in enumerate(said, 1)]
        )
        await connection.execute(FILL % values)
        await search.index(world, connection, said)
        await connection.execute("vacuum analyze")


def _body(text: str) -> str:
    return encode({"kind": "message", "content": {"kind": "text", "text": text}}).decode()


async def readings(world: World) -> list[tuple[str, Reading]]:
    """The desk's list, page after page, and the opening of conversations in it."""
    base = f"/api/v1/workspaces/{world.workspace}/conversations"
    lists: list[float] = []
    opened: list[float] = []
    async with httpx.AsyncClient(
        base_url=world.url, trust_env=False, headers={"cookie": world.cookie}
    ) as http:
        page: str | None = None
        while len(lists) < READINGS:
            query = {"status": "resolved", **({"page": page} if page else {})}
            answer = await _timed(http, base, query, lists)
            found = decode(answer, type=DeskPage)
            page = found.next
            for head in found.heads[:5]:
                if len(opened) < READINGS:
                    began = time.perf_counter()
                    (await http.get(f"{base}/{head.conversation}")).raise_for_status()
                    (await http.get(f"{base}/{head.conversation}/entries")).raise_for_status()
                    opened.append(time.perf_counter() - began)
    return [("desk's list", _reading(lists)), ("opening a conversation", _reading(opened))]


async def _timed(http: httpx.AsyncClient, path: str, query: dict[str, str], times: list[float]) -> bytes:
    began = time.perf_counter()
    answer = await http.get(path, params=query)
    times.append(time.perf_counter() - began)
    answer.raise_for_status()
    return answer.content


def _reading(seconds: list[float]) -> Reading:
    ordered = sorted(seconds)
    return Reading(ordered[len(ordered) // 2] * 1000, ordered[math.ceil(len(ordered) * 0.99) - 1] * 1000)


async def measure(bench: Bench) -> list[Row]:
    """The same work over ever more stored entries."""
    rows: list[Row] = []
    pairs = await bench.world.pairs(PAIRS)
    for entries in (10_000, 1_000_000, 10_000_000) if bench.full else (10_000, 100_000):
        await fill(bench.world, min(entries, 1_000_000), entries)
        rows += await at_size(bench, pairs, entries, rows[0].figure if rows else None)
    return rows


async def at_size(bench: Bench, pairs: Pairs, entries: int, first: float | None) -> list[Row]:
    """What the work takes with so many entries stored. `first`: the sends a second with the fewest."""
    sent = await bench.generate(load.sends, bench.world.address, pairs, [], 1_000, bench.seconds)
    ratio = sent.per_second / (first or sent.per_second)
    what = f"{entries:,} entries, {min(entries, 1_000_000):,} conversations"
    judged = ("≥ 0.9", ratio >= 0.9, "1.0", ratio >= 1) if first else ()
    rows = [
        Row(
            f"durable sends at {what}",
            sent.per_second,
            "/s",
            first,
            ratio,
            sent.busy,
            of_a_run(sent),
            *judged,
        )
    ]
    for name, reading in await readings(bench.world):
        rows.append(
            Row(f"{name} at {what}", reading.p50, "ms", more=f"p99 {reading.p99:.1f} ms", bar="p99 ≤ 50 ms",
                passes=reading.p99 <= 50, aim="15 ms", reaches=reading.p99 <= 15)
        )  # fmt: skip
    for name, seconds in await search.times(bench.world):
        reading = _reading(seconds)
        rows.append(
            Row(f"{name} at {what}", reading.p50, "ms", more=f"p99 {reading.p99:.1f} ms", bar="p99 ≤ 150 ms",
                passes=reading.p99 <= 150, aim="50 ms", reaches=reading.p99 <= 50)
        )  # fmt: skip
    return rows
