"""How long hostile input may take."""

import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Return the shortest of a few runs, in CPU time: a busy machine must not fail a test."""
    spent = []
    for _ in range(runs):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def repeated(pattern: str, length: int = 100_000) -> str:
    """Return the pattern again and again, `length` characters in all."""
    return (pattern * (length // len(pattern) + 1))[:length]
