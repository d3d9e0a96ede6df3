"""How long something plays, for people."""

from __future__ import annotations


def clock(milliseconds: int) -> str:
    """Minutes and seconds as clocks show them: 0:07, 12:30."""
    minutes, seconds = divmod(max(round(milliseconds / 1000), 1), 60)
    return f"{minutes}:{seconds:02}"
