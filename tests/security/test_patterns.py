"""Weakness 19: every pattern that a stranger's text meets is done with 100,000 characters in less than 50 ms."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from causerie.main import document

SIZE = 100_000
LIMIT_SECONDS = 0.05


def patterns(schema: Any) -> Iterator[str]:
    """Every pattern of the API and of the frames."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for value in schema.values():
            yield from patterns(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from patterns(value)


PATTERNS = sorted(set(patterns(document())))
SEEDS = [
    "a",
    " ",
    "0",
    "@",
    ".",
    "a@",
    "a.",
    " a",
    "\n",
    "-",
    "/",
    "https://",
    "я",
    "\x00",
    "a\x00",
    "<",
    "=",
    "%",
]
ENDS = ["", "\x00", "\n", "@", "!", " ", "\ud800"]


def test_there_are_patterns_to_try() -> None:
    assert len(PATTERNS) >= 8


@pytest.mark.parametrize("pattern", PATTERNS)
def test_weakness_19_patterns_are_linear(pattern: str) -> None:
    compiled = re.compile(pattern)
    slowest = {}
    for seed in SEEDS:
        for end in ENDS:
            text = (seed * SIZE)[: SIZE - len(end)] + end
            # The fastest of several: what the machine does beside is not the pattern's doing.
            slowest[seed, end] = min(_seconds(compiled, text) for _ in range(3))
            assert slowest[seed, end] < LIMIT_SECONDS, (pattern, seed, end)
    assert max(slowest.values()) < LIMIT_SECONDS


def _seconds(compiled: re.Pattern[str], text: str) -> float:
    began = time.perf_counter()
    compiled.search(text)
    return time.perf_counter() - began
