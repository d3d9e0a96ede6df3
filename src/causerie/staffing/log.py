"""What was done here, for whoever decides about people: looked through, taken away as CSV, and forgotten in time."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.model import Staff
from causerie.kit.database import Database
from causerie.kit.queries import Queries
from causerie.staffing.model import AuditEntry, AuditPage

LOG = logging.getLogger("causerie.staffing")
QUERIES = Queries.beside(__file__)
PAGE = 50
CSV_PAGE = 1_000
TIDY_SECONDS = 3_600.0
# What a spreadsheet would take for a formula (CWE-1236).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("at", "who", "by_key", "action", "subject", "before", "after", "address", "device")


class Asked(Struct, frozen=True):
    """Of whom, and of what kind; null: of everybody, and of all kinds."""

    by: UUID | None = None
    action: str | None = None


class AuditLog:
    """The audit log of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, workspace_id: UUID, asked: Asked, before: UUID | None) -> AuditPage:
        """What was done before the entry `before`, the newest first."""
        entries = await self._entries(workspace_id, asked, before, PAGE + 1)
        async with self._database.tenant(workspace_id) as connection:
            actions = await QUERIES.column(connection, "audited_actions", str, workspace_id=workspace_id)
        more = len(entries) > PAGE
        return AuditPage(entries[:PAGE], entries[PAGE - 1].id if more else None, actions)

    async def csv(self, workspace_id: UUID, asked: Asked) -> AsyncIterator[str]:
        """All of it, piece by piece. Nothing in it is a formula."""
        yield _line(COLUMNS)
        before: UUID | None = None
        while True:
            entries = await self._entries(workspace_id, asked, before, CSV_PAGE)
            yield "".join(_line(_cells(entry)) for entry in entries)
            if len(entries) < CSV_PAGE:
                return
            before = entries[-1].id

    async def days(self, workspace_id: UUID) -> int:
        """For how many days it is kept."""
        async with self._database.tenant(workspace_id) as connection:
            return await QUERIES.value(connection, "audit_days", int, workspace_id=workspace_id) or 0

    async def set_days(self, staff: Staff, days: int) -> None:
        """Sets that; what is older is gone within an hour."""
        was = await self.days(staff.workspace_id)
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "set_audit_days", workspace_id=staff.workspace_id, days=days)
            await audit.record(
                connection, staff.workspace_id, "audit.kept", before={"days": was}, after={"days": days}
            )

    async def run(self) -> None:
        """Forgets what is over, until it is cancelled."""
        while True:
            try:
                await self.forget()
            except Exception:
                LOG.exception("what is over could not be forgotten; trying again")
            await asyncio.sleep(TIDY_SECONDS)

    async def forget(self) -> None:
        """Forgets what is older than each workspace keeps."""
        async with self._database.system() as connection:
            await QUERIES.execute(connection, "forget_audit")

    async def _entries(
        self, workspace_id: UUID, asked: Asked, before: UUID | None, most: int
    ) -> list[AuditEntry]:
        async with self._database.system() as connection:
            return await QUERIES.all(
                connection,
                "audit",
                AuditEntry,
                workspace_id=workspace_id,
                account_id=asked.by,
                action=asked.action,
                before_id=before,
                most=most,
            )


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    who = entry.by.name if entry.by else ""
    changed = (
        msgspec.json.encode(one).decode() if one is not None else "" for one in (entry.before, entry.after)
    )
    at = entry.at.isoformat()
    return (
        at,
        who,
        "key" if entry.by_key else "",
        entry.action,
        entry.subject,
        *changed,
        entry.address,
        entry.device,
    )


def _line(cells: tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)
    return text.getvalue()
