"""The owner's rules: written, switched, ordered, and what they did."""

from __future__ import annotations

from uuid import UUID

from causerie.accounts import audit
from causerie.accounts.teams import Teams
from causerie.answering import template
from causerie.answering.replies import Replies
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit import paging
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.jobs import Jobs
from causerie.kit.queries import Queries
from causerie.rules.jobs import TryRule
from causerie.rules.model import (
    DoAssign,
    DoCall,
    DoLabels,
    DoSay,
    DoTeam,
    Firing,
    FiringPage,
    IfAssignee,
    IfTeam,
    NewRule,
    Rule,
    RuleTrial,
    Timed,
)
from causerie.rules.runner import Runner

QUERIES = Queries.beside(__file__)

MOST = 100
SHOWN = 50
AUDITED = {"change_rule": "rule.changed", "switch_rule": "rule.switched", "delete_rule": "rule.removed"}
TIMED: tuple[Timed, ...] = ("unanswered", "silent")


class Rules:
    """Verbs over rules, of all workspaces."""

    def __init__(
        self, database: Database, jobs: Jobs, teams: Teams, replies: Replies, runner: Runner
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._teams = teams
        self._replies = replies
        self._runner = runner

    async def all(self, workspace_id: UUID) -> list[Rule]:
        """Every rule, in the order in which they are asked."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.all(connection, "rules", Rule, workspace_id=workspace_id)

    async def write(self, workspace_id: UUID, new: NewRule) -> Rule:
        """Keeps a new rule, which is off, behind the others. Raises invalid for what does not fit together or names
        who or what is not there, conflict for more than 100."""
        await self.check(workspace_id, new)
        if len(await self.all(workspace_id)) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"There are {MOST} rules already; remove one first.")
        rule_id = new_id()
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "insert_rule", workspace_id=workspace_id, id=rule_id, body=new)
            await audit.record(connection, workspace_id, "rule.made", new.name, after=new)
        return await self._one(workspace_id, rule_id)

    async def change(self, workspace_id: UUID, rule_id: UUID, new: NewRule) -> Rule:
        """Writes it anew, for what happens from now on. Raises as `write`, and not_found."""
        was = await self._one(workspace_id, rule_id)
        await self.check(workspace_id, new)
        await self._do("change_rule", workspace_id, was, new, body=new)
        return await self._one(workspace_id, rule_id)

    async def switch(self, workspace_id: UUID, rule_id: UUID, *, enabled: bool) -> Rule:
        """On, for what happens from now on, or off. Raises not_found, and invalid as `write` where it is to be on."""
        rule = await self._one(workspace_id, rule_id)
        if enabled:
            await self.check(workspace_id, rule.body)
        await self._do("switch_rule", workspace_id, rule, {"enabled": enabled}, enabled=enabled)
        return await self._one(workspace_id, rule_id)

    async def order(self, workspace_id: UUID, ids: list[UUID]) -> list[Rule]:
        """Asks them in this order from now on. Raises conflict where these are not all rules."""
        if sorted(ids) != sorted(rule.id for rule in await self.all(workspace_id)):
            raise AppError(ErrorCode.CONFLICT, "Somebody else added or removed a rule.")
        async with self._database.tenant(workspace_id) as connection:
            await QUERIES.execute(connection, "order_rules", workspace_id=workspace_id, ids=ids)
            await audit.record(connection, workspace_id, "rule.ordered", after=ids)
        return await self.all(workspace_id)

    async def remove(self, workspace_id: UUID, rule_id: UUID) -> None:
        """It is asked no more; what it did stays in the log. Raises not_found."""
        was = await self._one(workspace_id, rule_id)
        await self._do("delete_rule", workspace_id, was, None)

    async def log(
        self, workspace_id: UUID, rule_id: UUID | None, conversation_id: UUID | None, page: str | None
    ) -> FiringPage:
        """What rules did, or one of them, or in one conversation. Raises invalid for a page that is none."""
        at, id_ = paging.unpack(page)
        async with self._database.tenant(workspace_id) as connection:
            firings = await QUERIES.all(
                connection,
                "firings",
                Firing,
                workspace_id=workspace_id,
                rule_id=rule_id,
                conversation_id=conversation_id,
                before_at=at,
                before_id=id_,
                most=SHOWN,
            )
        last = firings[-1] if len(firings) == SHOWN else None
        return FiringPage(firings, paging.pack(last.at, last.id) if last else None)

    async def try_out(self, workspace_id: UUID, new: NewRule) -> RuleTrial:
        """Begins a dry run. Raises invalid as `write`."""
        await self.check(workspace_id, new)
        trial_id = new_id()
        async with self._database.system() as connection:
            await QUERIES.execute(
                connection, "insert_trial", workspace_id=workspace_id, id=trial_id, body=new
            )
            await self._jobs.enqueue(connection, "try_rule", TryRule(workspace_id, trial_id))
        return await self.trial(workspace_id, trial_id)

    async def trial(self, workspace_id: UUID, trial_id: UUID) -> RuleTrial:
        """How far a dry run is, and what it found. Raises not_found, a day after it too."""
        async with self._database.tenant(workspace_id) as connection:
            found = await QUERIES.maybe(
                connection, "trial", RuleTrial, workspace_id=workspace_id, id=trial_id
            )
        if found is None:
            raise not_found("dry run")
        return found

    async def check(self, workspace_id: UUID, new: NewRule) -> None:
        """Raises invalid, with what is wrong where."""
        wrong: dict[str, str] = {}
        if (new.when.on in TIMED) != (new.when.minutes is not None):
            wrong["when.minutes"] = "Minutes are for `unanswered` and `silent`, which need them."
        async with self._database.tenant(workspace_id) as connection:
            where = {"workspace_id": workspace_id}
            people = set(await QUERIES.column(connection, "staff_who_work", UUID, **where))
            webhooks = set(await QUERIES.column(connection, "webhook_urls", UUID, **where))
            labels = set(await QUERIES.column(connection, "label_names", str, **where))
        teams = {team.id for team in await self._teams.all(workspace_id)}
        replies = {reply.id: reply for reply in await self._replies.of_everybody(workspace_id)}
        for number, condition in enumerate(new.conditions):
            at = f"conditions.{number}"
            if isinstance(condition, IfTeam) and not teams.issuperset(condition.among):
                wrong[at] = "There is no such team any more."
            if isinstance(condition, IfAssignee) and not people.issuperset(condition.among):
                wrong[at] = "Somebody of these does not work here any more."
            if isinstance(condition, IfTeam | IfAssignee) and not (condition.among or condition.nobody):
                wrong[at] = "Choose at least one."
        for number, action in enumerate(new.then):
            at = f"then.{number}"
            match action:
                case DoAssign(to=to) if to is not None and to not in people:
                    wrong[at] = "They do not work here any more."
                case DoTeam(team=team) if team is not None and team not in teams:
                    wrong[at] = "There is no such team any more."
                case DoLabels(on=on, off=off) if not (on or off):
                    wrong[at] = "Choose a label."
                case DoLabels(on=on) if not labels.issuperset(on):
                    wrong[at] = f"There is no label {min(set(on) - labels)!r} any more."
                case DoCall(webhook=webhook) if webhook not in webhooks:
                    wrong[at] = "There is no such webhook any more."
                case DoSay(text=text, reply=reply) if (text is None) == (reply is None):
                    wrong[at] = "Say either a text or a canned reply."
                case DoSay(reply=reply) if reply is not None and reply not in replies:
                    wrong[at] = "There is no such canned reply for everybody or a team."
                case DoSay(reply=reply) if reply is not None and replies[reply].has_files:
                    wrong[at] = "A canned reply with files can't be sent by a rule."
                case DoSay(text=str(text)):
                    wrong |= _misplaced(at, text)
                case _:
                    pass
        if wrong:
            raise AppError(ErrorCode.INVALID, next(iter(wrong.values())), errors=wrong)

    async def _one(self, workspace_id: UUID, rule_id: UUID) -> Rule:
        for rule in await self.all(workspace_id):
            if rule.id == rule_id:
                return rule
        raise not_found("rule")

    async def _do(self, query: str, workspace_id: UUID, rule: Rule, after: object, **said: object) -> None:
        async with self._database.tenant(workspace_id) as connection:
            where = {"workspace_id": workspace_id, "id": rule.id}
            if await QUERIES.value(connection, query, UUID, **where, **said) is None:
                raise not_found("rule")
            before = {"enabled": rule.enabled} if query == "switch_rule" else rule.body
            action = AUDITED[query]
            await audit.record(connection, workspace_id, action, rule.body.name, before=before, after=after)
        await self._runner.learn()


def _misplaced(at: str, text: str) -> dict[str, str]:
    try:
        template.check(text)
    except AppError as error:
        return {at: error.detail}
    return {}


async def forget(connection: Connection, workspace_id: UUID, conversations: list[UUID]) -> None:
    """Nothing of these conversations is known here any more."""
    await QUERIES.execute(
        connection, "forget_rules_of", workspace_id=workspace_id, conversations=conversations
    )
