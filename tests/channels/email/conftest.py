"""Fixtures of the e-mail channel's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.helpers.mail import Post, open_post
from tests.helpers.smtp import Outside


@pytest.fixture
async def post(database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    """A shop with mail both ways."""
    async with open_post(database_url, tmp_path) as post:
        yield post


@pytest.fixture
async def outside() -> AsyncIterator[Outside]:
    """A mail server that behaves as told."""
    async with Outside().open() as outside:
        yield outside


@pytest.fixture
async def bad_day(database_url: str, tmp_path: Path, outside: Outside) -> AsyncIterator[Post]:
    """A shop whose mail goes out through `outside`."""
    async with open_post(database_url, tmp_path, smtp_url=outside.url) as post:
        yield post
