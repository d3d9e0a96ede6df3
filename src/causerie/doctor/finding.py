"""What a check found."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Verdict = Literal["fine", "wrong", "note"]


class Finding(Struct, frozen=True):
    """One line of the report. `mend`: what to do about it, where there is something to be done."""

    verdict: Verdict
    what: str
    words: str
    mend: str = ""


def fine(what: str, words: str) -> Finding:
    """All is well."""
    return Finding("fine", what, words)


def wrong(what: str, words: str, mend: str) -> Finding:
    """This does not work, or is not safe."""
    return Finding("wrong", what, words, mend)


def note(what: str, words: str, mend: str = "") -> Finding:
    """This works, and may not be what was meant."""
    return Finding("note", what, words, mend)
