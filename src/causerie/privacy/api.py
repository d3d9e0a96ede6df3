"""A person's rights over what a business keeps of them, over HTTP."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, get, post, put
from litestar.response import Stream

from causerie.accounts.model import Session, Staff
from causerie.contacts.own import OwnProfile
from causerie.privacy.model import Erasure, Export, VisibleAttributes, Withdrawal
from causerie.privacy.service import Privacy


@get("/inbox/{conversation:uuid}/profile", permission="account")
async def get_own_profile(conversation: UUID, session: Session, privacy: Privacy) -> OwnProfile:
    """Who one is to this business: what it knows and shows, and what one agreed to."""
    return await privacy.profile(session.account.id, conversation)


@post("/inbox/{conversation:uuid}/consents/withdraw", permission="account", status_code=200)
async def withdraw_consent(
    conversation: UUID, data: Withdrawal, session: Session, privacy: Privacy
) -> OwnProfile:
    """Takes a consent back."""
    return await privacy.withdraw(session.account.id, conversation, data)


@post("/inbox/{conversation:uuid}/export", permission="account", status_code=202)
async def ask_export(conversation: UUID, session: Session, privacy: Privacy) -> Export:
    """Has a copy made of all that this business keeps of one."""
    return await privacy.ask_export(session.account.id, conversation)


@get("/inbox/{conversation:uuid}/export", permission="account")
async def get_export(conversation: UUID, session: Session, privacy: Privacy) -> Export | None:
    """The newest copy that was asked for, and how far it is; null: none, or it is too old."""
    return await privacy.export(session.account.id, conversation)


@get("/exports/{workspace:uuid}/{export:uuid}", permission="account")
async def download_export(workspace: UUID, export: UUID, session: Session, privacy: Privacy) -> Stream:
    """The copy, for whoever asked for it and is signed in."""
    size, parts = await privacy.download(session.account.id, workspace, export)
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"', "Content-Length": str(size)}
    return Stream(parts, media_type="application/zip", headers=headers)


@post("/inbox/{conversation:uuid}/erasure", permission="account", status_code=202)
async def ask_erasure(conversation: UUID, data: Erasure, session: Session, privacy: Privacy) -> None:
    """Has this business forget one, a moment later. It can't be undone."""
    await privacy.ask_erasure(session.account.id, conversation, data.conversation)


@get("/visible-attributes", permission="contacts.read")
async def get_visible_attributes(workspace: UUID, staff: Staff, privacy: Privacy) -> VisibleAttributes:
    """The facts about contacts that they see themselves."""
    return VisibleAttributes(await privacy.visible_attributes(staff))


@put("/visible-attributes", permission="channels.write")
async def put_visible_attributes(
    workspace: UUID, data: VisibleAttributes, staff: Staff, privacy: Privacy
) -> VisibleAttributes:
    """Shows contacts these facts about themselves, and no others."""
    await privacy.show_attributes(staff, data.names)
    return VisibleAttributes(await privacy.visible_attributes(staff))


account_router = Router(
    path="/",
    route_handlers=[
        get_own_profile,
        withdraw_consent,
        ask_export,
        get_export,
        download_export,
        ask_erasure,
    ],
    tags=["messenger"],
)
desk_router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[get_visible_attributes, put_visible_attributes],
    tags=["contacts"],
)
