"""A business that has been at it for years: conversations and entries by the million, and what reading them takes."""

from __future__ import annotations

import time

import httpx
from msgspec import Struct
from msgspec.json import decode, encode

from bench import load, search
from bench.figures import latency
from bench.installation import Bench
from bench.load import Pairs, Sent
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


class Asked(Struct, frozen=True):
    """A question to the server: the seconds of each time that it was asked, from outside, and the milliseconds of p99
    that are the bar and the aim."""

    what: str
    seconds: list[float]
    bar: int = 50
    aim: int = 15


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


async def readings(world: World) -> list[Asked]:
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
    return [Asked("desk's list", lists), Asked("opening a conversation", opened)]


async def _timed(http: httpx.AsyncClient, path: str, query: dict[str, str], times: list[float]) -> bytes:
    began = time.perf_counter()
    answer = await http.get(path, params=query)
    times.append(time.perf_counter() - began)
    answer.raise_for_status()
    return answer.content


async def measure(bench: Bench) -> list[Row]:
    """The same work over ever more stored entries."""
    rows: list[Row] = []
    first: Sent | None = None
    pairs = await bench.world.pairs(PAIRS)
    for entries in (10_000, 1_000_000, 10_000_000) if bench.full else (10_000, 100_000):
        await fill(bench.world, min(entries, 1_000_000), entries)
        sent, found = await at_size(bench, pairs, entries, first)
        first = first or sent
        rows += found
    return rows


async def at_size(bench: Bench, pairs: Pairs, entries: int, first: Sent | None) -> tuple[Sent, list[Row]]:
    """What the work takes with so many entries stored. `first`: the sends with the fewest."""
    # Asked of what the business was told in years. What is sent below is one message again and again.
    asked = await readings(bench.world)
    asked += [Asked(name, seconds, 150, 50) for name, seconds in await search.times(bench.world)]
    sent = await bench.generate(load.sends, bench.world.address, pairs, [], 1_000, bench.seconds)
    # What is filled in next comes behind it.
    await search.caught_up(bench.world)
    where = f"at {entries:,} entries, {min(entries, 1_000_000):,} conversations"
    return sent, [_sends(where, sent, first), *(_answers(where, one) for one in asked)]


def _sends(where: str, sent: Sent, first: Sent | None) -> Row:
    if first is None:
        return Row(f"durable sends {where}", sent.per_second, "/s", busy=sent.busy, more=of_a_run(sent))
    ratio = sent.per_second / first.per_second
    return Row(
        f"durable sends {where}", sent.per_second, "/s", first.per_second, ratio, sent.busy,
        f"{of_a_run(sent)}, {sent.cost / first.cost:.2f} of the first", "≥ 0.9", ratio >= 0.9, "1.0", ratio >= 1,
    )  # fmt: skip


def _answers(where: str, asked: Asked) -> Row:
    times = latency(asked.seconds)
    return Row(
        f"{asked.what} {where}", times.p99, "ms", more=f"{times} ms", bar=f"p99 ≤ {asked.bar} ms",
        passes=times.p99 <= asked.bar, aim=f"{asked.aim} ms", reaches=times.p99 <= asked.aim,
    )  # fmt: skip
