"""What a socket is sent by those who did not read docs/live.md: an error or a close, and nobody else notices."""

from __future__ import annotations

import asyncio
import resource
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from causerie.conversations.frames import MAX_FRAME_BYTES, ClientFrame
from tests.helpers.world import new_client_id
from tests.security.callers import NOBODYS, Cast, Json, Line, line, socket

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")


@asynccontextmanager
async def undisturbed(people: Cast) -> AsyncIterator[None]:
    """Another line works before and after."""
    async with line(people.server, people["visitor"]) as other:
        assert await other.answers() == []
        yield
        assert await other.answers() == []


async def code_after(people: Cast, *messages: bytes | str) -> int | None:
    """The close code that these messages bring about."""
    async with socket(people.server) as connection:
        for message in messages:
            await connection.send(message)
        async with asyncio.timeout(10):
            await connection.wait_closed()
        return connection.close_code


async def write(connection: ClientConnection, *frames: Frame) -> None:
    """Frames as no library would send them."""
    for frame in frames:
        connection.transport.write(frame.serialize(mask=True))


def resident_bytes() -> int:
    """This process's memory, which the server shares."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


# frames that are none ------------------------------------------------------------------------------------------------


async def test_weakness_21_a_longer_frame_closes_its_line_and_fills_no_memory(people: Cast) -> None:
    async with undisturbed(people):
        assert await code_after(people, "x" * (MAX_FRAME_BYTES + 1)) == 1009
        before = resident_bytes()
        async with socket(people.server) as connection:
            # A header that promises 8 GB, and then as much of it as is taken.
            connection.transport.write(
                b"\x81" + bytes([0x80 | 127]) + struct.pack("!Q", 8 * 2**30) + b"\0\0\0\0"
            )
            async with asyncio.timeout(10):
                await connection.wait_closed()
            assert connection.close_code == 1009
        async with socket(people.server) as connection:
            # The same in small fragments that never end.
            for number in range(2_000):
                opcode = Opcode.TEXT if number == 0 else Opcode.CONT
                await write(connection, Frame(opcode, b"x" * 4_096, fin=False))
                if connection.close_code is not None:
                    break
                await asyncio.sleep(0)
            async with asyncio.timeout(10):
                await connection.wait_closed()
            assert connection.close_code in (1009, 1006)
        assert resident_bytes() - before < 20 * 2**20


async def test_binary_frames_and_text_that_is_no_utf8_close_their_line(people: Cast) -> None:
    async with undisturbed(people):
        assert await code_after(people, b'{"t":"ping"}') == 1003
        async with socket(people.server) as connection:
            await write(connection, Frame(Opcode.TEXT, b'{"t":"\xff\xfe"}'))
            async with asyncio.timeout(10):
                await connection.wait_closed()
            assert connection.close_code == 1007


@pytest.mark.parametrize(
    "first", ['{"t":"ping"}', f'{{"t":"watch","conversation":"{NOBODYS}"}}', '{"t":"list","after":null}']
)
async def test_who_says_anything_before_hello_is_sent_away(people: Cast, first: str) -> None:
    assert await code_after(people, first) == 1008


# frames that mean harm -----------------------------------------------------------------------------------------------

DEEP = "[" * 20_000 + "]" * 20_000
HARMFUL = {  # words in capitals stand for what is too long to be read here
    "not json": "hello",
    "nothing": "",
    "an array": "[]",
    "deep before the tag": '{"a":DEEP,"t":"ping"}',
    "deep after the tag": '{"t":"ping","a":DEEP}',
    "deep in the content": '{"t":"append","client_id":"12345678","content":{"x":DEEP,"kind":"text","text":"a"}}',
    "deep and open": "[" * 60_000,
    "weakness 6, __proto__": '{"t":"ping","__proto__":{"admin":true}}',
    "weakness 6, constructor": '{"t":"list","after":null,"constructor":{"prototype":{}}}',
    "a huge integer": '{"t":"mark","conversation":"NOBODY","read":1ZEROS}',
    "a huge exponent": '{"t":"mark","conversation":"NOBODY","read":1e400}',
    "a negative": '{"t":"mark","conversation":"NOBODY","read":-1}',
    "not a number": '{"t":"mark","conversation":"NOBODY","read":NaN}',
    "a lone surrogate": '{"t":"append","client_id":"12345678","content":{"kind":"text","text":"\\ud800 x"}}',
    "a NUL": '{"t":"append","client_id":"12345678","content":{"kind":"text","text":"a\\u0000b"}}',
    "a NUL in the id": '{"t":"append","client_id":"12345678\\u0000","content":{"kind":"text","text":"a"}}',
    "white space alone": '{"t":"append","client_id":"12345678","content":{"kind":"text","text":" \\n\\u2003"}}',
    "too long a text": '{"t":"append","client_id":"12345678","content":{"kind":"text","text":"LONG"}}',
    "another kind": '{"t":"append","client_id":"12345678","content":{"kind":"html","text":"a"}}',
    "what only we may say": '{"t":"append","client_id":"12345678","content":{"kind":"email_request"}}',
    "an id of another type": '{"t":"watch","conversation":7}',
    "a list of ids": '{"t":"watch","conversation":["NOBODY"]}',
    "an operator": '{"t":"watch","conversation":{"$ne":null}}',
    "a server's frame": '{"t":"bye","reason":"drain"}',
    "a foreign page": '{"t":"page","page":{"url":"javascript:alert(1)"}}',
    "a cursor of nobody's": '{"t":"list","after":"\\u0663.\\u00b2"}',
    "two hellos": '{"t":"hello","app":"desk"}',
}
LONG = {"DEEP": DEEP, "NOBODY": str(NOBODYS), "ZEROS": "0" * 5_000, "LONG": "x" * 10_001}


@pytest.mark.parametrize("name", HARMFUL)
async def test_a_harmful_frame_is_answered_by_one_error_and_the_line_goes_on(people: Cast, name: str) -> None:
    frame = HARMFUL[name]
    for word, meant in LONG.items():
        frame = frame.replace(word, meant)
    async with line(people.server, people["visitor"]) as opened:
        answers = await opened.say(msgspec.Raw(frame.encode()))  # type: ignore[arg-type]  # what is no JSON object
        assert [answer["t"] for answer in answers] == ["error"]
        assert answers[0]["code"] in ("invalid", "not_found", "forbidden")
        assert len(answers[0]["detail"]) < 500


async def test_of_a_key_that_comes_twice_the_checks_see_what_is_used(people: Cast) -> None:
    """Elsewhere one reader checked the first of two and another used the second."""
    async with line(people.server, people["visitor"]) as opened:
        conversation = str(people.customer.conversation)
        frame = (
            f'{{"t":"watch","conversation":"{conversation}","conversation":"{people.stranger.conversation}"}}'
        )
        answers = await opened.say(msgspec.Raw(frame.encode()))  # type: ignore[arg-type]  # as above
        assert [answer["code"] for answer in answers] == ["not_found"]


async def test_a_cursor_of_our_own_epoch_with_a_number_that_is_none_is_refused(people: Cast) -> None:
    async with line(people.server, people["owner"]) as opened:
        [heads] = await opened.say({"t": "list"})
        epoch = heads["cursor"].partition(".")[0]
        for since in ("٣", "²", "9" * 20, "18446744073709551616", "-1", "1 or 1=1", ""):
            answers = await opened.say({"t": "list", "after": f"{epoch}.{since}"})
            assert [answer.get("code") for answer in answers if answer["t"] != "heads"] == ["invalid"], since


# frames of chance ----------------------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
KINDS = ["hello", "watch", "unwatch", "pull", "append", "mark", "typing", "page", "list", "ping"]
FIELDS = [
    "conversation",
    "after",
    "before",
    "limit",
    "client_id",
    "content",
    "note",
    "read",
    "on",
    "text",
    "page",
]
nearly_frames = st.fixed_dictionaries(
    {"t": st.sampled_from(KINDS)},
    optional={field: json_values | st.just(str(NOBODYS)) for field in FIELDS},
).map(msgspec.json.encode)
messages = (
    nearly_frames
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))
    | json_values.map(msgspec.json.encode)
)


async def test_whatever_is_said_a_line_answers_or_closes_and_its_worker_lives(people: Cast) -> None:
    async with undisturbed(people):
        for role in ("visitor", "messenger", "agent"):
            said = _examples(messages, 120)
            async with line(people.server, people[role]) as opened:
                for message in said:
                    answers = await opened.say(msgspec.Raw(message))  # type: ignore[arg-type]  # any bytes
                    assert not [
                        answer for answer in answers if answer.get("code") in ("unavailable", "internal")
                    ], message


async def test_any_bytes_on_a_socket_bring_an_answer_or_a_close(people: Cast) -> None:
    async with undisturbed(people):
        for data in _examples(st.binary(min_size=1, max_size=400), 100):
            async with socket(people.server) as connection:
                connection.transport.write(data)
                connection.transport.write_eof()
                with pytest.raises(ConnectionClosed):
                    async with asyncio.timeout(10):
                        while True:
                            await connection.recv()


def _examples(strategy: st.SearchStrategy[bytes], count: int) -> list[bytes]:
    """Examples for a test that awaits: Hypothesis itself calls only what does not."""
    found: list[bytes] = []

    @settings(max_examples=count, database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(strategy)
    def collect(example: bytes) -> None:
        found.append(example)

    collect()
    return found


@given(messages | st.binary(max_size=300))
def test_reading_a_frame_gives_a_frame_or_one_of_three_errors(data: bytes) -> None:
    try:
        frame = msgspec.json.decode(data, type=ClientFrame)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    assert type(frame).__struct_config__.tag in KINDS


# who may say what ----------------------------------------------------------------------------------------------------


def frames_about(conversation: object) -> list[Json]:
    """Every frame that names a conversation."""
    where = {"conversation": str(conversation)}
    text = {"kind": "text", "text": "hello"}
    return [
        {"t": "watch", **where},
        {"t": "pull", **where},
        {"t": "find", **where, "text": "hello"},
        {"t": "append", **where, "client_id": new_client_id(), "content": text},
        {"t": "append", **where, "client_id": new_client_id(), "content": text, "note": True},
        {
            "t": "amend",
            **where,
            "client_id": new_client_id(),
            "of": 2,
            "change": {"kind": "react", "emoji": "👍"},
        },
        {"t": "mark", **where, "read": 1},
        {"t": "typing", **where, "on": True},
        {"t": "unwatch", **where},
    ]


def test_every_frame_that_names_a_conversation_is_tried() -> None:
    tried = {frame["t"] for frame in frames_about(NOBODYS)}
    named = {
        kind.__struct_config__.tag
        for kind in ClientFrame.__args__
        if "conversation" in {field.name for field in msgspec.structs.fields(kind)}
    }
    assert named == tried


async def heard(opened: Line, frames: list[Json]) -> list[Json]:
    answers = [answer for frame in frames for answer in await opened.say(frame)]
    return [{**answer, "client_id": None, "conversation": None} for answer in answers]


async def test_weakness_22_a_conversation_of_another_is_answered_as_one_that_does_not_exist(
    people: Cast,
) -> None:
    for caller in people.callers.values():
        if caller.hello is None:
            continue
        foreign = people.customer if "of another" in caller.name else people.stranger
        async with line(people.server, caller) as opened:
            there = await heard(opened, frames_about(foreign.conversation))
            nowhere = await heard(opened, frames_about(NOBODYS))
        assert there == nowhere, caller.name
        assert {answer["code"] for answer in there} <= {"not_found", "forbidden"}
        assert len(there) == 8


async def test_weakness_22_a_workspace_of_another_is_answered_as_one_that_does_not_exist(
    people: Cast,
) -> None:
    for name in ("owner", "messenger"):
        cookie = people[name].cookie
        assert cookie is not None
        answers = []
        for workspace in (people.theirs.workspace, NOBODYS):
            async with socket(people.server, {"Cookie": cookie}) as connection:
                opened = Line(connection)
                await connection.send(
                    msgspec.json.encode({"t": "hello", "app": "desk", "workspace": str(workspace)}), text=True
                )
                answers.append(await opened.until("bye"))
        assert answers[0] == answers[1]


async def test_weakness_31_who_may_only_read_says_nothing_and_reads_for_nobody(people: Cast) -> None:
    async with line(people.server, people["viewer"]) as viewer:
        answers = [await viewer.say(frame) for frame in frames_about(people.customer.conversation)]
    kinds = [[answer.get("code", answer["t"]) for answer in some] for some in answers]
    assert kinds[:3] == [["watching", "entries"], ["entries"], ["found"]]
    assert kinds[3:8] == [["forbidden"]] * 5
    async with people.server.runtime.database.acquire() as connection:
        marks = await connection.fetchval(
            "select count(*) from read_mark m join account a on a.id = m.reader_id where a.name = 'viewer'"
        )
    assert marks == 0


async def test_notes_and_sources_never_reach_a_contact(people: Cast) -> None:
    say = people.server.runtime.conversations.say
    await say(people.mine.answer(people.customer.conversation, "a word among us", note=True))
    for name in ("visitor", "messenger"):
        async with line(people.server, people[name]) as opened:
            answers = await opened.say(
                {"t": "watch", "conversation": str(people.customer.conversation), "after": 0}
            )
            text = repr(answers)
        assert "hello" in text
        assert "a word among us" not in text
        assert "'source'" not in text
