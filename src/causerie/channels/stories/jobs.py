"""What stories leave for later."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class ForgetStory(Struct, frozen=True):
    """A story's day is over: nothing of it is kept. Doing it twice is doing it once."""

    workspace_id: UUID
    story_id: UUID
