"""To a provider's page and back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.params import QueryParameter

from causerie.accounts.api import SESSION_COOKIE, client_address, session_cookie
from causerie.accounts.model import ProviderAddress, ProviderStart, Session
from causerie.accounts.oidc import Answer, Providers, Started
from causerie.accounts.service import Accounts
from causerie.accounts.ways_api import BROWSER_COOKIE, AnyRequest, browser_cookie
from causerie.errors import AppError, ErrorCode
from causerie.settings import Settings

Text = Annotated[str | None, QueryParameter(max_length=4_000)]


@post("/sign-in/with/{provider:str}", permission="public", status_code=200)
async def start(
    provider: str, data: ProviderStart, request: AnyRequest, providers: Providers, settings: Settings
) -> Response[ProviderAddress]:
    """The address of the provider's page to sign in at."""
    cookie = browser_cookie(request, settings)
    url = await providers.begin(provider, data.app, "enter", str(cookie.value))
    return Response(ProviderAddress(url), cookies=[cookie])


@post("/me/logins/with/{provider:str}", permission="account", status_code=200)
async def start_linking(
    provider: str, data: ProviderStart, session: Session, accounts: Accounts, providers: Providers
) -> ProviderAddress:
    """The address of the provider's page, to link what it knows to this account; needs a fresh proof."""
    accounts.check_proved(session)
    return ProviderAddress(await providers.begin(provider, data.app, "link", str(session.id)))


@get("/sign-in/with/{provider:str}/back", permission="public")
async def come_back(
    provider: str,
    request: AnyRequest,
    accounts: Accounts,
    providers: Providers,
    settings: Settings,
    back: Annotated[str, QueryParameter(name="state", max_length=4_000)] = "",
    code: Text = None,
    error: Text = None,
    iss: Text = None,
) -> Response[None]:
    """Where the provider's page leads back to: into the app that the person came from, which says what went wrong."""
    started = Started.of(back)
    if started is None:  # some providers say no without the state
        return _to(f"/messenger#refused={ErrorCode.FORBIDDEN if error else ErrorCode.INVALID}")
    answer = Answer(back, started, code, error, iss)
    try:
        if started.deed == "link":
            token = request.cookies.get(SESSION_COOKIE)
            session = await accounts.session(token) if token else None
            if session is None:
                raise AppError(ErrorCode.UNAUTHENTICATED, "Sign in first.")
            await providers.link(provider, answer, session)
            return _to(f"/{started.app}/profile#linked")
        browser = request.cookies.get(BROWSER_COOKIE, "")
        _, token = await providers.enter(provider, answer, browser, client_address(request))
    except AppError as problem:
        page = "profile" if started.deed == "link" else ""
        return _to(f"/{started.app}/{page}".rstrip("/") + f"#refused={problem.code}")
    response = _to(f"/{started.app}")
    response.cookies.append(session_cookie(token, settings))
    return response


@delete("/me/logins/{login:uuid}", permission="account")
async def unlink(login: UUID, session: Session, providers: Providers) -> None:
    """What a provider knows signs in this account no more; needs a fresh proof."""
    await providers.unlink(session, login)


def _to(path: str) -> Response[None]:
    return Response(None, status_code=303, headers={"Location": path})


router = Router(path="/", route_handlers=[start, start_linking, come_back, unlink], tags=["accounts"])
