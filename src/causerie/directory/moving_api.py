"""Moving people in and out, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import HeaderParameter
from litestar.response import Stream

from causerie.accounts.model import Staff
from causerie.directory.cells import ImportMapping
from causerie.directory.exports import ContactExport, Exports, NewContactExport
from causerie.directory.imports import ContactImport, ImportDraft, ImportPreviewRow, Imports
from causerie.files.service import MAX_FILE_BYTES

TableName = Annotated[str, HeaderParameter(name="X-File-Name", max_length=2_000)]
CSV = "text/csv; charset=utf-8"


@get("/contact-imports", permission="contacts.manage")
async def list_imports(workspace: UUID, staff: Staff, imports: Imports) -> list[ContactImport]:
    """The last twenty imports."""
    return await imports.newest(staff.workspace_id)


@post(
    "/contact-imports",
    permission="contacts.manage",
    status_code=201,
    request_max_body_size=MAX_FILE_BYTES,
)
async def take_table(
    workspace: UUID, request: Request[Any, Any, Any], staff: Staff, imports: Imports, name: TableName
) -> ImportDraft:
    """Takes the body as a table of people (CSV or vCards) and says what its columns may be. Nobody is brought in yet.
    `X-File-Name` is percent-encoded UTF-8."""
    return await imports.take(staff, unquote(name), await request.body())


@get("/contact-imports/{batch:uuid}", permission="contacts.manage")
async def get_import(workspace: UUID, batch: UUID, staff: Staff, imports: Imports) -> ContactImport:
    """How far it is."""
    return await imports.one(staff.workspace_id, batch)


@post("/contact-imports/{batch:uuid}/preview", permission="contacts.manage", status_code=200)
async def preview_import(
    workspace: UUID, batch: UUID, data: ImportMapping, staff: Staff, imports: Imports
) -> list[ImportPreviewRow]:
    """What the first ten rows become."""
    return await imports.preview(staff.workspace_id, batch, data)


@post("/contact-imports/{batch:uuid}/start", permission="contacts.manage", status_code=202)
async def start_import(
    workspace: UUID, batch: UUID, data: ImportMapping, staff: Staff, imports: Imports
) -> ContactImport:
    """Brings them in, a moment later."""
    return await imports.start(staff, batch, data)


@get("/contact-imports/{batch:uuid}/flaws", permission="contacts.manage")
async def get_flaws(workspace: UUID, batch: UUID, staff: Staff, imports: Imports) -> Response[bytes]:
    """The rows that were not taken, and why, as CSV."""
    found = await imports.flaws(staff.workspace_id, batch)
    headers = {"Content-Disposition": 'attachment; filename="not-imported.csv"'}
    return Response(found, media_type=CSV, headers=headers)


@post("/contact-imports/{batch:uuid}/undo", permission="contacts.manage", status_code=202)
async def undo_import(workspace: UUID, batch: UUID, staff: Staff, imports: Imports) -> ContactImport:
    """Removes whom it made and nobody touched since, a moment later."""
    return await imports.undo(staff, batch)


@post("/contact-exports", permission="contacts.manage", status_code=202)
async def ask_contact_export(
    workspace: UUID, data: NewContactExport, staff: Staff, exports: Exports
) -> ContactExport:
    """Has contacts written into a file, for oneself."""
    return await exports.ask(staff, data)


@get("/contact-exports/{export:uuid}", permission="contacts.manage")
async def get_contact_export(workspace: UUID, export: UUID, staff: Staff, exports: Exports) -> ContactExport:
    """How far one's own file is."""
    return await exports.one(staff, export)


@get("/contact-exports/{export:uuid}/file", permission="contacts.manage")
async def get_contact_file(workspace: UUID, export: UUID, staff: Staff, exports: Exports) -> Stream:
    """One's own file."""
    written, parts = await exports.download(staff, export)
    name, kind = (
        ("contacts.csv", CSV) if written.format == "csv" else ("contacts.vcf", "text/vcard; charset=utf-8")
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(written.size),
    }
    return Stream(parts, media_type=kind, headers=headers)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        list_imports,
        take_table,
        get_import,
        preview_import,
        start_import,
        get_flaws,
        undo_import,
        ask_contact_export,
        get_contact_export,
        get_contact_file,
    ],
    tags=["contacts"],
)
