"""Every measurement by its name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bench import crowds, growth, sends, workers
from bench.installation import Bench
from bench.report import Row

MEASURES: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "sends": sends.measure,
    "fan-out": crowds.fan_out,
    "group": crowds.group,
    "idle": crowds.idle,
    "restart": crowds.restart,
    "workers": workers.measure,
    "growth": growth.measure,
}
