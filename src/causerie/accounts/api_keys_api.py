"""The routes of API keys. No key opens them."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, post
from msgspec import Struct

from causerie.accounts.api_keys import ApiKeys
from causerie.accounts.model import ApiKey, ApiKeyMade, NewApiKey, Session, Staff
from causerie.accounts.permissions import SCOPES, may


class KeysOf(Struct, frozen=True):
    """The keys of a workspace, and the scopes that whoever asks may make one for."""

    keys: list[ApiKey]
    scopes: list[str]


@get("/workspaces/{workspace:uuid}/api-keys", permission="keys.write")
async def list_api_keys(workspace: UUID, staff: Staff, api_keys: ApiKeys) -> KeysOf:
    """Every key, the newest first."""
    scopes = sorted(scope for scope in SCOPES if may(staff, scope))
    return KeysOf(await api_keys.of(staff.workspace_id), scopes)


@post("/workspaces/{workspace:uuid}/api-keys", permission="keys.write", status_code=201)
async def make_api_key(
    workspace: UUID, data: NewApiKey, staff: Staff, session: Session, api_keys: ApiKeys
) -> ApiKeyMade:
    """Makes a key; its token is told this once. Asks for a fresh proof of who one is (`POST /me/proof`)."""
    return await api_keys.make(staff, session, data)


@delete("/workspaces/{workspace:uuid}/api-keys/{key:uuid}", permission="keys.write")
async def remove_api_key(workspace: UUID, key: UUID, staff: Staff, api_keys: ApiKeys) -> None:
    """Removes a key: it opens nothing from now on."""
    await api_keys.remove(staff.workspace_id, key)


router = Router(path="/", route_handlers=[list_api_keys, make_api_key, remove_api_key], tags=["API keys"])
