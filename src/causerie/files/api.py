"""Uploading, and giving files out: as attachments, but for what is safe to show in place."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote
from uuid import UUID

from litestar import Request, Response, Router, get, post, put
from litestar.params import HeaderParameter

from causerie.accounts.api import client_address
from causerie.accounts.model import Me, Session
from causerie.accounts.service import Accounts
from causerie.contacts.model import Visitor
from causerie.content.file import File
from causerie.files.ranges import byte_range
from causerie.files.service import MAX_FILE_BYTES, Files
from causerie.kit import media

FileName = Annotated[str, HeaderParameter(name="X-File-Name", max_length=2_000)]
Purpose = Literal["file", "voice"]
# Whatever a file is, a browser that opens it runs nothing of it.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
}


@post(
    "/widget/{channel:uuid}/files",
    permission="visitor",
    status_code=201,
    request_max_body_size=MAX_FILE_BYTES,
)
async def upload_by_visitor(
    channel: UUID,
    request: Request[Any, Any, Any],
    visitor: Visitor,
    files: Files,
    name: FileName,
    purpose: Purpose = "file",
) -> File:
    """Takes the body as a file of this visitor. `X-File-Name` is percent-encoded UTF-8.

    `purpose` voice: it was recorded to be heard.
    """
    files.check_client(client_address(request))
    return await _take(request, files, visitor.workspace_id, visitor.file_owner, name, purpose)


@post("/files", permission="account", status_code=201, request_max_body_size=MAX_FILE_BYTES)
async def upload_by_account(
    request: Request[Any, Any, Any],
    session: Session,
    files: Files,
    name: FileName,
    workspace: UUID,
    purpose: Purpose = "file",
) -> File:
    """Takes the body as a file of the signed-in person, to be sent in a conversation with this business."""
    files.check_client(client_address(request))
    await files.check_takes_part(session.account.id, workspace)
    return await _take(request, files, workspace, str(session.account.id), name, purpose)


async def _take(
    request: Request[Any, Any, Any], files: Files, workspace_id: UUID, owner: str, name: str, purpose: Purpose
) -> File:
    data = await request.body()
    if purpose == "voice":
        return await files.take_voice(workspace_id, owner, data)
    return await files.take(workspace_id, owner, unquote(name), data)


@put("/me/avatar", permission="account", request_max_body_size=MAX_FILE_BYTES)
async def set_avatar(
    request: Request[Any, Any, Any], session: Session, files: Files, accounts: Accounts
) -> Me:
    """Takes the body as one's own picture."""
    files.check_client(client_address(request))
    data = await request.body()
    picture = await files.take_avatar(session.account.id, data)
    return await accounts.set_avatar(session, picture)


@get("/files/{workspace:uuid}/{file:uuid}/{signature:str}", permission="public")
async def get_file(
    workspace: UUID, file: UUID, signature: str, files: Files, request: Request[Any, Any, Any]
) -> Response[bytes]:
    """The file, or the range of it that is asked for, where the URL is one that we gave out."""
    stored = await files.open(workspace, file, signature)
    disposition = "inline" if stored.inline else "attachment"
    headers = SAFE | {
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(stored.name, safe='')}",
        "Accept-Ranges": "bytes",
    }
    media_type = stored.media_type if stored.inline else "application/octet-stream"
    try:
        asked = byte_range(request.headers.get("range", ""), stored.size)
    except ValueError:
        headers["Content-Range"] = f"bytes */{stored.size}"
        return Response(b"", status_code=416, headers=headers)
    start, end = asked or (0, stored.size)
    if asked is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    data = await files.read(workspace, stored, start, end)
    return Response(data, status_code=200 if asked is None else 206, media_type=media_type, headers=headers)


@get("/files/{workspace:uuid}/{file:uuid}/{signature:str}/thumbnail", permission="public")
async def get_thumbnail(workspace: UUID, file: UUID, signature: str, files: Files) -> Response[bytes]:
    """The picture, or one of the video, at most 480 pixels wide and high."""
    stored = await files.open(workspace, file, signature)
    data = await files.thumbnail(workspace, stored)
    return Response(data, media_type="image/webp", headers=SAFE | {"Content-Disposition": "inline"})


@get("/avatars/{account:uuid}/{name:uuid}", permission="public")
async def get_avatar(account: UUID, name: UUID, files: Files) -> Response[bytes]:
    """A person's own picture."""
    data = await files.avatar(account, name)
    return Response(data, media_type=media.sniff(data), headers=SAFE | {"Content-Disposition": "inline"})


upload_router = Router(
    path="/", route_handlers=[upload_by_visitor, upload_by_account, set_avatar], tags=["files"]
)
file_router = Router(path="/", route_handlers=[get_file, get_thumbnail, get_avatar], include_in_schema=False)
