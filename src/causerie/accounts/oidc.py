"""Signing in at somebody else's: OpenID Connect Core 1.0, the code flow with PKCE (RFC 7636).

State, nonce and verifier are of one challenge (`ceremony.py`): the state travels, the others follow from it by our own
key, so nothing is kept meanwhile. An account is found by issuer and subject; a first time by an address that the
provider has verified, and by nothing else.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import time
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Literal, TypeVar
from urllib.parse import quote, quote_plus, urlencode
from uuid import UUID

import jwt
import msgspec
from msgspec import Struct

from causerie.accounts import audit
from causerie.accounts.ceremony import Ceremonies
from causerie.accounts.model import Email, Login, Me, Provider, Session
from causerie.accounts.service import Accounts
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.http import HttpClient, HttpError
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.kit.secrets import Signer
from causerie.settings import OidcProvider, Settings

LOG = logging.getLogger("causerie.oidc")
QUERIES = Queries.beside(__file__)

T = TypeVar("T")
App = Literal["messenger", "desk"]
Deed = Literal["enter", "link"]

# Only keys that the provider alone has: by a shared one (HS256) anybody who knows the client's secret could sign, by
# `none` anybody at all.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
KNOWN_SECONDS = 3600
# A key that is not known may be new. It is asked for again, but not for everybody's made-up key.
ASK_AGAIN_SECONDS = 10
CLOCKS_DIFFER_SECONDS = 60


class _Metadata(Struct, frozen=True):
    """OpenID Provider Metadata (OpenID Connect Discovery 1.0, section 3), as far as we need it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(Struct, frozen=True):
    id_token: str


class _Claims(Struct, frozen=True):
    """Of an id_token whose signature, issuer, audience and times are right."""

    sub: str
    nonce: str
    aud: str | list[str]
    azp: str | None = None
    email: str | None = None
    email_verified: bool | str = False
    name: str = ""


class Started(Struct, frozen=True):
    """What a state says of itself: where the person came from and what for."""

    app: App
    deed: Deed
    challenge: str

    @classmethod
    def of(cls, state: str) -> Started | None:
        """None for a state that is none of ours."""
        app, deed, challenge, *_ = [*state.split("~"), "", "", ""]
        try:
            return msgspec.convert({"app": app, "deed": deed, "challenge": challenge}, cls)
        except msgspec.ValidationError:
            return None


class Answer(Struct, frozen=True):
    """What a provider's page sent the browser back with."""

    state: str
    started: Started
    code: str | None
    error: str | None
    issuer: str | None


