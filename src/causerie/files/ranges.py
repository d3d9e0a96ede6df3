"""Parts of files, as players ask for them."""

from __future__ import annotations

import re

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """From which byte, up to and without which, a Range header (RFC 9110, section 14.2) asks of `size` bytes.

    None: all of it, since there is none, it asks for several, or in a way that we don't know. Raises ValueError where
    it can't be satisfied.
    """
    asked = _ONE.fullmatch(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        start, end = max(size - int(asked[2]), 0), size
    else:
        start, end = int(asked[1]), min(int(asked[2] or size) + 1, size)
        if asked[2] and int(asked[2]) < start:
            return None
    if start >= size or start >= end:
        raise ValueError(header)
    return start, end
