"""Groups and direct conversations over HTTP; what is said in them goes over the live line."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, patch, post, put
from litestar.params import PathParameter

from causerie.accounts.api import client_address
from causerie.accounts.finding import Finding
from causerie.accounts.model import Session
from causerie.files.api import SAFE
from causerie.files.service import MAX_FILE_BYTES, Files
from causerie.groups.directs import Directs
from causerie.groups.invitations import Invitations
from causerie.groups.model import (
    BlockChange,
    FoundAt,
    Group,
    GroupChange,
    Invitation,
    Invited,
    NewGroup,
    NewInvitation,
    Opened,
    RoleChange,
)
from causerie.groups.service import Groups


@post("/groups", permission="account", status_code=201)
async def make_group(data: NewGroup, session: Session, groups: Groups) -> Opened:
    """Begins a group, whose owner one is."""
    return Opened(await groups.make(session.account, data.name))


@get("/groups/{conversation:uuid}", permission="account")
async def get_group(conversation: UUID, session: Session, groups: Groups) -> Group:
    """One's own group, or direct conversation, with who is in it."""
    return await groups.group(session.account.id, conversation)


@patch("/groups/{conversation:uuid}", permission="account")
async def rename_group(conversation: UUID, data: GroupChange, session: Session, groups: Groups) -> Group:
    """Gives the group another name; owners and admins may."""
    await groups.rename(session.account.id, conversation, data.name)
    return await groups.group(session.account.id, conversation)


@put("/groups/{conversation:uuid}/picture", permission="account", request_max_body_size=MAX_FILE_BYTES)
async def set_picture(
    conversation: UUID, request: Request[Any, Any, Any], session: Session, files: Files, groups: Groups
) -> Group:
    """Takes the body as the group's picture; owners and admins may."""
    files.check_client(client_address(request))
    await groups.set_picture(session.account.id, conversation, await request.body())
    return await groups.group(session.account.id, conversation)


@post("/groups/{conversation:uuid}/leave", permission="account", status_code=204)
async def leave_group(conversation: UUID, session: Session, groups: Groups) -> None:
    """Leaves the group. The last owner first makes somebody else one."""
    await groups.leave(session.account.id, conversation)


@delete("/groups/{conversation:uuid}/members/{member:uuid}", permission="account")
async def remove_member(conversation: UUID, member: UUID, session: Session, groups: Groups) -> None:
    """Puts somebody out: owners admins and members, admins members."""
    await groups.remove(session.account.id, conversation, member)


@put("/groups/{conversation:uuid}/members/{member:uuid}/role", permission="account")
async def give_role(
    conversation: UUID, member: UUID, data: RoleChange, session: Session, groups: Groups
) -> Group:
    """Makes somebody an owner, an admin or a plain member; owners may."""
    await groups.give_role(session.account.id, conversation, member, data.role)
    return await groups.group(session.account.id, conversation)


@post("/groups/{conversation:uuid}/members/{member:uuid}/direct", permission="account", status_code=200)
async def talk_with_member(conversation: UUID, member: UUID, session: Session, directs: Directs) -> Opened:
    """The direct conversation with somebody of the group, made where there is none."""
    return Opened(await directs.with_member(session.account, conversation, member))


@post("/me/people/direct", permission="account", status_code=200)
async def talk_with_found(data: FoundAt, session: Session, finding: Finding, directs: Directs) -> Opened:
    """The direct conversation with somebody who agreed to be found by this address, made where there is none."""
    found = await finding.at(session, data.address)
    return Opened((await directs.between(session.account, found.account))[0])


@put("/groups/{conversation:uuid}/blocked", permission="account", status_code=204)
async def block(conversation: UUID, data: BlockChange, session: Session, directs: Directs) -> None:
    """In a direct conversation: the other one may not write any more, or may again."""
    await directs.block(session.account.id, conversation, blocked=data.blocked)


@get("/groups/{conversation:uuid}/invitations", permission="account")
async def list_invitations(
    conversation: UUID, session: Session, invitations: Invitations
) -> list[Invitation]:
    """The group's invitations that work; for owners and admins."""
    return await invitations.of_group(session.account.id, conversation)


@post("/groups/{conversation:uuid}/invitations", permission="account", status_code=201)
async def make_invitation(
    conversation: UUID, data: NewInvitation, session: Session, invitations: Invitations
) -> Invitation:
    """Makes a link by which people come into the group; owners and admins may."""
    return await invitations.make(session.account.id, conversation, data)


@delete("/groups/{conversation:uuid}/invitations/{invitation:uuid}", permission="account")
async def revoke_invitation(
    conversation: UUID, invitation: UUID, session: Session, invitations: Invitations
) -> None:
    """The link lets nobody in any more."""
    await invitations.revoke(session.account.id, conversation, invitation)


@get("/me/invitations", permission="account")
async def list_own_invitations(session: Session, invitations: Invitations) -> list[Invitation]:
    """The links by which others may talk with oneself."""
    return await invitations.of_account(session.account.id)


@post("/me/invitations", permission="account", status_code=201)
async def make_own_invitation(data: NewInvitation, session: Session, invitations: Invitations) -> Invitation:
    """Makes a link by which others may talk with oneself."""
    return await invitations.make_own(session.account, data)


@delete("/me/invitations/{invitation:uuid}", permission="account")
async def revoke_own_invitation(invitation: UUID, session: Session, invitations: Invitations) -> None:
    """The link leads to oneself no more."""
    await invitations.revoke_own(session.account.id, invitation)


Token = Annotated[str, PathParameter(min_length=44, max_length=44, pattern="^[A-Za-z0-9_-]+$")]


@get("/invitations/{token:str}", permission="public")
async def look_at_invitation(token: Token, invitations: Invitations) -> Invited:
    """What a link leads to, for whoever has it."""
    return await invitations.look(token)


@get("/invitations/{token:str}/qr", permission="public")
async def get_invitation_qr(token: Token, invitations: Invitations) -> Response[bytes]:
    """The link as a QR code (SVG)."""
    return Response(await invitations.qr(token), media_type="image/svg+xml", headers=SAFE)


@post("/invitations/{token:str}/accept", permission="account", status_code=200)
async def accept_invitation(token: Token, session: Session, invitations: Invitations) -> Opened:
    """Comes into the group, or opens the conversation with the person, that the link leads to."""
    return Opened(await invitations.accept(session.account, token))


router = Router(
    path="/",
    route_handlers=[
        make_group,
        get_group,
        rename_group,
        set_picture,
        leave_group,
        remove_member,
        give_role,
        talk_with_member,
        talk_with_found,
        block,
        list_invitations,
        make_invitation,
        revoke_invitation,
        list_own_invitations,
        make_own_invitation,
        revoke_own_invitation,
        look_at_invitation,
        get_invitation_qr,
        accept_invitation,
    ],
    tags=["groups"],
)
