"""Readers are told in the order of the timeline, in whatever order the processes hear of each other's commits."""

import asyncio
import itertools
import random
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from causerie.content import Text
from causerie.conversations.frames import Entries
from causerie.conversations.model import Author, Entry, Message, Note, Source
from causerie.conversations.plan import Kept
from causerie.conversations.readers import contact_topic, staff_topic
from causerie.conversations.telling import Telling, Told
from causerie.conversations.watched import Known, Watched
from causerie.kit.hub import Hub

WORKSPACE, CONVERSATION = UUID(int=1), UUID(int=2)
AUTHOR = Author("contact", UUID(int=3))


class Reader:
    """Has what it was told, as a client has it: what leaves a gap is not taken."""

    def __init__(self) -> None:
        self.have: list[int] = []
        self.gaps = 0
        self.more = asyncio.Event()

    def push(self, _topic: str, frame: bytes) -> None:
        """Takes what is new of a frame."""
        entries = msgspec.json.decode(frame, type=Entries)
        end = len(self.have)
        if entries.after > end:
            self.gaps += 1
            return
        self.have += [entry.seq for entry in entries.entries if entry.seq > end]
        self.more.set()

    async def has(self, end: int) -> None:
        """Waits until it has everything up to there."""
        async with asyncio.timeout(5):
            while len(self.have) < end:
                self.more.clear()
                await self.more.wait()


def kept(seq: int) -> Kept:
    """An entry that was committed."""
    body = Message(Text(f"line {seq}"))
    entry = Entry(CONVERSATION, seq, datetime.now(UTC), AUTHOR, "web", f"line-{seq}", body)
    return Kept(WORKSPACE, entry, None, None, None, None)


def ranges(cuts: list[int]) -> list[tuple[int, int]]:
    """What lies between the cuts, each without its beginning."""
    ends = [0, *sorted(set(cuts)), 20]
    return [(after, through) for after, through in itertools.pairwise(ends) if after < through]


@given(
    cuts=st.lists(st.integers(1, 19)),
    order=st.randoms(use_true_random=False),
    lost=st.sets(st.integers(0, 19)),
    encoded=st.sets(st.integers(0, 19)),
)
def test_no_reader_meets_a_gap_and_all_get_to_the_end(
    cuts: list[int], order: random.Random, lost: set[int], encoded: set[int]
) -> None:
    async def told_in(parts: list[tuple[int, int]]) -> None:
        hub, watched = Hub(), Watched()
        asked: list[int] = []

        def read_again(_workspace: UUID, _conversation: UUID, through: int) -> None:
            asked.append(through)
            known = watched.conversations[CONVERSATION].seq
            telling.tell(Told.of([kept(seq) for seq in range(known + 1, through + 1)]))

        telling = Telling(hub, watched, read_again, alone=False)
        watched.conversations[CONVERSATION] = Known(WORKSPACE, 0, {})
        staff, contact = Reader(), Reader()
        hub.subscribe(staff_topic(CONVERSATION), staff)
        hub.subscribe(contact_topic(CONVERSATION), contact)
        heard = [part for number, part in enumerate(parts) if number not in lost]
        for number, (after, through) in enumerate(heard):
            told = Told.of([kept(seq) for seq in range(after + 1, through + 1)])
            telling.tell(Told.heard(WORKSPACE, told.encoded) if number in encoded else told)
        end = max((through for _, through in heard), default=0)
        for reader in (staff, contact):
            assert reader.have == list(range(1, len(reader.have) + 1))
        assert not asked
        await staff.has(end)
        assert staff.have == contact.have == list(range(1, end + 1))
        assert staff.gaps == contact.gaps == 0

    parts = ranges(cuts)
    order.shuffle(parts)
    asyncio.run(told_in(parts))


def test_a_note_is_not_in_what_the_contact_is_told() -> None:
    """Nor is where a message came from; both are in what staff is told."""
    message = kept(1)
    source = Source(page_title="a-mail")
    sourced = msgspec.structs.replace(message, entry=msgspec.structs.replace(message.entry, source=source))
    note = msgspec.structs.replace(
        message, entry=msgspec.structs.replace(message.entry, seq=2, body=Note(Text("a secret")))
    )
    told = Told.heard(WORKSPACE, Told.of([sourced, note]).encoded)
    contact = msgspec.json.decode(told.for_contact(), type=Entries)
    assert [entry.seq for entry in contact.entries] == [1]
    for hidden in (b"a-mail", b"a secret"):
        assert hidden in told.encoded
        assert hidden not in told.for_contact()
    assert contact.through == 2
