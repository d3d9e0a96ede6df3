"""Who works here, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, post, put

from causerie.accounts.api import client_address, signed_in
from causerie.accounts.model import Me, Session, Staff
from causerie.settings import Settings
from causerie.staffing.invitations import StaffInvitations
from causerie.staffing.model import (
    CustomRoles,
    InvitationAnswer,
    InvitationLink,
    InvitedTo,
    NewCustomRole,
    NewStaffInvitation,
    RoleChoice,
    StaffInvitation,
    StaffMember,
)
from causerie.staffing.roles import Roles
from causerie.staffing.service import Staffing


@get("/members", permission="staff.write")
async def list_members(workspace: UUID, staff: Staff, staffing: Staffing) -> list[StaffMember]:
    """Everybody who works here, with what they are, their teams, and when they were last seen."""
    return await staffing.members(staff.workspace_id)


@put("/members/{person:uuid}/role", permission="staff.write")
async def give_role(
    workspace: UUID, person: UUID, data: RoleChoice, staff: Staff, session: Session, staffing: Staffing
) -> list[StaffMember]:
    """Makes somebody something else, at once."""
    await staffing.give_role(staff, session, person, data)
    return await staffing.members(staff.workspace_id)


@delete("/members/{person:uuid}", permission="staff.write")
async def remove_member(
    workspace: UUID, person: UUID, staff: Staff, session: Session, staffing: Staffing
) -> None:
    """They do not work here any more, at once; their cases go back to nobody."""
    await staffing.remove(staff, session, person)


@get("/roles", permission="staff.write")
async def list_roles(workspace: UUID, staff: Staff, roles: Roles) -> CustomRoles:
    """The roles that the owner made, by name."""
    return await roles.all(staff)


@post("/roles", permission="staff.write", status_code=201)
async def make_role(
    workspace: UUID, data: NewCustomRole, staff: Staff, session: Session, roles: Roles
) -> CustomRoles:
    """Makes a role of chosen capabilities."""
    return await roles.make(staff, session, data)


@put("/roles/{role:uuid}", permission="staff.write")
async def change_role(
    workspace: UUID, role: UUID, data: NewCustomRole, staff: Staff, session: Session, roles: Roles
) -> CustomRoles:
    """Changes what a role may, for everybody who has it, at once."""
    return await roles.change(staff, session, role, data)


@delete("/roles/{role:uuid}", permission="staff.write")
async def delete_role(workspace: UUID, role: UUID, staff: Staff, session: Session, roles: Roles) -> None:
    """Deletes a role that nobody has."""
    await roles.delete(staff, session, role)


@get("/staff-invitations", permission="staff.write")
async def list_staff_invitations(
    workspace: UUID, staff: Staff, staff_invitations: StaffInvitations
) -> list[StaffInvitation]:
    """Who is asked to work here and has not answered."""
    return await staff_invitations.of(staff.workspace_id)


@post("/staff-invitations", permission="staff.write", status_code=201)
async def invite_staff(
    workspace: UUID,
    data: NewStaffInvitation,
    staff: Staff,
    session: Session,
    staff_invitations: StaffInvitations,
) -> list[StaffInvitation]:
    """Asks somebody by e-mail; the link works once, for seven days."""
    return await staff_invitations.invite(staff, session, data)


@post("/staff-invitations/{asked:uuid}/resend", permission="staff.write", status_code=200)
async def resend_staff_invitation(
    workspace: UUID, asked: UUID, staff: Staff, staff_invitations: StaffInvitations
) -> list[StaffInvitation]:
    """Mails it once more, with a new link for seven days."""
    return await staff_invitations.resend(staff, asked)


@delete("/staff-invitations/{asked:uuid}", permission="staff.write")
async def withdraw_staff_invitation(
    workspace: UUID, asked: UUID, staff: Staff, staff_invitations: StaffInvitations
) -> None:
    """Its link opens nothing any more."""
    await staff_invitations.withdraw(staff, asked)


@post("/sign-in/invitation/look", permission="public", status_code=200)
async def look_at_invitation(
    data: InvitationLink, request: Request[Any, Any, Any], staff_invitations: StaffInvitations
) -> InvitedTo:
    """What the link of an invitation offers."""
    return await staff_invitations.look(data.token, client_address(request))


@post("/sign-in/invitation", permission="public", status_code=200)
async def accept_by_link(
    data: InvitationAnswer,
    request: Request[Any, Any, Any],
    staff_invitations: StaffInvitations,
    settings: Settings,
) -> Response[Me]:
    """Signs the owner of the mailbox in, who works there from now on."""
    me, token = await staff_invitations.accept_link(data.token, data.name, client_address(request))
    return signed_in(me, token, settings)


@get("/me/staff-invitations", permission="account")
async def my_staff_invitations(session: Session, staff_invitations: StaffInvitations) -> list[InvitedTo]:
    """Where one is asked to work."""
    return await staff_invitations.mine(session)


@post("/me/staff-invitations/{asked:uuid}/accept", permission="account", status_code=200)
async def accept_staff_invitation(asked: UUID, session: Session, staff_invitations: StaffInvitations) -> Me:
    """One works there from now on."""
    return await staff_invitations.accept(session, asked)


router = Router(
    path="/workspaces/{workspace:uuid}",
    route_handlers=[
        list_members,
        give_role,
        remove_member,
        list_roles,
        make_role,
        change_role,
        delete_role,
        list_staff_invitations,
        invite_staff,
        resend_staff_invitation,
        withdraw_staff_invitation,
    ],
    tags=["staff"],
)
account_router = Router(
    path="/",
    route_handlers=[
        look_at_invitation,
        accept_by_link,
        my_staff_invitations,
        accept_staff_invitation,
    ],
    tags=["accounts"],
)
