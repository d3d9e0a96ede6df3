"""Doing what a rule says: each action is a line of the timeline, kept once, and not where somebody did otherwise
meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple, assert_never
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct

from causerie.accounts.teams import Teams
from causerie.answering.replies import Replies
from causerie.content import Text
from causerie.conversations.cases import HeadState
from causerie.conversations.casework import Casework
from causerie.conversations.model import Author, Body, ByRule, Happened, Message, Note, Source
from causerie.conversations.plan import Guard, Line
from causerie.conversations.service import Conversations
from causerie.errors import AppError, ErrorCode, not_found
from causerie.events import (
    Assigned,
    Because,
    CaseResolved,
    CaseSnoozed,
    Event,
    LabelsChanged,
    PriorityChanged,
    TeamChanged,
    WebhookCalled,
)
from causerie.kit.database import Connection, Database
from causerie.kit.ids import derived_id
from causerie.kit.queries import Queries
from causerie.rules.judge import needed
from causerie.rules.model import (
    Deed,
    DoAssign,
    DoCall,
    DoLabels,
    DoNote,
    DoPriority,
    DoResolve,
    DoRoute,
    DoSay,
    DoSnooze,
    DoTeam,
    Rule,
    RuleAction,
)
from causerie.rules.story import Moment, Story
from causerie.webhooks.service import Webhooks

QUERIES = Queries.beside(__file__)
SYSTEM, BOT = Author("system"), Author("bot")

# What may be well again in a moment.
TRANSIENT = (ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED)
CASE_EVENTS = ["case_opened", "case_reopened", "case_resolved", "case_snoozed", "given_to_bot"]


class _Meanwhile(AppError):
    """Somebody did or said otherwise."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "Somebody did otherwise meanwhile.")


