"""Signing in and out, and one's own profile."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, patch, post
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from causerie.accounts.model import (
    CodeAnswer,
    CodeRequest,
    LinkAnswer,
    Me,
    PasswordChange,
    Person,
    ProfileChange,
    Session,
    SignIn,
    Staff,
)
from causerie.accounts.service import SESSION_LIFE, Accounts
from causerie.settings import Settings

SESSION_COOKIE = "causerie_session"


def client_address(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The peer's address: of the socket, or what a trusted proxy in front said of it. Of IPv6 the network alone (/64):
    within it one person has as many addresses as they like."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return host
    return str(address.ipv4_mapped or ip_network((address.packed, 64), strict=False))


def signed_in(me: Me, token: str, settings: Settings) -> Response[Me]:
    """The answer to a sign-in, with the session's cookie."""
    return Response(me, status_code=200, cookies=[session_cookie(token, settings)])


def session_cookie(token: str, settings: Settings) -> Cookie:
    """The cookie that stands for a session: for our own pages alone."""
    return Cookie(
        SESSION_COOKIE,
        value=token,
        httponly=True,
        secure=settings.base_url.startswith("https:"),
        samesite="lax",
        path="/",
        max_age=int(SESSION_LIFE.total_seconds()),
    )


@post("/sign-in", permission="public", status_code=200)
async def sign_in(
    data: SignIn, request: Request[Any, Any, Any], accounts: Accounts, settings: Settings
) -> Response[Me]:
    """Signs in by e-mail and password, and sets the session's cookie."""
    me, token = await accounts.sign_in(data.email, data.password, client_address(request))
    return signed_in(me, token, settings)


@post("/sign-in/code", permission="public", status_code=202)
async def request_code(
    data: CodeRequest, request: Request[Any, Any, Any], accounts: Accounts
) -> dict[str, str]:
    """Mails a one-time code. The answer is the same whether the address is known or not."""
    await accounts.request_code(data.email, data.locale, client_address(request))
    return {}


@post("/sign-in/code/verify", permission="public", status_code=200)
async def verify_code(
    data: CodeAnswer, request: Request[Any, Any, Any], accounts: Accounts, settings: Settings
) -> Response[Me]:
    """Signs in by the code that was mailed."""
    me, token = await accounts.verify_code(data.email, data.code, client_address(request))
    return signed_in(me, token, settings)


@post("/sign-in/link", permission="public", status_code=200)
async def use_link(
    data: LinkAnswer, request: Request[Any, Any, Any], accounts: Accounts, settings: Settings
) -> Response[Me]:
    """Signs in by the token of a mail's link, which works once."""
    me, token = await accounts.use_link(data.token, client_address(request))
    return signed_in(me, token, settings)


@post("/sign-out", permission="account", status_code=204)
async def sign_out(session: Session, accounts: Accounts) -> Response[None]:
    """Ends this session and its open sockets."""
    await accounts.sign_out(session)
    response: Response[None] = Response(None, status_code=204)
    response.delete_cookie(SESSION_COOKIE, path="/")
    return response


@get("/me", permission="account")
async def get_me(session: Session, accounts: Accounts) -> Me:
    """Who is signed in, with the token that changes must carry."""
    return await accounts.me(session)


@patch("/me", permission="account")
async def change_me(data: ProfileChange, session: Session, accounts: Accounts) -> Me:
    """Changes one's own profile."""
    return await accounts.change_profile(session, data)


@post("/me/password", permission="account", status_code=204)
async def change_password(data: PasswordChange, session: Session, accounts: Accounts) -> None:
    """Changes the password and ends every other session."""
    await accounts.change_password(session, data.current, data.new)


@get("/workspaces/{workspace:uuid}/staff", permission="staff.read")
async def list_staff(workspace: UUID, staff: Staff, accounts: Accounts) -> list[Person]:
    """Everybody who works here."""
    return await accounts.staff_people(staff.workspace_id)


router = Router(
    path="/",
    route_handlers=[
        sign_in,
        request_code,
        verify_code,
        use_link,
        sign_out,
        get_me,
        change_me,
        change_password,
        list_staff,
    ],
    tags=["accounts"],
)
