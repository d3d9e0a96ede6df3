"""A client made from docs/live.md whose sockets are cut at random: none lost, none doubled, none out of order."""

import asyncio
import json
import random
from uuid import UUID

import httpx
import msgspec
import pytest

from causerie.client import LiveClient, Timeline
from causerie.content import Text
from causerie.conversations.frames import Ack, Entries, Hello, Pull, ServerFrame, Watch
from causerie.conversations.model import Entry, Message
from causerie.conversations.readers import contact_may_see
from tests.helpers.demo import Demo
from tests.helpers.people import Agent, signed_in
from tests.helpers.proxy import CuttingProxy

# Half a minute on a machine of its own; longer where others work too.
pytestmark = [pytest.mark.proof, pytest.mark.timeout(300)]

MESSAGES = 500  # of each side
FEWEST_CUTS = 2  # of each line; chance may give few


def said(entries: list[Entry], kind: str) -> list[tuple[str, str]]:
    """What one side said, in the order in which it stands: client_ids and texts."""
    return [
        (entry.client_id, entry.body.content.text)
        for entry in entries
        if entry.author.kind == kind
        and isinstance(entry.body, Message)
        and isinstance(entry.body.content, Text)
    ]


def say_all(
    line: LiveClient, conversation: UUID, who: str
) -> tuple[list[tuple[str, str]], list[asyncio.Future[Ack]]]:
    """Says everything without waiting for an answer; what was said, and the answers to come."""
    wanted = [(f"{who}-{number:06}", f"{who} {number}: размер M, mărimea M") for number in range(MESSAGES)]
    return wanted, [
        line.append(Text(text), conversation=conversation, client_id=client_id) for client_id, text in wanted
    ]


async def test_a_thousand_messages_over_lines_that_are_cut_at_random(demo: Demo, rng: random.Random) -> None:
    async with (
        signed_in(demo.url) as agent,
        CuttingProxy(demo.port, rng) as shop_network,
        CuttingProxy(demo.port, rng) as office_network,
        await agent.visitor(shop_network.url) as visitor,
        agent.line(office_network.url) as desk,
    ):
        conversation = (await visitor.append(Text("Hello"))).conversation
        read_by_visitor, read_by_desk = visitor.watch(conversation), desk.watch(conversation)
        by_visitor, visitor_acks = say_all(visitor, conversation, "visitor")
        by_desk, desk_acks = say_all(desk, conversation, "desk")
        acks = await asyncio.gather(*visitor_acks, *desk_acks)
        last = max(ack.seq for ack in acks)
        await visitor.read(conversation, last)
        await desk.read(conversation, last)
        stand = await agent.entries(conversation)

    print("cuts", shop_network.cuts, office_network.cuts)  # noqa: T201
    assert min(shop_network.cuts, office_network.cuts) >= FEWEST_CUTS
    assert [entry.seq for entry in stand] == list(range(1, len(stand) + 1))
    assert said(stand, "contact")[1:] == by_visitor
    assert said(stand, "staff") == by_desk
    seqs = {entry.client_id: entry.seq for entry in stand}
    assert [ack.seq for ack in acks] == [seqs[ack.client_id] for ack in acks]
    assert read_by_desk.entries == stand
    assert [entry.seq for entry in read_by_visitor.entries] == [
        entry.seq for entry in stand if contact_may_see(entry.body)
    ]


DECODE_FRAME = msgspec.json.Decoder(ServerFrame).decode
DECODE_FRAMES = msgspec.json.Decoder(list[ServerFrame]).decode


async def poll(http: httpx.AsyncClient, frames: list[object], *, wait: float) -> list[ServerFrame]:
    """One long poll."""
    answer = await http.post("/live/poll", params={"wait": wait}, content=msgspec.json.encode(frames))
    assert answer.status_code == 200, answer.text
    return DECODE_FRAMES(answer.content)


def take(timeline: Timeline, frames: list[ServerFrame]) -> int | None:
    """Takes the frames' entries; where to pull from, if there is more."""
    after = None
    for frame in frames:
        if isinstance(frame, Entries):
            after = timeline.take(frame)
    return after