class _SoAlready(AppError):
    """There is nothing to do any more."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.CONFLICT, "It is so already.")


class _Unfilled(AppError):
    """A text with a place of which nothing is known."""


class _Named(Struct):
    id: UUID
    name: str


class _Address(Struct):
    id: UUID
    url: str


class Against(NamedTuple):
    """What people may have done since, so that the rule does nothing; and the action, for which it may be too late."""

    action: RuleAction
    events: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    messages: bool = False


class Occasion(NamedTuple):
    """A rule that applies at a moment of a conversation."""

    id: UUID
    rule: Rule
    moment: Moment
    story: Story
    # those that did something at this moment before
    before: list[UUID]

    @property
    def workspace_id(self) -> UUID:
        """Whose it is."""
        return self.story.head.workspace_id

    @property
    def conversation_id(self) -> UUID:
        """Where it is."""
        return self.story.head.id


class Doing:
    """Does what rules say."""

    def __init__(
        self,
        database: Database,
        conversations: Conversations,
        casework: Casework,
        teams: Teams,
        replies: Replies,
        webhooks: Webhooks,
    ) -> None:
        self._database = database
        self._conversations = conversations
        self._casework = casework
        self._teams = teams
        self._replies = replies
        self._webhooks = webhooks

    async def do(self, occasion: Occasion, number: int, action: RuleAction) -> Deed | None:
        """Does the action, or says why not; null: it was so already. Raises AppError where it can't be known now."""
        try:
            await self._do(occasion, number, action)
        except _SoAlready:
            return None
        except _Meanwhile:
            return Deed(action, "people")
        except _Unfilled as error:
            return Deed(action, "unfilled", error.detail)
        except AppError as error:
            if error.code in TRANSIENT:
                raise
            return Deed(action, "gone" if error.code is ErrorCode.NOT_FOUND else "unfit", error.detail)
        return Deed(action)

    async def _do(self, occasion: Occasion, number: int, action: RuleAction) -> None:
        match action:
            case DoAssign(to=to):
                name = await self._name(occasion.workspace_id, to) if to is not None else ""
                await self._happens(occasion, number, Assigned(to, name), Against(action, ("assigned",)))
            case DoTeam(team=team):
                found = (await self._teams.one(occasion.workspace_id, team)).name if team is not None else ""
                await self._happens(
                    occasion, number, TeamChanged(team, found), Against(action, ("team_changed",))
                )
            case DoRoute():
                await self._route(occasion, number, action)
            case DoLabels(on=on, off=off):
                await self._happens(
                    occasion, number, LabelsChanged(on, off), Against(action, (), (*on, *off))
                )
            case DoPriority(priority=priority):
                await self._happens(
                    occasion, number, PriorityChanged(priority), Against(action, ("priority_changed",))
                )
            case DoSnooze():
                await self._snooze(occasion, number, action)
            case DoResolve():
                case = occasion.story.head.case_number
                event = CaseResolved(case, await self._casework.reopens_until(occasion.workspace_id))
                against = Against(action, tuple(CASE_EVENTS), messages=True)
                await self._happens(occasion, number, event, against)
                await self._casework.ask_rating(occasion.workspace_id, occasion.conversation_id, case)
            case DoSay(text=text, reply=reply):
                said = Message(Text(await self._text(occasion, text, reply)))
                await self._keep(occasion, number, said, BOT, Against(action, messages=True))
            case DoNote(text=text):
                await self._keep(occasion, number, Note(Text(text)), SYSTEM, Against(action))
            case DoCall():
                await self._call(occasion, number, action)
            case _:
                assert_never(action)

    async def _route(self, occasion: Occasion, number: int, action: DoRoute) -> None:
        team_id, name = occasion.story.head.team_id, ""
        if team_id is not None:
            name = (await self._teams.one(occasion.workspace_id, team_id)).name
        event = TeamChanged(team_id, name, Because("rule"))
        await self._happens(occasion, number, event, Against(action, ("assigned", "team_changed")))

    async def _snooze(self, occasion: Occasion, number: int, action: DoSnooze) -> None:
        case, until = occasion.story.head.case_number, None
        if action.minutes is not None:
            until = datetime.now(UTC) + timedelta(minutes=action.minutes)
            await self._casework.wake_at(occasion.workspace_id, occasion.conversation_id, case, until)
        against = Against(action, tuple(CASE_EVENTS), messages=True)
        await self._happens(occasion, number, CaseSnoozed(case, until), against)

    async def _text(self, occasion: Occasion, text: str | None, reply_id: UUID | None) -> str:
        where = (occasion.workspace_id, occasion.conversation_id)
        if text is not None:
            filled = await self._replies.fill_for(*where, {"en": text})
        else:
            replies = await self._replies.of_everybody(occasion.workspace_id)
            reply = next((one for one in replies if one.id == reply_id), None)
            if reply is None:
                raise not_found("canned reply")
            filled = await self._replies.fill_for(*where, reply.texts)
        if filled.missing:
            raise _Unfilled(ErrorCode.INVALID, ", ".join(filled.missing))
        return filled.text

    async def _call(self, occasion: Occasion, number: int, action: DoCall) -> None:
        async with self._database.tenant(occasion.workspace_id) as connection:
            webhooks = await QUERIES.all(
                connection, "webhook_urls", _Address, workspace_id=occasion.workspace_id
            )
        url = next((one.url for one in webhooks if one.id == action.webhook), None)
        if url is None:
            raise not_found("webhook")
        event = WebhookCalled(action.webhook, urlsplit(url).hostname or "")
        seq = await self._happens(occasion, number, event, Against(action))
        message_id = derived_id(occasion.id, str(number))
        await self._webhooks.call(
            occasion.workspace_id, action.webhook, message_id, occasion.conversation_id, seq
        )

    async def _name(self, workspace_id: UUID, account_id: UUID) -> str:
        async with self._database.tenant(workspace_id) as connection:
            people = await QUERIES.all(connection, "staff_who_work", _Named, workspace_id=workspace_id)
        for one in people:
            if one.id == account_id:
                return one.name
        raise not_found("member of staff")

    async def _happens(self, occasion: Occasion, number: int, event: Event, against: Against) -> int:
        return await self._keep(occasion, number, Happened(event), SYSTEM, against)

    async def _keep(
        self, occasion: Occasion, number: int, body: Body, author: Author, against: Against
    ) -> int:
        rule, by = occasion.rule, occasion.moment.by
        came = [*(by.chain if by is not None else []), *occasion.before]
        depth = by.depth + 1 if by is not None else 1
        mark = ByRule(rule.id, rule.body.name, [*dict.fromkeys(came), rule.id], depth)
        line = Line(
            occasion.workspace_id,
            occasion.conversation_id,
            f"rule-{occasion.id.hex}-{number}",
            body,
            author,
            "api",
            source=Source(rule=mark),
            guard=_unless_people(occasion, against),
        )
        _, seq = await self._conversations.say(line)
        return seq


def _unless_people(occasion: Occasion, against: Against) -> Guard:
    """Under the lock of the conversation: nobody did otherwise since the moment that the rule was asked about."""

    async def as_asked(connection: Connection, head: HeadState) -> None:
        if head.case_number != occasion.story.head.case_number:
            raise _Meanwhile
        changed = await QUERIES.value(
            connection,
            "changed_by_people",
            bool,
            workspace_id=occasion.workspace_id,
            conversation_id=occasion.conversation_id,
            after=occasion.moment.seq,
            messages=against.messages,
            events=list(against.events),
            labels=list(against.labels),
        )
        if changed:
            raise _Meanwhile
        if needed(against.action, head) is None:
            raise _SoAlready

    return as_asked
