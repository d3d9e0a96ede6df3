"""The audit log over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Router, get, put
from litestar.params import Parameter
from litestar.response import Stream

from causerie.accounts.model import Staff
from causerie.staffing.log import Asked, AuditLog
from causerie.staffing.model import AuditLife, AuditPage

Action = Annotated[str, Parameter(max_length=60)]


@get("/audit", permission="staff.write")
async def list_audit(
    workspace: UUID,
    staff: Staff,
    audit_log: AuditLog,
    by: UUID | None = None,
    action: Action | None = None,
    before: UUID | None = None,
) -> AuditPage:
    """What was done that changes access, settings or data, the newest first."""
    return await audit_log.page(staff.workspace_id, Asked(by, action), before)


@get("/audit.csv", permission="staff.write", sync_to_thread=False)
def export_audit(
    workspace: UUID,
    staff: Staff,
    audit_log: AuditLog,
    by: UUID | None = None,
    action: Action | None = None,
) -> Stream:
    """The same, all of it, as CSV (RFC 4180)."""
    return Stream(
        audit_log.csv(staff.workspace_id, Asked(by, action)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="audit.csv"'},
    )


@get("/audit-life", permission="staff.write")
async def get_audit_life(workspace: UUID, staff: Staff, audit_log: AuditLog) -> AuditLife:
    """For how long it is kept."""
    return AuditLife(await audit_log.days(staff.workspace_id))


@put("/audit-life", permission="staff.write")
async def set_audit_life(workspace: UUID, data: AuditLife, staff: Staff, audit_log: AuditLog) -> AuditLife:
    """Keeps it for so long from now on."""
    await audit_log.set_days(staff, data.days)
    return data


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[list_audit, export_audit, get_audit_life, set_audit_life],
    tags=["staff"],
)