async def polled(http: httpx.AsyncClient, hello: Hello, conversation: UUID) -> Timeline:
    """The conversation as a client without sockets reads it."""
    timeline = Timeline()
    after = take(timeline, await poll(http, [hello, Watch(conversation, 0)], wait=5))
    while after is not None:
        after = take(timeline, await poll(http, [hello, Pull(conversation, after)], wait=0))
    return timeline


async def streamed(
    http: httpx.AsyncClient, hello: Hello, conversation: UUID, through: int, ready: asyncio.Event
) -> Timeline:
    """The conversation as a client of server-sent events reads it, up to `through`."""
    timeline = Timeline()
    body = msgspec.json.encode([hello, Watch(conversation, 0)])
    async with http.stream("POST", "/live/stream", content=body) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                after = take(timeline, [DECODE_FRAME(line.removeprefix("data: "))])
                while after is not None:
                    after = take(timeline, await poll(http, [hello, Pull(conversation, after)], wait=0))
            if timeline.have >= through - 1:
                ready.set()
            if timeline.have >= through:
                return timeline
    pytest.fail("the stream ended")


async def as_desk(agent: Agent, url: str) -> httpx.AsyncClient:
    """A browser's requests with Anna's cookie."""
    headers = {"Cookie": agent.api.cookie, "X-CSRF-Token": agent.me.csrf, "Content-Type": "application/json"}
    return httpx.AsyncClient(base_url=url, headers=headers, trust_env=False, timeout=30)


async def test_streams_and_polls_bring_the_same_entries_as_the_socket(demo: Demo) -> None:
    async with (
        signed_in(demo.url) as agent,
        await agent.visitor(demo.url) as visitor,
        agent.line(demo.url) as desk,
        await as_desk(agent, demo.url) as http,
    ):
        conversation = (await visitor.append(Text("Hello"))).conversation
        socket = desk.watch(conversation)
        answers = [visitor.append(Text(f"{number} " + "long " * 900)) for number in range(300)]
        answers += [desk.append(Text("a note"), conversation=conversation, note=True)]
        last = max(ack.seq for ack in await asyncio.gather(*answers))

        hello, ready = Hello("desk", workspace=agent.workspace), asyncio.Event()
        streaming = asyncio.create_task(streamed(http, hello, conversation, last + 1, ready))
        await ready.wait()
        polling = asyncio.create_task(poll(http, [hello, Watch(conversation, last)], wait=25))
        ack = await visitor.append(Text("live, while both wait"))
        assert ack.seq == last + 1
        stream, news = await streaming, await polling
        await desk.read(conversation, ack.seq)

        assert stream.entries == socket.entries == await agent.entries(conversation)
        assert (await polled(http, hello, conversation)).entries == socket.entries
        fresh = [entry for frame in news if isinstance(frame, Entries) for entry in frame.entries]
        assert fresh == socket.entries[-1:]

        # The visitor's own streams and polls leave the note out, as the socket does.
        own = visitor.watch(conversation)
        await visitor.read(conversation, ack.seq)
        async with httpx.AsyncClient(base_url=demo.url, trust_env=False) as browser:
            assert (await polled(browser, visitor.hello, conversation)).entries == own.entries
        assert [entry.seq for entry in own.entries] == [
            entry.seq for entry in socket.entries if contact_may_see(entry.body)
        ]


async def test_what_is_said_by_poll_is_kept_once(demo: Demo) -> None:
    async with signed_in(demo.url) as agent, httpx.AsyncClient(base_url=demo.url, trust_env=False) as browser:
        hello = (await agent.visitor(demo.url)).hello
        append = {"t": "append", "client_id": "polled-000001", "content": {"kind": "text", "text": "Once"}}
        acks = []
        for _ in range(3):
            answer = await browser.post(
                "/live/poll", params={"wait": 0}, content=msgspec.json.encode([hello, append])
            )
            acks += [frame for frame in json.loads(answer.content) if frame["t"] == "ack"]
        assert len(acks) == 3
        assert len({(ack["conversation"], ack["seq"]) for ack in acks}) == 1
        stand = await agent.entries(UUID(acks[0]["conversation"]))
        assert said(stand, "contact") == [("polled-000001", "Once")]
