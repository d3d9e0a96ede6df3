"""What people may notice of a fault that costs time alone."""

from __future__ import annotations

from collections.abc import Sequence

from faults.checker import Violation
from faults.figures import delays
from faults.history import Event, Lost, Refused, only
from faults.world import World

LATEST_SECONDS = 5.0
SELDOM_SECONDS = 2.0


def talk_seldom(world: World) -> None:
    """From now on nobody learns of what they missed by what is said after it."""
    for person in world.people:
        person.pause = SELDOM_SECONDS


def no_line_is_lost(history: Sequence[Event]) -> list[Violation]:
    """Nor is anything refused."""
    found = [Violation("lines", "a line was lost", f"{one.who}: {one.why}") for one in only(history, Lost)]
    return found + [
        Violation("lines", "a refusal", f"{one.who}: {one.code}") for one in only(history, Refused)
    ]


def costs_seconds_alone(history: Sequence[Event]) -> list[Violation]:
    """News may be late by five seconds; no line is lost and nothing is refused."""
    found = no_line_is_lost(history)
    latest = max(delays(history), default=0.0)
    if latest > LATEST_SECONDS:
        found.append(Violation("bus", f"news later than {LATEST_SECONDS:g} s", f"{latest:.2f} s"))
    return found
