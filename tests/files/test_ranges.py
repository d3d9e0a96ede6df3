"""Parts of files, as players ask for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from causerie.files.ranges import byte_range


@pytest.mark.parametrize(
    ("header", "asked"),
    [
        ("", None),
        ("bytes=0-", (0, 100)),
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=20-10", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
    ],
)
def test_a_part_is_what_was_asked_for(header: str, asked: tuple[int, int] | None) -> None:
    assert byte_range(header, 100) == asked


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=-0", "bytes=500-600"])
def test_a_part_beyond_the_end_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match="bytes="):
        byte_range(header, 100)


@given(st.text(alphabet="bytes=0123456789-, ", max_size=30), st.integers(1, 1000))
def test_whatever_is_asked_a_part_lies_within_the_file(header: str, size: int) -> None:
    try:
        asked = byte_range(header, size)
    except ValueError:
        return
    if asked is not None:
        start, end = asked
        assert 0 <= start < end <= size
