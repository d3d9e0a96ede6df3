"""Who may write what others use: canned replies, macros."""

from __future__ import annotations

from uuid import UUID

from causerie.accounts.model import Staff
from causerie.accounts.permissions import may
from causerie.accounts.teams import Teams
from causerie.answering.model import ReplyScope
from causerie.errors import AppError, ErrorCode


async def check_may_write(teams: Teams, staff: Staff, scope: ReplyScope, team_id: UUID | None) -> None:
    """One's own is everybody's to write, a team's its members', everybody's the admins', who write all of it. Raises
    forbidden, not_found for a team that is not there, and invalid for one that is not said."""
    if scope == "mine":
        return
    if scope == "team" and team_id is None:
        raise AppError(ErrorCode.INVALID, "Say which team.")
    leads = may(staff, "cases.write")
    if team_id is not None:
        team = await teams.one(staff.workspace_id, team_id)
        if leads or staff.account.id in team.members:
            return
    elif leads:
        return
    raise AppError(ErrorCode.FORBIDDEN, "Your role may not write what others use.")
