"""State before + event = fresh fetch: whoever applies the frames knows what loading everything again would tell.

Observers of every kind come and go while people write, note, read, assign, resolve and merge.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar, get_args
from uuid import UUID

import httpx2
import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from causerie.accounts.model import NewTeam
from causerie.answering.jobs import SendScheduled
from causerie.answering.model import NewScheduled
from causerie.client import LiveClient
from causerie.contacts.attributes import AttributeDefinition
from causerie.content import (
    AnswerDraft,
    Buttons,
    DeletedContent,
    Poll,
    Questions,
    QuickReplies,
    Text,
)
from causerie.content.buttons import ReplyButton
from causerie.content.fields import Option
from causerie.conversations import frames as f
from causerie.conversations.model import (
    Author,
    ByRule,
    DeskPage,
    Entry,
    Happened,
    Head,
    Inbox,
    Label,
    Message,
    Note,
    ReadMark,
    Source,
)
from causerie.conversations.plan import Line
from causerie.errors import AppError
from causerie.events import (
    CustomerEvent,
    DeliveryFailed,
    SlaApplied,
    SlaClock,
    SlaMissed,
    SlaPromise,
    WebhookCalled,
)
from causerie.kit.ids import new_id
from tests.helpers.server import Server
from tests.helpers.world import Customer, World, make_world, new_client_id
from tests.security.callers import Caller, Post, client, sign_in, sign_in_by_link


@dataclass
class Observer:
    """Somebody who loads once, and from then on knows what frames tell."""

    scene: Scene
    caller: Caller
    live: LiveClient = field(init=False)
    marks: dict[UUID, ReadMark] = field(default_factory=dict)
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def come(self) -> None:
        """Opens a line and loads everything."""
        self.marks = {}
        hello = msgspec.convert(self.caller.hello, f.Hello)
        self.live = await self.stack.enter_async_context(
            LiveClient(self.scene.server.url, hello, cookie=self.caller.cookie, on_frame=self._hear)
        )
        if self.caller.name != "visitor":
            heads, cursor = await self.scene.heads(self.caller)
            self.live.heads = heads
            self.live.follow_list(cursor)
        self.live.watch(self.scene.conversation)
        await self.live.until(lambda: self.live.welcome is not None)

    async def leave(self) -> None:
        """Closes the line."""
        await self.stack.aclose()

    def _hear(self, frame: f.ServerFrame) -> None:
        if isinstance(frame, f.Watching):
            self.marks = {mark.reader.id: mark for mark in frame.marks if mark.reader.id}
        elif isinstance(frame, f.Marked) and frame.mark.reader.id:
            self.marks[frame.mark.reader.id] = frame.mark

    @property
    def known(self) -> tuple[list[Entry], dict[UUID, ReadMark], dict[UUID, Head]]:
        """What the frames told."""
        heads = {
            key: head
            for key, head in self.live.heads.items()
            if head.merged_into is None and getattr(head, "status", "") != "none"
        }
        return self.live.timelines[self.scene.conversation].entries, self.marks, heads


@dataclass
class Scene:
    """One conversation, and those who look at it."""

    server: Server
    world: World
    customer: Customer
    agent: Caller
    messenger: Caller
    visitor: Caller
    observers: dict[str, Observer] = field(default_factory=dict)

    @property
    def conversation(self) -> UUID:
        return self.customer.conversation

    async def heads(self, caller: Caller) -> tuple[dict[UUID, Head], str]:
        """The list as it is loaded, with the cursor from which it goes on: that of the first page."""
        pages: list[DeskPage | Inbox]
        if caller.name == "messenger":
            pages = [await load(caller.http, "/api/v1/inbox", Inbox)]
        else:
            path = f"/api/v1/workspaces/{self.world.workspace}/conversations?limit=100&status="
            statuses = ("open", "bot", "snoozed", "resolved")
            pages = [await load(caller.http, path + status, DeskPage) for status in statuses]
        return {head.conversation: head for page in pages for head in page.heads}, pages[0].cursor

    async def fresh(self, caller: Caller) -> tuple[list[Entry], dict[UUID, ReadMark], dict[UUID, Head]]:
        """What somebody who comes only now is told."""
        newcomer = Observer(self, caller)
        await newcomer.come()
        timeline = newcomer.live.timelines[self.conversation]
        await newcomer.live.until(lambda: timeline.head > 0 and timeline.have >= timeline.head)
        known = newcomer.known
        await newcomer.leave()
        return known


T = TypeVar("T")


async def load(http: httpx2.AsyncClient, path: str, kind: type[T]) -> T:
    answer = await http.get(path)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=kind)


@asynccontextmanager
async def scene(server: Server, mailbox: Post) -> AsyncIterator[Scene]:
    """A visitor who proved a mailbox, so that no device of theirs is locked, and everybody looking."""
    world = await make_world(server.runtime)
    customer = await world.customer()
    await server.runtime.conversations.say(customer.line("hello"))
    async with AsyncExitStack() as stack:
        visitor, messenger, agent = [
            Caller(name, await stack.enter_async_context(client(server)), hello)
            for name, hello in (
                ("visitor", {"t": "hello", "app": "widget", "channel": str(world.channel)}),
                ("messenger", {"t": "hello", "app": "messenger"}),
                ("agent", {"t": "hello", "app": "desk", "workspace": str(world.workspace)}),
            )
        ]
        assert visitor.hello is not None
        visitor.hello["token"] = customer.visitor.token
        visitor.http.headers["Authorization"] = f"Bearer {customer.visitor.token}"
        address = f"customer-{new_client_id()}@mail.example"
        for path, body in (("email", {"email": address}), ("confirm", {})):
            answer = await visitor.http.post(f"/api/v1/widget/{world.channel}/{path}", json=body)
            assert answer.status_code in (202, 204), answer.text
        code = re.search(r"\b\d{6}\b", await mailbox.newest(address))
        assert code is not None
        proven = await visitor.http.post(
            f"/api/v1/widget/{world.channel}/confirm/verify", json={"code": code[0]}
        )
        assert proven.status_code == 204, proven.text
        await sign_in_by_link(server, messenger.http, address)
        assert world.agent.account.email is not None
        await sign_in(server, agent.http, world.agent.account.email)
        play = Scene(server, world, customer, agent, messenger, visitor)
        for caller in (visitor, messenger, agent):
            play.observers[caller.name] = Observer(play, caller)
            await play.observers[caller.name].come()
        try:
            yield play
        finally:
            for observer in play.observers.values():
                await observer.leave()


# what happens --------------------------------------------------------------------------------------------------------

Action = Callable[[Scene], Awaitable[object]]


def says(name: str, *, note: bool = False) -> Action:
    async def act(play: Scene) -> None:
        observer = play.observers[name]
        await observer.live.append(Text(f"{name} says"), conversation=play.conversation, note=note)

    return act


def amends(name: str, change: f.Edit | f.Delete | f.React) -> Action:
    """Changes the newest entry that is theirs to change; a reaction goes to the oldest that everybody sees."""

    async def act(play: Scene) -> None:
        observer = play.observers[name]
        kind = "staff" if name == "agent" else "contact"
        told, _, _ = observer.known
        said = [entry for entry in told if isinstance(entry.body, Message) and not is_deleted(entry)]
        if not isinstance(change, f.React):
            said = [entry for entry in said if entry.author.kind == kind and may_be_changed(entry)][::-1]
        if said:
            await observer.live.amend(play.conversation, said[0].seq, change)

    return act


def asks(content: Questions) -> Action:
    async def act(play: Scene) -> None:
        await play.observers["agent"].live.append(content, conversation=play.conversation)

    return act


def answers(name: str) -> Action:
    """Gives the newest question that was not closed the answer that all of them take."""

    async def act(play: Scene) -> None:
        observer = play.observers[name]
        for entry in reversed(observer.known[0]):
            content = entry.body.content if isinstance(entry.body, Message) else None
            if isinstance(content, QuickReplies | Buttons | Poll) and not (
                entry.answers and entry.answers.closed
            ):
                draft = AnswerDraft(entry.seq, {"choice": ["yes"]})
                with suppress(AppError):  # of who answered already, or was not asked
                    await observer.live.append(draft, conversation=play.conversation)
                return

    return act


async def a_poll_is_closed(play: Scene) -> None:
    agent = play.observers["agent"]
    for entry in agent.known[0]:
        polls = isinstance(entry.body, Message) and isinstance(entry.body.content, Poll)
        if polls and not (entry.answers and entry.answers.closed):
            await agent.live.amend(play.conversation, entry.seq, f.Close())
            return


YES_OR_NO = [Option("yes", "Yes"), Option("no", "No")]


def may_be_changed(entry: Entry) -> bool:
    """An answer stays, and only a text is edited."""
    return isinstance(entry.body, Message) and isinstance(entry.body.content, Text)


def is_deleted(entry: Entry) -> bool:
    return isinstance(entry.body, Message | Note) and isinstance(entry.body.content, DeletedContent)


def reads(name: str, *, delivered: bool = False) -> Action:
    async def act(play: Scene) -> None:
        live = play.observers[name].live
        have = live.timelines[play.conversation].have
        live.say(f.Mark(play.conversation, have, 0 if delivered else have))

    return act


def comes_again(name: str) -> Action:
    async def act(play: Scene) -> None:
        await play.observers[name].leave()
        await play.observers[name].come()

    return act


def desk_verb(verb: str, **body: object) -> Action:
    """What does not fit the case as it is, is refused."""

    async def act(play: Scene) -> None:
        path = f"/api/v1/workspaces/{play.world.workspace}/conversations/{play.conversation}/{verb}"
        answer = await play.agent.http.post(path, json=body)
        assert answer.status_code in (200, 409), answer.text

    return act


async def assigned(play: Scene) -> None:
    await desk_verb("assign", assignee=str(play.world.agent.account.id))(play)


async def labelled(play: Scene) -> None:
    await play.server.runtime.casework.define_label(play.world.workspace, Label("vip", "#336699"))
    await desk_verb("labels", add=["vip"])(play)


async def given_to_a_team(play: Scene) -> None:
    teams = play.server.runtime.teams
    if not await teams.all(play.world.workspace):
        await teams.found(play.world.workspace, NewTeam("Returns", [play.world.agent.account.id]))
    await desk_verb("team", team=str((await teams.all(play.world.workspace))[0].id))(play)


async def described(play: Scene) -> None:
    size = AttributeDefinition("case", "size", "Size", "number")
    await play.server.runtime.directory.define_attribute(play.world.workspace, size)
    await desk_verb("attributes", attributes={"size": 22})(play)


async def promised_and_missed(play: Scene) -> None:
    """With a deadline that is over already."""
    database = play.server.runtime.database
    due = datetime(2026, 11, 23, 9, tzinfo=UTC)
    clock = SlaClock(new_id(), "Today", SlaPromise(resolution=60), resolution=due)
    async with database.tenant(play.world.workspace) as connection:
        case = await connection.fetchval(
            "select case_number from conversation where id = $1", play.conversation
        )
    for event in (SlaApplied(case, clock), SlaMissed(case, "resolution", due, "Today")):
        await play.server.runtime.conversations.happened(
            play.world.workspace, play.conversation, event, channel="api"
        )


async def done_by_a_rule(play: Scene) -> None:
    """An event and a message, which say by which rule."""
    mark = Source(rule=ByRule(new_id(), "Tell the CRM", [new_id()], 1))
    told = Happened(WebhookCalled(new_id(), "crm.example"))
    for body, kind in ((told, "system"), (Message(Text("We are there.")), "bot")):
        author = Author(kind)  # type: ignore[arg-type]  # a literal of the tuple above
        line = Line(
            play.world.workspace, play.conversation, new_client_id(), body, author, "api", source=mark
        )
        await play.server.runtime.conversations.say(line)


def blocked(*, on: bool) -> Action:
    async def act(play: Scene) -> None:
        await play.server.runtime.casework.block(play.world.agent, play.conversation, on=on)

    return act


async def another_conversation_is_merged(play: Scene) -> None:
    other = await play.world.customer()
    await play.server.runtime.conversations.say(other.line("from my telephone"))
    assert other.visitor.contact_id is not None
    assert play.customer.visitor.contact_id is not None
    merge = play.server.runtime.conversations.merge
    await merge(play.world.workspace, other.visitor.contact_id, play.customer.visitor.contact_id)


async def a_mail_is_refused(play: Scene) -> None:
    failed = DeliveryFailed("email", 1, unknown=False, detail="no such mailbox")
    await play.server.runtime.conversations.happened(
        play.world.workspace, play.conversation, failed, channel="email"
    )


async def a_link_is_followed(play: Scene) -> None:
    with suppress(AppError):  # of who follows too many
        await play.server.runtime.visitors.referred(
            play.world.workspace, play.conversation, "poster", play.customer.person, "web"
        )


async def a_message_is_held(play: Scene) -> None:
    """For the visitor said something after it was written."""
    world, scheduled = play.world, play.server.runtime.scheduled
    new = NewScheduled(new_client_id(), Text("They are here"), in_seconds=60)
    waiting = await scheduled.schedule(world.agent, play.conversation, new)
    await says("visitor")(play)
    await scheduled.send(SendScheduled(world.workspace, waiting.id))


async def a_stranger_writes(play: Scene) -> None:
    stranger = await play.world.customer()
    await play.server.runtime.conversations.say(stranger.line("me too"))


ACTIONS: dict[str, Action] = {
    "visitor says": says("visitor"),
    "messenger says": says("messenger"),
    "agent says": says("agent"),
    "agent notes": says("agent", note=True),
    "visitor edits": amends("visitor", f.Edit("better")),
    "messenger edits": amends("messenger", f.Edit("better still")),
    "agent edits": amends("agent", f.Edit("best")),
    "visitor reacts": amends("visitor", f.React("👍")),
    "messenger reacts no more": amends("messenger", f.React("👍", on=False)),
    "agent reacts": amends("agent", f.React("❤️")),
    "visitor deletes": amends("visitor", f.Delete()),
    "agent deletes": amends("agent", f.Delete()),
    "agent asks": asks(QuickReplies("Well?", YES_OR_NO)),
    "visitor answers": answers("visitor"),
    "agent offers": asks(Buttons("Well?", [ReplyButton("yes", "Yes")])),
    "messenger taps": answers("messenger"),
    "agent polls": asks(Poll("Well?", YES_OR_NO, anonymous=True)),
    "messenger votes": answers("messenger"),
    "agent votes": answers("agent"),
    "a poll is closed": a_poll_is_closed,
    "visitor reads": reads("visitor"),
    "messenger reads": reads("messenger"),
    "agent reads": reads("agent"),
    "messenger is reached": reads("messenger", delivered=True),
    "snoozed": desk_verb("snooze", until=None),
    "visitor wakes it": says("visitor"),
    "given to a bot": desk_verb("give-to-bot"),
    "labelled": labelled,
    "urgent": desk_verb("priority", priority="urgent"),
    "given to a team": given_to_a_team,
    "described": described,
    "promised and missed": promised_and_missed,
    "done by a rule": done_by_a_rule,
    "resolved": desk_verb("resolve"),
    "reopened": desk_verb("reopen"),
    "blocked": blocked(on=True),
    "a blocked visitor says": says("visitor"),
    "not blocked any more": blocked(on=False),
    "assigned": assigned,
    "unassigned": desk_verb("assign", assignee=None),
    "merged": another_conversation_is_merged,
    "a mail is refused": a_mail_is_refused,
    "a link is followed": a_link_is_followed,
    "a message is held": a_message_is_held,
    "a stranger writes": a_stranger_writes,
    "visitor comes again": comes_again("visitor"),
    "messenger comes again": comes_again("messenger"),
    "agent comes again": comes_again("agent"),
}


async def check_every_observer(play: Scene, story: list[str]) -> None:
    """Every observer comes to know what a fresh fetch tells."""
    for observer in play.observers.values():
        fresh = await play.fresh(observer.caller)
        try:
            async with asyncio.timeout(10):
                while observer.known != fresh:
                    await asyncio.sleep(0.02)
                    fresh = await play.fresh(observer.caller)
        except TimeoutError:
            for told, loaded in zip(observer.known, fresh, strict=True):
                assert told == loaded, (observer.caller.name, story)
            raise
    counted = await play.agent.http.get(f"/api/v1/workspaces/{play.world.workspace}/counts")
    heads = [
        head for head in play.observers["agent"].known[2].values() if getattr(head, "status", "") == "open"
    ]
    assert counted.json()["all"] == len(heads)
    assert counted.json()["all_unread"] == sum(head.unread > 0 for head in heads)


async def test_everything_that_can_happen_is_told_as_it_would_be_loaded(
    server: Server, mailbox: Post
) -> None:
    async with scene(server, mailbox) as play:
        for name, act in ACTIONS.items():
            await act(play)
            await check_every_observer(play, [name])
        told, _, _ = play.observers["agent"].known
        happened = {type(entry.body.event) for entry in told if isinstance(entry.body, Happened)}
        assert happened == set(get_args(CustomerEvent))


def _stories(count: int) -> list[list[str]]:
    found: list[list[str]] = []

    @settings(max_examples=count, database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(st.sampled_from(sorted(ACTIONS)), min_size=5, max_size=15))
    def collect(story: list[str]) -> None:
        found.append(story)

    collect()
    return found


async def test_any_story_is_told_as_it_would_be_loaded(server: Server, mailbox: Post) -> None:
    async with scene(server, mailbox) as play:
        for story in _stories(40):
            for name in story:
                await ACTIONS[name](play)
            await check_every_observer(play, story)
