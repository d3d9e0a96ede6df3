"""Dry runs: what a rule would have done in the last 30 days. The conversations are read from their beginning by the
same functions as live; nothing is kept but the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from uuid import UUID

from msgspec import structs

from causerie.kit.database import Database
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries
from causerie.rules.jobs import TryRule
from causerie.rules.judge import Facts, Known, actions, apply, asks, matches
from causerie.rules.model import ConditionMet, NewRule, RuleAction, RuleTrial, Timed, Would
from causerie.rules.runner import Runner
from causerie.rules.story import Moment, Said, Story, begun, overdue, read

QUERIES = Queries.beside(__file__)

DAYS = timedelta(days=30)
MOST = 20_000
SHOWN = 200
# So many are read at once that the loop is not kept from others.
AT_ONCE = 20
TOLD_EVERY = 10
NOBODY = UUID(int=0)


class _Line(Said, frozen=True):
    conversation_id: UUID = NOBODY


class Trials:
    """Dry runs of all workspaces."""

    def __init__(self, database: Database, jobs: Jobs, runner: Runner) -> None:
        self._database = database
        self._jobs = jobs
        self._runner = runner

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("try_rule", TryRule)(self.run)

    async def run(self, job: TryRule) -> None:
        """Does a dry run from its beginning, and tells how far it is."""
        where = {"workspace_id": job.workspace_id, "id": job.trial_id}
        async with self._database.tenant(job.workspace_id) as connection:
            rule = await QUERIES.value(connection, "trial_body", NewRule, **where)
            ids = await QUERIES.column(
                connection, "to_try", UUID, workspace_id=job.workspace_id, most=MOST + 1
            )
        if rule is None:
            return
        bounded, ids = len(ids) > MOST, ids[:MOST]
        told = RuleTrial(job.trial_id, "working", 0, len(ids), bounded, 0, 0, [])
        for number, start in enumerate(range(0, len(ids), AT_ONCE)):
            if number % TOLD_EVERY == 0:
                await self._tell(job.workspace_id, told)
            told = await self._some(job.workspace_id, rule, told, ids[start : start + AT_ONCE])
        await self._tell(job.workspace_id, structs.replace(told, state="done"))

    async def _some(
        self, workspace_id: UUID, rule: NewRule, told: RuleTrial, ids: Sequence[UUID]
    ) -> RuleTrial:
        known = await self._runner.known(workspace_id, list(ids))
        async with self._database.tenant(workspace_id) as connection:
            lines = await QUERIES.all(
                connection, "said_in", _Line, workspace_id=workspace_id, conversations=list(ids)
            )
        now = datetime.now(UTC)
        would = list(told.would)
        times, conversations = told.times, told.conversations
        for conversation_id, group in groupby(lines, key=lambda line: line.conversation_id):
            contact, name = known[conversation_id]
            story = begun(workspace_id, conversation_id)
            found = [
                Would(conversation_id, name, moment.seq, moment.at, what, then)
                for moment, what, then in would_do(rule, contact, story, list(group), now)
                if moment.at > now - DAYS
            ]
            times += len(found)
            conversations += bool(found)
            would += found
            await asyncio.sleep(0)
        would.sort(key=lambda one: one.at, reverse=True)
        return structs.replace(
            told,
            done=told.done + len(ids),
            times=times,
            conversations=conversations,
            would=would[:SHOWN],
        )

    async def _tell(self, workspace_id: UUID, told: RuleTrial) -> None:
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "set_trial", workspace_id=workspace_id, **structs.asdict(told))


def would_do(
    rule: NewRule, known: Known, story: Story, entries: Sequence[Said], now: datetime
) -> Iterator[tuple[Moment, list[ConditionMet], list[RuleAction]]]:
    """What the rule would have done, had it stood alone since the conversation began."""
    for moment in _moments(rule, story, entries, now):
        if not asks(rule, moment):
            continue
        why = matches(rule, Facts(moment, story, known))
        then = [action for _, action in actions(rule, story)] if why.matched else []
        if then:
            yield moment, why.found, then
        for action in then:
            apply(action, story)


def _moments(rule: NewRule, story: Story, entries: Sequence[Said], now: datetime) -> Iterator[Moment]:
    """Those that entries make, and between them those that only time does."""
    on: Timed | None = None
    match rule.when.on:
        case "unanswered" | "silent" as timed:
            on = timed
    if on is None or rule.when.minutes is None:
        yield from read(story, entries)
        return
    asked: set[int] = set()
    for number, said in enumerate(entries):
        moment = overdue(story, on, rule.when.minutes, said.at)
        if moment is not None and moment.key not in asked:
            asked.add(moment.key)
            yield moment
        yield from read(story, entries[number : number + 1])
    moment = overdue(story, on, rule.when.minutes, now)
    if moment is not None and moment.key not in asked:
        yield moment
