"""The ways in beside the code by mail and the password, and showing again who one is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, delete, get, patch, post
from litestar.datastructures import Cookie

from causerie.accounts.api import client_address, signed_in
from causerie.accounts.ceremony import CEREMONY_SECONDS
from causerie.accounts.model import (
    CodeProof,
    Me,
    MyWays,
    Passkey,
    PasskeyAnswer,
    PasskeyProof,
    PasskeyRename,
    PasskeySignIn,
    PasswordProof,
    Proof,
    Session,
    Ways,
)
from causerie.accounts.oidc import Providers
from causerie.accounts.passkeys import Passkeys
from causerie.accounts.phones import Phones
from causerie.accounts.service import Accounts, is_proved
from causerie.kit.secrets import new_token
from causerie.settings import Settings

# What makes a browser known that is not signed in: a challenge given to one is answered by no other.
BROWSER_COOKIE = "causerie_browser"
_PATH = "/api/v1/sign-in"

AnyRequest = Request[Any, Any, Any]


def browser_cookie(request: AnyRequest, settings: Settings) -> Cookie:
    """The browser's own, or a new one. Lax: a provider's page leads back here."""
    return Cookie(
        BROWSER_COOKIE,
        value=request.cookies.get(BROWSER_COOKIE) or new_token(),
        httponly=True,
        secure=settings.base_url.startswith("https:"),
        samesite="lax",
        path=_PATH,
        max_age=CEREMONY_SECONDS,
    )


@get("/sign-in/ways", permission="public", sync_to_thread=False)
def ways(passkeys: Passkeys, providers: Providers, phones: Phones) -> Ways:
    """What a sign-in screen offers here."""
    return Ways(passkeys.offered, providers.all, phones.offered)


@post("/sign-in/passkey/challenge", permission="public", status_code=200)
async def ask_passkey(
    request: AnyRequest, passkeys: Passkeys, settings: Settings
) -> Response[dict[str, Any]]:
    """What navigator.credentials.get() asks for (PublicKeyCredentialRequestOptionsJSON)."""
    cookie = browser_cookie(request, settings)
    return Response(passkeys.ask("passkey sign-in", str(cookie.value)), cookies=[cookie])


@post("/sign-in/passkey", permission="public", status_code=200)
async def sign_in_by_passkey(
    data: PasskeySignIn, request: AnyRequest, passkeys: Passkeys, settings: Settings
) -> Response[Me]:
    """Signs in by a passkey, and sets the session's cookie."""
    browser = request.cookies.get(BROWSER_COOKIE, "")
    me, token = await passkeys.sign_in(data.credential, browser, client_address(request))
    return signed_in(me, token, settings)


@get("/me/ways", permission="account")
async def my_ways(session: Session, accounts: Accounts, passkeys: Passkeys, providers: Providers) -> MyWays:
    """How one can sign in."""
    return MyWays(
        is_proved(session),
        await accounts.has_password(session),
        await passkeys.all(session),
        await providers.logins(session),
    )


@post("/me/passkeys/challenge", permission="account", status_code=200)
async def begin_passkey(session: Session, passkeys: Passkeys) -> dict[str, Any]:
    """What navigator.credentials.create() asks for (PublicKeyCredentialCreationOptionsJSON); needs a fresh proof."""
    return await passkeys.begin_adding(session)


@post("/me/passkeys", permission="account")
async def add_passkey(data: PasskeyAnswer, session: Session, passkeys: Passkeys) -> Passkey:
    """Keeps a passkey that was made; needs a fresh proof."""
    return await passkeys.add(session, data)


@patch("/me/passkeys/{passkey:uuid}", permission="account")
async def rename_passkey(passkey: UUID, data: PasskeyRename, session: Session, passkeys: Passkeys) -> Passkey:
    """Calls a passkey otherwise."""
    return await passkeys.rename(session, passkey, data.name)


@delete("/me/passkeys/{passkey:uuid}", permission="account")
async def remove_passkey(passkey: UUID, session: Session, passkeys: Passkeys) -> None:
    """Forgets a passkey; needs a fresh proof."""
    await passkeys.remove(session, passkey)


@post("/me/proof/code", permission="account", status_code=202)
async def request_proof_code(
    session: Session, request: AnyRequest, accounts: Accounts, phones: Phones
) -> dict[str, str]:
    """Sends a code to the account's own address, or to its number where it has no address."""
    if session.account.email is None:
        await phones.request_proof_code(session, client_address(request))
    else:
        await accounts.request_proof_code(session, client_address(request))
    return {}


@post("/me/proof/passkey", permission="account", status_code=200)
async def ask_proof_passkey(session: Session, passkeys: Passkeys) -> dict[str, Any]:
    """What navigator.credentials.get() asks for, to show again who one is."""
    return passkeys.ask("passkey proof", str(session.id))


@post("/me/proof", permission="account", status_code=204)
async def prove(
    data: Proof, session: Session, accounts: Accounts, passkeys: Passkeys, phones: Phones
) -> None:
    """Shows again who one is: for ten minutes, what decides over the account may be changed."""
    match data:
        case CodeProof(code) if session.account.email is None:
            await phones.prove(session, code)
        case CodeProof(code):
            await accounts.prove_by_code(session, code)
        case PasswordProof(password):
            await accounts.prove_by_password(session, password)
        case PasskeyProof(credential):
            await passkeys.prove(session, credential)
            await accounts.proved(session)


router = Router(
    path="/",
    route_handlers=[
        ways,
        ask_passkey,
        sign_in_by_passkey,
        my_ways,
        begin_passkey,
        add_passkey,
        rename_passkey,
        remove_passkey,
        request_proof_code,
        ask_proof_passkey,
        prove,
    ],
    tags=["accounts"],
)
