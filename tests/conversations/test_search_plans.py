"""A narrowed search reads by its indexes, whatever a hundred thousand conversations hold."""

import re
from typing import Any

from causerie.accounts.model import NewTeam
from causerie.conversations import places
from causerie.conversations.indexing import BLOCK_BITS, block, label
from causerie.conversations.narrowing import Cases
from causerie.kit.words import vector
from tests.conversations.test_cases import FILLED, LABELLED, MADE
from tests.helpers.world import World

COUNT = 100_000
INDEXED = """
insert into entry_words (workspace_id, conversation_id, seq, number, words)
select $1, id, 1, $3 - n, ($2 || {blocks})::tsvector from made
"""
# Reading every conversation takes some 100,000.
MOST_BLOCKS = 30_000


async def test_it_reads_by_its_indexes_among_a_hundred_thousand(world: World) -> None:
    workspace = world.workspace
    [team] = await world.runtime.teams.found(workspace, NewTeam("Returns", []))
    blocks = " || ".join(
        f"' ''{block(workspace, bits, 0)[:-1]}' || (({COUNT} - n) >> {bits}) || ''''" for bits in BLOCK_BITS
    )
    async with world.runtime.database.system() as connection:
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(
            "create temporary table made on commit drop as"
            f" select gen_random_uuid() as id, n from generate_series(1, {COUNT}) n"
        )
        await connection.execute(MADE, workspace)
        await connection.execute(FILLED, workspace, team.id)
        await connection.execute(LABELLED, workspace)
        words = vector("blue coat", [label(workspace), "#contact", "#via.web"])
        await connection.execute(INDEXED.format(blocks=blocks), workspace, words, COUNT)
        await connection.execute("insert into entry_index values ($1, $2)", workspace, COUNT)
    async with world.runtime.database.acquire() as connection:
        await connection.execute("vacuum analyze conversation, contact, case_label, entry_words")
    coat = places.Wording(["'coat'"], None, [])
    for cases, count in (
        (Cases(statuses=["open"]), 10_000),
        (Cases(labels=["rare"]), 20),
        (Cases(labels=["common"], statuses=["open"]), 10_000),
        (Cases(without_labels=["common"]), 50_000),
        (Cases(teams=[team.id], priorities=["urgent"]), 200),
        (Cases(unassigned=True, statuses=["resolved"]), 90_000),
    ):
        async with world.runtime.database.system() as connection:
            found = await places.newest(connection, workspace, coat, before=None, limit=21, cases=cases)
            assert len({place.number for place in found}) == min(count, 21), cases
            assert [place.number for place in found] == sorted((p.number for p in found), reverse=True)
            listed = await places.newest_cases(connection, workspace, cases, limit=50)
            assert len(listed) == min(count, 50), cases
        within = f"'{block(workspace, BLOCK_BITS[0], (COUNT - 1) >> BLOCK_BITS[0])}'"
        asked: list[tuple[str, dict[str, Any]]] = [
            ("newest_cases", {"of_status": cases.statuses or places.STATUSES, "limit": 50}),
            (
                "found_in_cases",
                {
                    "blocks": [within],
                    "first": "'coat'",
                    "second": None,
                    "third": None,
                    "before": COUNT,
                    "begun": None,
                    "limit": 21,
                },
            ),
        ]
        for query, arguments in asked:
            if query == "newest_cases" and (cases.labels == ["rare"] or cases.teams):
                continue  # these are few, and led by their own index
            async with world.runtime.database.system() as connection:
                await connection.execute("set local plan_cache_mode = force_generic_plan")
                given = {"workspace_id": workspace, **arguments, **cases.arguments}
                rows = await connection.fetch(
                    f"explain (analyze, buffers) {places.QUERIES.sql(query)}",
                    *places.QUERIES._arguments(query, given),
                )
            plan = "\n".join(row[0] for row in rows)
            read = sum(
                map(int, re.findall(r"\b(?:hit|read)=(\d+)", plan.split("Buffers:")[1].split("\n")[0]))
            )
            assert "Seq Scan on conversation" not in plan, plan
            assert "Seq Scan on entry_words" not in plan, plan
            assert 0 < read < MOST_BLOCKS, (query, cases, plan)
