"""Whether deeds make sense before anything is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from causerie.answering import template
from causerie.bulk.deeds import touching
from causerie.bulk.model import AssignDeed, Deed, LabelDeed, NoteDeed, ReplyDeed, SnoozeDeed, TeamDeed
from causerie.errors import AppError, ErrorCode, not_found


class Known(Struct, frozen=True):
    """What deeds of a workspace may name: labels that are defined, teams that were not closed, who works there."""

    labels: frozenset[str]
    teams: frozenset[UUID]
    staff: frozenset[UUID]


def check(deeds: Sequence[Deed], known: Known) -> None:
    """Raises invalid for a label that is not defined, a time that is over, a place in a text that can't be filled and
    two deeds that change the same; not_found for who does not work here and for a team that is not there."""
    changed = [fields for deed in deeds if (fields := tuple(touching(deed)))]
    if len(set(changed)) < len(changed):
        raise AppError(ErrorCode.INVALID, "Two of the deeds change the same.")
    for deed in deeds:
        match deed:
            case SnoozeDeed(until) if until is not None and until <= datetime.now(UTC):
                raise AppError(ErrorCode.INVALID, "`until` is over already.")
            case TeamDeed(team) if team is not None and team not in known.teams:
                raise not_found("team")
            case AssignDeed(assignee) if assignee is not None and assignee not in known.staff:
                raise not_found("member of staff")
            case LabelDeed(add, _):
                if unknown := [name for name in add if name not in known.labels]:
                    raise AppError(ErrorCode.INVALID, f"There is no label {unknown[0]!r}.")
            case ReplyDeed(text) | NoteDeed(text):
                template.check(text)
            case _:
                pass
