"""Asks rules about what happens, and has done what they say.

With an entry that a rule may want it is noted that something is due (channels/outbox.py), as with webhooks; a business
without such a rule pays nothing. A job then reads on in the conversation from where it was read last, by the functions
that a dry run uses. What a rule does is kept by an id that is made of the rule and of what it was asked about: whatever
is killed and whoever else does the same job, it is done once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec import Struct

from causerie.contacts.model import Attribute
from causerie.conversations.plan import Kept
from causerie.kit.database import Connection, Database
from causerie.kit.ids import derived_id
from causerie.kit.jobs import Job, Jobs
from causerie.kit.queries import Queries
from causerie.office_hours import OfficeHours
from causerie.rules.doing import Doing, Occasion
from causerie.rules.jobs import RunRules, RunTimedRule, TellOwners
from causerie.rules.judge import Facts, Known, actions, apply, asks, is_too_long, matches, may_follow
from causerie.rules.model import Deed, Rule, Timed, Trigger, Why, WhyPaused, WhyStopped
from causerie.rules.story import Moment, Said, Story, Turn, begun, overdue, read, triggers_of, turn_of

LOG = logging.getLogger("causerie.rules")
QUERIES = Queries.beside(__file__)

POLL_SECONDS = 5.0
TIDY_POLLS = 720
AT_ONCE = 1_000
# In an hour in one conversation, and in ten minutes in the workspace: a rule that does more is paused.
MOST_HERE = 20
MOST_ALTOGETHER = 1_000
# To know who waits and who is silent, these must be heard.
_BEGINS: dict[Timed, Trigger] = {"unanswered": "customer_wrote", "silent": "agent_answered"}

# When the business of a workspace is there; null: it never said.
Hours = Callable[[UUID], Awaitable[OfficeHours | None]]


class _Enabled(Struct):
    workspace_id: UUID
    triggers: list[Trigger]


class _Place(Struct):
    seq: int
    story: Story


class _Contact(Struct):
    conversation_id: UUID
    name: str
    locale: str
    attributes: dict[str, Attribute]
    verified: bool


class _Lately(Struct):
    here: int
    altogether: int


class Runner:
    """Runs the rules of all workspaces."""

    def __init__(self, database: Database, jobs: Jobs, doing: Doing, hours: Hours) -> None:
        self._database = database
        self._jobs = jobs
        self._doing = doing
        self._hours = hours
        self._wanted: dict[UUID, frozenset[Trigger]] = {}

    def register(self) -> None:
        """Says who does this room's jobs."""
        self._jobs.handler("run_rules", RunRules)(self.catch_up)
        self._jobs.handler("run_timed_rule", RunTimedRule)(self.run_timed)

    # what is due -------------------------------------------------------------------------------------------------

    def hears(self, kept: Kept) -> bool:
        """Whether a rule may want to be asked about it."""
        wanted = self._wanted.get(kept.workspace_id)
        if wanted is None or kept.change is not None:
            return False
        return not wanted.isdisjoint(triggers_of(kept.entry.body, kept.entry.author.kind))

    async def due(self, connection: Connection, conversations: list[UUID]) -> None:
        """Has rules asked about what was kept in these conversations, if and when the transaction commits."""
        found = await QUERIES.all(connection, "to_run", RunRules, conversations=conversations)
        jobs: list[Job[Struct]] = [Job("run_rules", one, key=f"rules:{one.conversation_id}") for one in found]
        await self._jobs.enqueue_many(connection, jobs)

    async def run(self) -> None:
        """Learns of other processes' rules, and forgets old firings, until it is cancelled."""
        polls = 0
        while True:
            try:
                await self.learn()
                if polls % TIDY_POLLS == 0:
                    async with self._database.system() as connection:
                        await QUERIES.execute(connection, "tidy_rules")
            except Exception:
                LOG.exception("the rules could not be looked up; trying again")
            polls += 1
            await asyncio.sleep(POLL_SECONDS)

    async def learn(self) -> None:
        """Knows what there are rules for, from now on."""
        async with self._database.acquire() as connection:
            rows = await QUERIES.all(connection, "enabled_triggers", _Enabled)
        self._wanted = {row.workspace_id: frozenset(map(_heard, row.triggers)) for row in rows}

    # asking ------------------------------------------------------------------------------------------------------

    async def catch_up(self, job: RunRules) -> None:
        """Reads on in a conversation, and does what rules say about it."""
        rules = await self._rules(job.workspace_id)
        known: Known | None = None
        while True:
            story, page = await self._page(job.workspace_id, job.conversation_id)
            was = {on: turn_of(story, on) for on in _BEGINS}
            for moment in read(story, page):
                did: list[UUID] = []
                for rule in rules:
                    if moment.at >= rule.since and asks(rule.body, moment):
                        known = known or await self._known(job.workspace_id, job.conversation_id)
                        if await self._ask(rule, moment, story, known, did):
                            did.append(rule.id)
            if page:
                await self._keep_place(story, rules, was)
            if len(page) < AT_ONCE:
                return

    async def run_timed(self, job: RunTimedRule) -> None:
        """Asks a rule about a turn that lasted long enough. Where it was asked before, or somebody had the word
        meanwhile, nothing happens."""
        await self.catch_up(RunRules(job.workspace_id, job.conversation_id))
        rule = next((one for one in await self._rules(job.workspace_id) if one.id == job.rule_id), None)
        if rule is None or rule.body.when.minutes is None or not _is_timed(rule.body.when.on):
            return
        on: Timed = "silent" if rule.body.when.on == "silent" else "unanswered"
        story, _ = await self._page(job.workspace_id, job.conversation_id)
        turn = turn_of(story, on)
        if turn is None or turn.seq != job.seq:
            return
        now = datetime.now(UTC)
        moment = overdue(story, on, rule.body.when.minutes, now)
        if moment is None:  # it was given more time since
            async with self._database.system() as connection:
                due = turn.at + timedelta(minutes=rule.body.when.minutes)
                await self._jobs.enqueue(connection, "run_timed_rule", job, after=due - now)
            return
        await self._ask(rule, moment, story, await self._known(job.workspace_id, job.conversation_id), [])

    async def _page(self, workspace_id: UUID, conversation_id: UUID) -> tuple[Story, list[Said]]:
        """What is known of a conversation, and what was said since."""
        where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
        async with self._database.tenant(workspace_id) as connection:
            place = await QUERIES.maybe(connection, "place", _Place, **where)
            after = place.seq if place is not None else 0
            page = await QUERIES.all(connection, "said", Said, **where, after=after, most=AT_ONCE)
        return place.story if place is not None else begun(workspace_id, conversation_id), page

    async def _keep_place(self, story: Story, rules: list[Rule], was: Mapping[Timed, Turn | None]) -> None:
        """It was read up to here; of turns that began, those who wait for their end will be asked."""
        workspace_id, conversation_id = story.head.workspace_id, story.head.id
        jobs: list[Job[Struct]] = []
        for rule in rules:
            on, minutes = rule.body.when.on, rule.body.when.minutes
            if on not in _BEGINS or minutes is None:
                continue
            turn = turn_of(story, on)
            if turn is not None and turn != was[on] and turn.at >= rule.since:
                job = RunTimedRule(workspace_id, conversation_id, rule.id, turn.seq)
                after = turn.at + timedelta(minutes=minutes) - datetime.now(UTC)
                key = f"timed:{rule.id}:{conversation_id}:{turn.seq}"
                jobs.append(Job("run_timed_rule", job, max(after, timedelta()), key))
        async with self._database.system() as connection:
            where = {"workspace_id": workspace_id, "conversation_id": conversation_id}
            await QUERIES.execute(connection, "set_place", **where, seq=story.head.last_seq, story=story)
            await self._jobs.enqueue_many(connection, jobs)

    async def _ask(self, rule: Rule, moment: Moment, story: Story, known: Known, before: list[UUID]) -> bool:
        """Whether it did something, for which `before` did something before."""
        if not may_follow(rule.id, moment.by):
            return False
        why = matches(rule.body, Facts(moment, story, known))
        wanted = actions(rule.body, story) if why.matched else []
        if not wanted:
            return False
        head = story.head
        on = rule.body.when.on
        occasion = Occasion(derived_id(rule.id, f"{head.id}:{on}:{moment.key}"), rule, moment, story, before)
        async with self._database.tenant(head.workspace_id) as connection:
            where = {"workspace_id": head.workspace_id}
            did = await QUERIES.value(connection, "deeds", list[Deed], **where, id=occasion.id)
            if did is not None:
                for deed in did:
                    if deed.not_done is None:
                        apply(deed.action, story)
                return True
            lately = await QUERIES.one(
                connection, "fired_lately", _Lately, **where, rule_id=rule.id, conversation_id=head.id
            )
        stopped = _stops(moment, lately)
        deeds: list[Deed] = []
        for number, action in wanted if stopped is None else []:
            what = await self._doing.do(occasion, number, action)
            if what is not None:
                deeds.append(what)
            if what is None or what.not_done is None:
                apply(action, story)
        if deeds or stopped is not None:
            await self._keep_firing(occasion, why, deeds, stopped)
        return bool(deeds)

    async def _keep_firing(
        self, occasion: Occasion, why: Why, deeds: list[Deed], stopped: WhyStopped | None
    ) -> None:
        rule = occasion.rule
        where = {"workspace_id": occasion.workspace_id, "id": occasion.id}
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection,
                "keep_firing",
                **where,
                rule_id=rule.id,
                name=rule.body.name,
                conversation_id=occasion.conversation_id,
                seq=occasion.moment.seq,
                trigger=rule.body.when.on,
                found=why.found,
                deeds=deeds,
                stopped=stopped,
            )
            if stopped in ("conversation", "workspace"):
                await self._pause(connection, occasion, stopped)

    async def _pause(self, connection: Connection, occasion: Occasion, why: WhyPaused) -> None:
        LOG.warning("the rule %s did too much and was paused", occasion.rule.id)
        workspace_id, rule_id = occasion.workspace_id, occasion.rule.id
        where = {"workspace_id": workspace_id, "id": rule_id}
        at = await QUERIES.value(connection, "pause_rule", datetime, **where, why=why)
        if at is not None:
            job = TellOwners(workspace_id, rule_id, at)
            await self._jobs.enqueue(connection, "tell_owners_of_rule", job)

    async def _rules(self, workspace_id: UUID) -> list[Rule]:
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "enabled_rules", Rule, workspace_id=workspace_id)

    async def _known(self, workspace_id: UUID, conversation_id: UUID) -> Known:
        found = await self.known(workspace_id, [conversation_id])
        return found[conversation_id][0]

    async def known(self, workspace_id: UUID, conversations: list[UUID]) -> dict[UUID, tuple[Known, str]]:
        """What is known of these conversations' contacts now, and their names."""
        hours = await self._hours(workspace_id)
        async with self._database.tenant(workspace_id) as connection:
            rows = await QUERIES.all(
                connection,
                "contacts_known",
                _Contact,
                workspace_id=workspace_id,
                conversations=conversations,
            )
        return {
            row.conversation_id: (Known(row.locale, row.verified, row.attributes, hours), row.name)
            for row in rows
        }


def _heard(on: Trigger) -> Trigger:
    """By which entry a trigger is noticed."""
    if on == "unanswered" or on == "silent":
        return _BEGINS[on]
    return on


def _is_timed(on: Trigger) -> bool:
    return on in _BEGINS


def _stops(moment: Moment, lately: _Lately) -> WhyStopped | None:
    if is_too_long(moment.by):
        return "chain"
    if lately.here >= MOST_HERE:
        return "conversation"
    return "workspace" if lately.altogether >= MOST_ALTOGETHER else None