class _Relation:
    """What is known of one provider: read when first needed, and again after an hour."""

    def __init__(self, configured: OidcProvider, http: HttpClient) -> None:
        self.configured = configured
        self._http = http
        self._lock = asyncio.Lock()
        self._metadata: _Metadata | None = None
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._read_at = 0.0

    async def metadata(self) -> _Metadata:
        """Raises unavailable."""
        async with self._lock:
            if self._metadata is None or time.monotonic() - self._read_at > KNOWN_SECONDS:
                await self._read()
            assert self._metadata is not None
            return self._metadata

    async def key(self, key_id: str | None) -> jwt.PyJWK:
        """The provider's key of that name; its only one needs none. Raises unavailable, unauthenticated."""
        async with self._lock:
            if key_id is None and len(self._keys) == 1:
                return next(iter(self._keys.values()))
            if key_id not in self._keys and time.monotonic() - self._read_at > ASK_AGAIN_SECONDS:
                await self._read()
            if key_id not in self._keys:
                raise _refused("signed by a key that is not the provider's")
            return self._keys[key_id]

    async def _read(self) -> None:
        issuer = self.configured.issuer
        metadata = await self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", _Metadata)
        if metadata.issuer != issuer:
            raise _unavailable(f"{issuer} calls itself {metadata.issuer}")
        found = await self._get(metadata.jwks_uri, dict)
        try:
            keys = jwt.PyJWKSet.from_dict(found).keys
        except jwt.PyJWTError as error:
            raise _unavailable(f"{issuer} has no usable keys: {error}") from error
        self._keys = {key.key_id: key for key in keys if key.public_key_use in (None, "sig")}
        self._metadata, self._read_at = metadata, time.monotonic()

    async def _get(self, url: str, kind: type[T]) -> T:
        try:
            answer = await self._http.request("GET", url, headers={"accept": "application/json"})
            if answer.status != 200:
                raise _unavailable(f"{url} answered {answer.status}")
            return msgspec.json.decode(answer.body, type=kind)
        except (HttpError, msgspec.DecodeError) as error:
            raise _unavailable(f"{url}: {error}") from error

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> str:
        """The id_token for a code. Raises unauthenticated where the provider takes it for none, unavailable."""
        metadata, mine = await self.metadata(), self.configured
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
            "client_id": mine.client_id,
        }
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        if mine.client_secret and "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            pair = f"{quote_plus(mine.client_id)}:{quote_plus(mine.client_secret)}"  # RFC 6749, section 2.3.1
            headers["authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        elif mine.client_secret:
            form["client_secret"] = mine.client_secret
        try:
            answer = await self._http.request(
                "POST", metadata.token_endpoint, headers=headers, body=urlencode(form).encode()
            )
        except HttpError as error:
            raise _unavailable(f"{metadata.token_endpoint}: {error}") from error
        if answer.status != 200:
            raise _refused(f"{metadata.token_endpoint} answered {answer.status}")
        try:
            return msgspec.json.decode(answer.body, type=_Tokens).id_token
        except msgspec.DecodeError as error:
            raise _refused(f"no id_token came: {error}") from error

    async def claims(self, id_token: str, nonce: str) -> _Claims:
        """What the token says, once it is proven (OpenID Connect Core 1.0, section 3.1.3.7). Raises
        unauthenticated."""
        try:
            header = jwt.get_unverified_header(id_token)
            said = jwt.decode(
                id_token,
                await self.key(header.get("kid")),
                algorithms=ALGORITHMS,
                audience=self.configured.client_id,
                issuer=self.configured.issuer,
                leeway=CLOCKS_DIFFER_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
            claims = msgspec.convert(said, _Claims)
        except (jwt.PyJWTError, msgspec.ValidationError) as error:
            raise _refused(f"the id_token is not right: {error}") from error
        if not hmac.compare_digest(claims.nonce.encode(), nonce.encode()):
            raise _refused("the id_token is of another sign-in")
        several = isinstance(claims.aud, list) and len(claims.aud) > 1
        if claims.azp not in ((self.configured.client_id,) if several else (None, self.configured.client_id)):
            raise _refused("the id_token is for somebody else")
        return claims


class Providers:
    """Signing in at the configured providers, and linking what they know to an account."""

    def __init__(
        self,
        database: Database,
        accounts: Accounts,
        ceremonies: Ceremonies,
        http: HttpClient,
        settings: Settings,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._ceremonies = ceremonies
        self._signer = Signer(settings.secret, "oidc")
        self._base = settings.base_url
        self._relations = {one.id: _Relation(one, http) for one in settings.oidc}

    @property
    def all(self) -> list[Provider]:
        """Those that one can sign in at."""
        return [Provider(one.configured.id, one.configured.name) for one in self._relations.values()]

    async def begin(self, provider: str, app: App, deed: Deed, browser: str) -> str:
        """The address of the provider's page. `browser`: the browser's own word, or the session that links.

        Raises not_found, unavailable.
        """
        relation = self._relation(provider)
        state = f"{app}~{deed}~{self._ceremonies.begin(_purpose(provider, app, deed), browser)}"
        challenge = urlsafe_b64encode(sha256(self._verifier(state).encode()).digest()).decode().rstrip("=")
        query = {
            "response_type": "code",
            "client_id": relation.configured.client_id,
            "redirect_uri": self._redirect_uri(provider),
            "scope": relation.configured.scopes,
            "state": state,
            "nonce": self._nonce(state),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = (await relation.metadata()).authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query, quote_via=quote)}"

    async def enter(self, provider: str, answer: Answer, browser: str, client: str) -> tuple[Me, str]:
        """Signs in whom the provider names. Raises unauthenticated, unavailable, rate_limited."""
        self._accounts.check_client(client)
        claims = await self._claims(provider, answer, browser)
        issuer = self._relation(provider).configured.issuer
        async with self._database.system() as connection:
            account_id = await QUERIES.value(connection, "use_login", UUID, issuer=issuer, subject=claims.sub)
            if account_id is None:
                account_id = await self._accounts.account_of(connection, _verified_email(claims), claims.name)
                await self._link(connection, provider, claims, account_id)
            return await self._accounts.open_session(connection, account_id)

    async def link(self, provider: str, answer: Answer, session: Session) -> None:
        """What the provider knows signs in this account from now on. Raises unauthenticated, forbidden, conflict where
        it is linked to another account."""
        self._accounts.check_proved(session)
        claims = await self._claims(provider, answer, str(session.id))
        async with self._database.system() as connection:
            owner = await self._link(connection, provider, claims, session.account.id)
            if owner == session.account.id:
                await audit.record_account(connection, owner, "account.login_added")
        if owner != session.account.id:
            raise AppError(ErrorCode.CONFLICT, "This is linked to another account.")

    async def _link(
        self, connection: Connection, provider: str, claims: _Claims, account: UUID
    ) -> UUID | None:
        """Whose it is then."""
        return await QUERIES.value(
            connection,
            "link_login",
            UUID,
            id=new_id(),
            issuer=self._relation(provider).configured.issuer,
            subject=claims.sub,
            account_id=account,
            provider=provider,
            shown=claims.email or claims.name,
        )

    async def logins(self, session: Session) -> list[Login]:
        """What is linked to the account."""
        async with self._database.acquire() as connection:
            return await QUERIES.all(connection, "logins", Login, account_id=session.account.id)

    async def unlink(self, session: Session, login: UUID) -> None:
        """It signs in nobody any more. Raises forbidden without a fresh proof, not_found, conflict where it is the last
        way in."""
        self._accounts.check_proved(session)
        async with self._database.system() as connection:
            gone = await QUERIES.execute(connection, "delete_login", id=login, account_id=session.account.id)
            if not gone:
                raise not_found("login")
            if not await QUERIES.value(connection, "has_way_in", bool, account_id=session.account.id):
                raise AppError(ErrorCode.CONFLICT, "This is the only way into the account.")
            await audit.record_account(connection, session.account.id, "account.login_removed")

    async def _claims(self, provider: str, answer: Answer, browser: str) -> _Claims:
        relation = self._relation(provider)
        started = answer.started
        async with self._database.system() as connection:
            purpose = _purpose(provider, started.app, started.deed)
            await self._ceremonies.finish(connection, purpose, browser, started.challenge)
        metadata = await relation.metadata()
        named = answer.issuer is not None or metadata.authorization_response_iss_parameter_supported
        if named and answer.issuer != metadata.issuer:  # RFC 9207: two providers are not mixed up
            raise _refused("the answer is another provider's")
        if answer.error is not None or answer.code is None:
            raise AppError(ErrorCode.FORBIDDEN, "The provider let nobody in.")
        token = await relation.redeem(answer.code, self._verifier(answer.state), self._redirect_uri(provider))
        return await relation.claims(token, self._nonce(answer.state))

    def _relation(self, provider: str) -> _Relation:
        try:
            return self._relations[provider]
        except KeyError:
            raise not_found("provider") from None

    def _redirect_uri(self, provider: str) -> str:
        return f"{self._base}/api/v1/sign-in/with/{provider}/back"

    def _nonce(self, state: str) -> str:
        return self._signer.sign("nonce", state)

    def _verifier(self, state: str) -> str:
        return self._signer.sign("verifier", "1", state) + self._signer.sign("verifier", "2", state)


def _purpose(provider: str, app: App, deed: Deed) -> str:
    return f"oidc {provider} {app} {deed}"


def _verified_email(claims: _Claims) -> str | None:
    """The address, where the provider says that it is this person's. Some say so in words."""
    if claims.email is None or claims.email_verified not in (True, "true"):
        return None
    try:
        return msgspec.convert(claims.email.strip().lower(), Email)
    except msgspec.ValidationError:
        return None


def _refused(why: str) -> AppError:
    LOG.warning("a sign-in by a provider was refused: %s", why)
    return AppError(ErrorCode.UNAUTHENTICATED, "The provider's answer can't be used. Begin again.")


def _unavailable(why: str) -> AppError:
    LOG.error("a provider can't be used: %s", why)
    return AppError(
        ErrorCode.UNAVAILABLE, "The provider can't be reached now; try again.", retry_after_ms=5_000
    )
