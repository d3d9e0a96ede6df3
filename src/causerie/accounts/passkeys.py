"""Passkeys: signing in by what a person's device keeps (W3C Web Authentication, level 3).

The relying party is the host of the base URL. A browser takes no IP address for one, and speaks WebAuthn to https (or
to localhost) alone; elsewhere passkeys are not offered. The authenticator must verify its user, by a fingerprint or a
PIN, so a passkey is both factors in one; what it is made by is not asked (attestation `none`).
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from msgspec import Struct
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from causerie.accounts import audit
from causerie.accounts.ceremony import Ceremonies
from causerie.accounts.model import Me, Passkey, PasskeyAnswer, Session
from causerie.accounts.service import Accounts
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.database import Connection, Database
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)
MOST = 20
LONGEST_ID = 1023  # bytes, by the standard
TIMEOUT_MS = 300_000
_VERIFIED = UserVerificationRequirement.REQUIRED
# What the library raises on an answer that no authenticator makes: its own, and those of the decoders below it.
_REFUSALS = (WebAuthnException, ValueError, TypeError, KeyError, IndexError)

Json = dict[str, Any]


class _PasskeyRow(Struct):
    id: UUID
    account_id: UUID
    public_key: bytes
    sign_count: int


class Passkeys:
    """Adding, naming, listing and removing one's passkeys, and signing in by one."""

    def __init__(self, database: Database, accounts: Accounts, ceremonies: Ceremonies, base_url: str) -> None:
        self._database = database
        self._accounts = accounts
        self._ceremonies = ceremonies
        parts = urlsplit(base_url)
        self._host = parts.hostname or ""
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self.offered = _is_domain(self._host) and (parts.scheme == "https" or self._host == "localhost")

    # one's own ---------------------------------------------------------------------------------------------------

    async def all(self, session: Session) -> list[Passkey]:
        """The account's, the newest first."""
        async with self._database.acquire() as connection:
            return await QUERIES.all(connection, "passkeys", Passkey, account_id=session.account.id)

    async def begin_adding(self, session: Session) -> Json:
        """PublicKeyCredentialCreationOptionsJSON. Raises forbidden without a fresh proof, conflict over 20."""
        self._check_offered()
        self._accounts.check_proved(session)
        account = session.account
        async with self._database.acquire() as connection:
            known = await QUERIES.column(connection, "credentials_of", bytes, account_id=account.id)
        if len(known) >= MOST:
            raise AppError(ErrorCode.CONFLICT, f"An account has at most {MOST} passkeys: remove one first.")
        shown = account.email or account.phone or account.name or "Causerie"
        options = generate_registration_options(
            rp_id=self._host,
            rp_name="Causerie",
            user_id=account.id.bytes,
            user_name=shown,
            user_display_name=account.name or shown,
            challenge=self._ceremonies.begin("add passkey", str(session.id)).encode(),
            timeout=TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(credential_id) for credential_id in known],
        )
        return options_to_json_dict(options)

    async def add(self, session: Session, answer: PasskeyAnswer) -> Passkey:
        """Keeps what the authenticator made. Raises unauthenticated (challenge), invalid, conflict (it is kept
        already)."""
        self._check_offered()
        self._accounts.check_proved(session)
        try:
            credential = parse_registration_credential_json(answer.credential)
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,  # whose it is, is asked below
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
            if len(verified.credential_id) > LONGEST_ID:
                raise ValueError("the credential's id is too long")
        except _REFUSALS as error:
            raise AppError(ErrorCode.INVALID, "This is not a passkey for this installation.") from error
        async with self._database.system() as connection:
            await self._finish(connection, "add passkey", str(session.id), challenge)
            added = await QUERIES.maybe(
                connection,
                "insert_passkey",
                Passkey,
                id=new_id(),
                account_id=session.account.id,
                credential_id=verified.credential_id,
                public_key=verified.credential_public_key,
                sign_count=verified.sign_count,
                name=answer.name,
                backed_up=verified.credential_backed_up,
            )
            if added is not None:
                await audit.record_account(connection, session.account.id, "account.passkey_added")
        if added is None:
            raise AppError(ErrorCode.CONFLICT, "This passkey is kept already.")
        return added

    async def rename(self, session: Session, passkey: UUID, name: str) -> Passkey:
        """Calls it otherwise. Raises not_found."""
        async with self._database.system() as connection:
            renamed = await QUERIES.maybe(
                connection, "rename_passkey", Passkey, id=passkey, account_id=session.account.id, name=name
            )
        if renamed is None:
            raise not_found("passkey")
        return renamed

    async def remove(self, session: Session, passkey: UUID) -> None:
        """Forgets it: nobody signs in by it any more. Raises forbidden without a fresh proof, not_found."""
        self._accounts.check_proved(session)
        async with self._database.system() as connection:
            gone = await QUERIES.execute(
                connection, "delete_passkey", id=passkey, account_id=session.account.id
            )
            if not gone:
                raise not_found("passkey")
            await audit.record_account(connection, session.account.id, "account.passkey_removed")

    # signing in and proving --------------------------------------------------------------------------------------

    def ask(self, purpose: str, browser: str) -> Json:
        """PublicKeyCredentialRequestOptionsJSON without a list of passkeys: the browser offers those it has for us."""
        self._check_offered()
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=self._ceremonies.begin(purpose, browser).encode(),
            timeout=TIMEOUT_MS,
            user_verification=_VERIFIED,
        )
        return options_to_json_dict(options)

    async def sign_in(self, credential: Json, browser: str, client: str) -> tuple[Me, str]:
        """Signs in by a passkey. `browser`: what `ask` was given. Raises unauthenticated, the same for whatever is
        wrong."""
        self._accounts.check_client(client)
        async with self._database.system() as connection:
            account_id = await self._used(connection, "passkey sign-in", browser, credential)
            return await self._accounts.open_session(connection, account_id)

    async def prove(self, session: Session, credential: Json) -> None:
        """That it is still the same person. Raises unauthenticated."""
        async with self._database.system() as connection:
            account_id = await self._used(connection, "passkey proof", str(session.id), credential)
            if account_id != session.account.id:
                raise _refused()

    async def _used(self, connection: Connection, purpose: str, browser: str, answer: Json) -> UUID:
        """Whose passkey made this answer to our challenge; it counts as used."""
        try:
            credential = parse_authentication_credential_json(answer)
            challenge = parse_client_data_json(credential.response.client_data_json).challenge
        except _REFUSALS as error:
            raise _refused() from error
        await self._finish(connection, purpose, browser, challenge)
        row = await QUERIES.maybe(connection, "passkey_to_use", _PasskeyRow, credential_id=credential.raw_id)
        if row is None or credential.response.user_handle not in (None, row.account_id.bytes):
            raise _refused()
        count = self._verified(credential, challenge, row)
        await QUERIES.execute(connection, "use_passkey", id=row.id, sign_count=count)
        return row.account_id

    def _verified(self, credential: AuthenticationCredential, challenge: bytes, row: _PasskeyRow) -> int:
        """The authenticator's count of signatures: one that does not grow was copied."""
        try:
            return verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=row.public_key,
                credential_current_sign_count=row.sign_count,
                require_user_verification=True,
            ).new_sign_count
        except _REFUSALS as error:
            raise _refused() from error

    async def _finish(self, connection: Connection, purpose: str, browser: str, challenge: bytes) -> None:
        await self._ceremonies.finish(connection, purpose, browser, challenge.decode("ascii", "replace"))

    def _check_offered(self) -> None:
        if not self.offered:
            raise AppError(ErrorCode.NOT_FOUND, "This installation's address takes no passkeys.")


def _refused() -> AppError:
    return AppError(ErrorCode.UNAUTHENTICATED, "This passkey does not sign in here.")


def _is_domain(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return bool(host)
    return False
