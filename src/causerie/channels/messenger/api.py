"""The routes of message-us links."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post, put
from litestar.params import QueryParameter

from causerie.accounts.api import client_address
from causerie.accounts.model import Session, Staff, WorkspaceCard
from causerie.channels.messenger.model import Business, QrFormat, Start, Started
from causerie.channels.messenger.service import MessageUs
from causerie.conversations.referral import PATTERN
from causerie.files.api import SAFE
from causerie.files.service import MAX_FILE_BYTES, Files

MEDIA_TYPES: dict[QrFormat, str] = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
RefParameter = Annotated[str | None, QueryParameter(min_length=1, max_length=100, pattern=PATTERN)]


@get("/message-us/{slug:str}", permission="public")
async def get_business(slug: str, message_us: MessageUs) -> Business:
    """Who is written to by a message-us link."""
    return await message_us.business(slug)


@post("/message-us/{slug:str}/start", permission="account", status_code=200)
async def start(slug: str, data: Start, session: Session, message_us: MessageUs) -> Started:
    """One's own conversation with this business, made where there is none."""
    return Started(await message_us.start(session.account, slug, data))


@get("/workspaces/{workspace:uuid}/message-us/qr/{drawn_as:str}", permission="channels.read")
async def get_qr(
    workspace: UUID, drawn_as: QrFormat, staff: Staff, message_us: MessageUs, ref: RefParameter = None
) -> Response[bytes]:
    """The link's QR code, error correction H, with the logo in the middle."""
    data = await message_us.qr(staff.workspace_id, drawn_as, ref)
    headers = SAFE | {
        "Content-Disposition": f'attachment; filename="message-us.{drawn_as}"',
        "Content-Security-Policy": "default-src 'none'; img-src data:; sandbox",
        "Cache-Control": "no-store",
    }
    return Response(data, media_type=MEDIA_TYPES[drawn_as], headers=headers)


@put("/workspaces/{workspace:uuid}/logo", permission="channels.write", request_max_body_size=MAX_FILE_BYTES)
async def set_logo(
    workspace: UUID, request: Request[Any, Any, Any], staff: Staff, files: Files, message_us: MessageUs
) -> WorkspaceCard:
    """Takes the body as the business's logo."""
    files.check_client(client_address(request))
    return await message_us.set_logo(staff, await request.body())


router = Router(path="/", route_handlers=[get_business, start, get_qr, set_logo], tags=["message-us"])
