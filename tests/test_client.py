"""What a client knows of a conversation, whatever way the frames come: everything once, in order, or it asks."""

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from causerie.client import Timeline
from causerie.content import Text
from causerie.conversations.frames import Entries
from causerie.conversations.model import Author, Entry, Message, Note

CONVERSATION = UUID(int=7)
LENGTH = 40
PAGE = 7


def entry(seq: int) -> Entry:
    body = Note(Text("among us")) if seq % 5 == 0 else Message(Text(str(seq)))
    return Entry(
        CONVERSATION, seq, datetime(2026, 1, 1, tzinfo=UTC), Author("system"), "web", f"client-{seq}", body
    )


def frame(after: int, through: int, head: int) -> Entries:
    """What a contact gets of (after, through]: every fifth entry is not for them."""
    seen = [entry(seq) for seq in range(after + 1, through + 1) if seq % 5]
    return Entries(CONVERSATION, after, through, head, seen, [])


frames = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(frames, max_size=30))
def test_frames_in_any_order_lose_and_double_nothing(ranges: list[tuple[int, int]]) -> None:
    timeline = Timeline()
    for after, through in ranges:
        timeline.take(frame(after, through, through))
        assert [one.seq for one in timeline.entries] == [
            seq for seq in range(1, timeline.have + 1) if seq % 5
        ]
    # A server answers what was asked for, page by page, and then nothing is missing.
    timeline.line_lost()
    wanted: int | None = timeline.have
    while wanted is not None:
        wanted = timeline.take(frame(wanted, min(wanted + PAGE, LENGTH), LENGTH))
    assert timeline.have == LENGTH
    assert [one.seq for one in timeline.entries] == [seq for seq in range(1, LENGTH + 1) if seq % 5]


def test_a_gap_is_asked_for_once_until_the_line_is_lost() -> None:
    timeline = Timeline()
    assert timeline.take(frame(0, 2, 2)) is None
    assert timeline.take(frame(4, 5, 5)) == 2
    assert timeline.take(frame(5, 6, 6)) is None
    timeline.line_lost()
    assert timeline.take(frame(6, 7, 7)) == 2
    assert timeline.have == 2
