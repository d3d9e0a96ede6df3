"""The one guard of all routes: it reads the permission from the route's line and lets in who has it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler

from causerie.accounts import audit
from causerie.accounts.api import SESSION_COOKIE, client_address
from causerie.accounts.model import Session, Staff
from causerie.accounts.permissions import ACCOUNT, CAPABILITIES, PUBLIC, SCOPES, VISITOR, may
from causerie.contacts.model import Visitor
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.devices import MOST, device
from causerie.runtime import Runtime

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
Connection = ASGIConnection[Any, Any, Any, State]


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Lets the connection in, or raises AppError: unauthenticated, forbidden, not_found.

    A route without a permission lets nobody in.
    """
    permission = handler.opt.get("permission")
    audit.acting(_actor(connection))
    if permission == PUBLIC:
        return
    runtime: Runtime = connection.app.state.runtime
    if permission == VISITOR:
        connection.state.visitor = await _visitor(connection, runtime)
        return
    if permission in SCOPES and (token := _bearer(connection)):
        workspace_id = _path_id(connection, "workspace")
        staff = await runtime.api_keys.staff(workspace_id, token, permission)
        connection.state.staff = staff
        audit.acting(_actor(connection, staff.account.id, key_id=staff.session_id))
        return
    session = await _session(connection, runtime)
    connection.state.session = session
    audit.acting(_actor(connection, session.account.id))
    if permission == ACCOUNT:
        return
    if permission not in CAPABILITIES:
        raise AppError(ErrorCode.FORBIDDEN, "Nobody may do this.")
    staff = await runtime.accounts.staff(session, _path_id(connection, "workspace"))
    if not may(staff, permission):
        raise AppError(ErrorCode.FORBIDDEN, "Your role does not allow this.")
    connection.state.staff = staff


def _actor(connection: Connection, account_id: UUID | None = None, key_id: UUID | None = None) -> audit.Actor:
    agent = connection.headers.get("user-agent", "")[:MOST]
    return audit.Actor(account_id, key_id, client_address(connection), device(agent))


async def _session(connection: Connection, runtime: Runtime) -> Session:
    token = connection.cookies.get(SESSION_COOKIE)
    session = await runtime.accounts.session(token) if token else None
    if session is None:
        raise AppError(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    changes = connection.scope.get("method") not in SAFE_METHODS
    given = connection.headers.get("x-csrf-token", "")
    if changes and not runtime.accounts.csrf_is_right(session.id, given):
        raise AppError(ErrorCode.FORBIDDEN, "The header X-CSRF-Token is missing or not this session's.")
    return session


async def _visitor(connection: Connection, runtime: Runtime) -> Visitor:
    token = _bearer(connection)
    if token is None:
        raise AppError(ErrorCode.UNAUTHENTICATED, "Send the visitor's token as Authorization: Bearer.")
    return await runtime.visitors.known(_path_id(connection, "channel"), token)


def _bearer(connection: Connection) -> str | None:
    """RFC 6750, section 2.1."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def _path_id(connection: Connection, name: str) -> UUID:
    value = connection.path_params.get(name)
    if not isinstance(value, UUID):
        raise not_found(name)
    return value


def _of_state(name: str) -> Provide:
    def provide(state: State) -> Any:
        return getattr(state.runtime, name)

    return Provide(provide, sync_to_thread=False)


def provide_session(request: Connection) -> Session:
    """Who is signed in, on a route for accounts or staff."""
    return request.state.session  # type: ignore[no-any-return]  # the guard put it there


def provide_staff(request: Connection) -> Staff:
    """The member of staff, on a route that names a capability."""
    return request.state.staff  # type: ignore[no-any-return]  # the guard put it there


def provide_visitor(request: Connection) -> Visitor:
    """The visitor, on a route for visitors."""
    return request.state.visitor  # type: ignore[no-any-return]  # the guard put it there


SERVICES = (
    "accounts",
    "agents",
    "api_keys",
    "audit_log",
    "bulks",
    "casework",
    "channels",
    "conversations",
    "directory",
    "exports",
    "deadlines",
    "directs",
    "email",
    "files",
    "finding",
    "gateway",
    "gif_search",
    "groups",
    "imports",
    "invitations",
    "macros",
    "message_us",
    "passkeys",
    "phones",
    "privacy",
    "providers",
    "push",
    "replies",
    "reports",
    "roles",
    "roster",
    "routing",
    "rules",
    "scheduled",
    "search",
    "segments",
    "settings",
    "staff_invitations",
    "staffing",
    "sticker_packs",
    "stories",
    "teams",
    "tiles",
    "webhooks",
    "widget",
)
DEPENDENCIES = {name: _of_state(name) for name in SERVICES} | {
    "session": Provide(provide_session, sync_to_thread=False),
    "staff": Provide(provide_staff, sync_to_thread=False),
    "visitor": Provide(provide_visitor, sync_to_thread=False),
}
