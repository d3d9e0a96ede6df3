"""Figures of a measurement: percentiles, and who used the processor meanwhile."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec import Struct


class Latency(Struct, frozen=True):
    """Milliseconds."""

    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return f"{self.p50:.1f} {self.p95:.1f} {self.p99:.1f}"


class Busy(Struct, frozen=True):
    """The share of one core that each used. `others`: whatever else ran on the machine meanwhile."""

    generator: float
    server: float
    database: float
    others: float

    def __str__(self) -> str:
        return f"{self.generator:.0%} / {self.server:.0%} / {self.database:.0%} / {self.others:.0%}"


def percentile(seconds: Sequence[float], part: float) -> float:
    """The least value that `part` of all don't exceed (nearest rank); not a number where there is none."""
    if not seconds:
        return math.nan
    return sorted(seconds)[max(0, math.ceil(len(seconds) * part) - 1)]


def latency(seconds: Sequence[float]) -> Latency:
    """The percentiles, in milliseconds."""
    ordered = sorted(seconds)
    return Latency(*(percentile(ordered, part) * 1000 for part in (0.50, 0.95, 0.99)))
