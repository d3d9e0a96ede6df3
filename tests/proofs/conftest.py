"""What the proofs share: one demo, and a seed that every failure prints."""

import random
import secrets
from collections.abc import Iterator

import pytest

from tests.helpers.demo import Demo, running_demo


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """The running demo, with whatever the tests before said in it."""
    with running_demo() as demo:
        yield demo


@pytest.fixture
def rng() -> random.Random:
    """Another course of events at every run; the seed is printed so that a failure can be had again."""
    seed = secrets.randbits(32)
    print("seed", seed)  # noqa: T201
    return random.Random(seed)
