"""What rules leave for later."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class RunRules(Struct, frozen=True):
    """Something happened in a conversation that rules may want. Doing it twice is doing it once."""

    workspace_id: UUID
    conversation_id: UUID


class RunTimedRule(Struct, frozen=True):
    """The time of a rule has come, if the turn that began at `seq` still lasts."""

    workspace_id: UUID
    conversation_id: UUID
    rule_id: UUID
    seq: int


class TryRule(Struct, frozen=True):
    """A dry run that somebody asked for."""

    workspace_id: UUID
    trial_id: UUID


class TellOwners(Struct, frozen=True):
    """A rule was paused, and whoever answers for it is to know."""

    workspace_id: UUID
    rule_id: UUID
    paused_at: datetime
