"""Finding, making and proving contacts. What merges whom is decided here and nowhere else."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from causerie.accounts.model import Account
from causerie.contacts import consents
from causerie.contacts.identify import Proven
from causerie.contacts.model import (
    ContactCard,
    ContactProfile,
    Identity,
    Page,
    Tracked,
    Visit,
    Visitor,
)
from causerie.errors import AppError, ErrorCode, not_found
from causerie.kit.clock import known_zone
from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries
from causerie.kit.secrets import Signer, hash_token

QUERIES = Queries.beside(__file__)


class Claimant(Struct, frozen=True):
    """A contact that has or claims an address."""

    workspace_id: UUID
    contact_id: UUID
    verified: bool


class KnownAs(Struct, frozen=True):
    """The contact that a workspace knows somebody as."""

    workspace_id: UUID
    contact_id: UUID


class _VisitorRow(Struct):
    identity_id: UUID
    contact_id: UUID
    verified: bool
    horizon_seq: int | None


class _VisitRow(Visit, frozen=True, kw_only=True):
    id: UUID


class _LastPage(Struct):
    contact_id: UUID
    url: str
    title: str
    referrer: str


class _ProfileRow(Struct):
    id: UUID
    verified_facts: dict[str, object]
    claimed_facts: dict[str, object]
    locale: str
    created_at: datetime


class VisitorTokens:
    """Tokens for browsers: 192 random bits and our signature, so that none is accepted that we did not draw.

    Giving one out writes nothing; what is stored later is its hash.
    """

    def __init__(self, secret: str) -> None:
        self._signer = Signer(secret, "visitor")

    def new(self, channel_id: UUID) -> str:
        """A fresh token for a browser on this channel."""
        drawn = secrets.token_urlsafe(24)
        return f"{drawn}.{self._signer.sign(str(channel_id), drawn)}"

    def is_ours(self, token: str, channel_id: UUID) -> bool:
        """Whether we drew this token for this channel."""
        drawn, _, signature = token.partition(".")
        return self._signer.verify(signature, str(channel_id), drawn)


def browser_value(token: str) -> str:
    """What the identity of a browser stores of its token: hex SHA-256."""
    return hash_token(token).hex()


async def visitor(connection: Connection, workspace_id: UUID, channel_id: UUID, token: str) -> Visitor:
    """The visitor who presents this token; without a contact where it never wrote."""
    row = await QUERIES.maybe(
        connection, "visitor", _VisitorRow, workspace_id=workspace_id, browser=browser_value(token)
    )
    if row is None:
        return Visitor(workspace_id, channel_id, token)
    return Visitor(
        workspace_id, channel_id, token, row.contact_id, row.identity_id, row.verified, row.horizon_seq
    )


async def create(
    connection: Connection, visitor: Visitor, *, name: str, locale: str, timezone: str | None = None
) -> Visitor:
    """Makes the contact of a browser that writes for the first time. Two at once make one: the other's is returned.
    A `timezone` that is none here is not kept."""
    contact_id, identity_id = new_id(), new_id()
    await QUERIES.execute(
        connection,
        "insert_contact",
        workspace_id=visitor.workspace_id,
        id=contact_id,
        name=name,
        locale=locale,
        timezone=timezone if timezone and known_zone(timezone) else None,
    )
    made = await _insert_browser(connection, visitor, contact_id, identity_id, verified=False)
    if not made:
        raise AppError(ErrorCode.CONFLICT, "This browser is known already.")
    return Visitor(visitor.workspace_id, visitor.channel_id, visitor.token, contact_id, identity_id)


async def _insert_browser(
    connection: Connection, visitor: Visitor, contact_id: UUID, identity_id: UUID, *, verified: bool
) -> bool:
    rows = await QUERIES.execute(
        connection,
        "insert_browser",
        workspace_id=visitor.workspace_id,
        id=identity_id,
        contact_id=contact_id,
        browser=browser_value(visitor.token),
        verified_at=datetime.now(UTC) if verified else None,
    )
    return rows == 1


async def card(connection: Connection, workspace_id: UUID, contact_id: UUID) -> ContactCard:
    """What lists show of a contact. Raises not_found."""
    found = await QUERIES.maybe(connection, "card", ContactCard, workspace_id=workspace_id, id=contact_id)
    if found is None:
        raise not_found("contact")
    return found


async def profile(connection: Connection, workspace_id: UUID, contact_id: UUID) -> ContactProfile:
    """All that staff see of a contact. Raises not_found."""
    row = await QUERIES.maybe(connection, "profile", _ProfileRow, workspace_id=workspace_id, id=contact_id)
    if row is None:
        raise not_found("contact")
    where = {"workspace_id": workspace_id, "contact_id": contact_id}
    return ContactProfile(
        card=await card(connection, workspace_id, contact_id),
        identities=await QUERIES.all(connection, "identities", Identity, **where),
        verified_facts=row.verified_facts,
        claimed_facts=row.claimed_facts,
        locale=row.locale,
        created_at=row.created_at,
        visits=await QUERIES.all(connection, "visits", Visit, **where),
        tracked=await QUERIES.all(connection, "tracked", Tracked, **where),
        consents=[one for one in await consents.present(connection, workspace_id, contact_id) if one.given],
    )


async def was_erased(connection: Connection, workspace_id: UUID, contact_id: UUID) -> bool:
    """Whether the contact asked to be forgotten, and was."""
    erased = await QUERIES.value(
        connection, "was_erased", bool, workspace_id=workspace_id, contact_id=contact_id
    )
    return bool(erased)


async def record_visit(
    connection: Connection, workspace_id: UUID, contact_id: UUID, page: Page, device: str = ""
) -> None:
    """Keeps a page that a known visitor went to."""
    await QUERIES.execute(
        connection,
        "insert_visit",
        workspace_id=workspace_id,
        id=new_id(),
        contact_id=contact_id,
        url=page.url,
        title=page.title,
        referrer=page.referrer,
        at=datetime.now(UTC),
        device=device,
    )


async def visits_before(
    connection: Connection, workspace_id: UUID, contact_id: UUID, at: datetime, id_: UUID, *, limit: int
) -> list[tuple[UUID, Visit]]:
    """What pages the contact saw before that one, the newest first, with their ids."""
    found = await QUERIES.all(
        connection,
        "visits_before",
        _VisitRow,
        workspace_id=workspace_id,
        contact_id=contact_id,
        before_at=at,
        before_id=id_,
        limit=limit,
    )
    return [(one.id, Visit(one.url, one.title, one.referrer, one.at, one.device)) for one in found]


async def last_pages(connection: Connection, workspace_id: UUID, contacts: set[UUID]) -> dict[UUID, Page]:
    """The pages that these contacts' browsers were on last."""
    if not contacts:
        return {}
    pages = await QUERIES.all(
        connection, "last_pages", _LastPage, workspace_id=workspace_id, contacts=list(contacts)
    )
    return {page.contact_id: Page(page.url, page.title, page.referrer) for page in pages}


# addresses ---------------------------------------------------------------------------------------------------------


async def claim_email(connection: Connection, workspace_id: UUID, contact_id: UUID, email: str) -> None:
    """The visitor says that this address is theirs. It is a claim: it finds and merges nobody."""
    await QUERIES.execute(
        connection, "claim_email", workspace_id=workspace_id, id=new_id(), contact_id=contact_id, email=email
    )


async def email_to_answer(connection: Connection, workspace_id: UUID, contact_id: UUID) -> str | None:
    """The address that answers go to."""
    return await QUERIES.value(
        connection, "newest_email", str, workspace_id=workspace_id, contact_id=contact_id
    )


async def email_is_proven(connection: Connection, workspace_id: UUID, contact_id: UUID, email: str) -> bool:
    """Whether the mailbox proved that it is the contact's."""
    where = {"workspace_id": workspace_id, "contact_id": contact_id}
    return bool(await QUERIES.value(connection, "email_is_proven", bool, **where, email=email))


async def prove_email(connection: Connection, workspace_id: UUID, contact_id: UUID, email: str) -> bool:
    """The mailbox proved the claim. False where another contact has proven the same address before, or where this
    contact never claimed it."""
    rows = await QUERIES.execute(
        connection,
        "prove_identity",
        workspace_id=workspace_id,
        contact_id=contact_id,
        kind="email",
        value=email,
    )
    return rows == 1


async def connect_account(connection: Connection, account: Account) -> list[Claimant]:
    """An account proved its mailbox: every contact that claims the address is its own from now on.

    One contact of a workspace gets the proven identity: who has it already, else the oldest claim. Nothing is merged.
    """
    if account.email is None:
        return []
    claimants = await QUERIES.all(connection, "contacts_by_email", Claimant, email=account.email)
    for claimant in claimants:
        await prove_email(connection, claimant.workspace_id, claimant.contact_id, account.email)
        await QUERIES.execute(
            connection,
            "set_account",
            workspace_id=claimant.workspace_id,
            id=claimant.contact_id,
            account_id=account.id,
        )
    await show_account(connection, account)
    return claimants


async def show_account(connection: Connection, account: Account) -> list[KnownAs]:
    """Every business that the account's person talks with sees their name and picture. Returns where they are known."""
    return await QUERIES.all(
        connection,
        "show_account",
        KnownAs,
        account_id=account.id,
        name=account.name,
        avatar_url=account.avatar_url,
    )


async def lock_browsers(
    connection: Connection, workspace_id: UUID, contact_id: UUID, horizon: int
) -> list[UUID]:
    """The identities of unverified browsers that see nothing after `horizon` from now on but what they write."""
    return await QUERIES.column(
        connection, "lock_browsers", UUID, workspace_id=workspace_id, contact_id=contact_id, horizon=horizon
    )


async def prove_browser(connection: Connection, visitor: Visitor) -> None:
    """The browser's user typed the code from the mailbox: it sees all."""
    await QUERIES.execute(
        connection, "prove_browser", workspace_id=visitor.workspace_id, id=visitor.identity_id
    )


# the shop's own customers ------------------------------------------------------------------------------------------


class Recognised(Struct, frozen=True):
    """Whose browser it is after the shop's word. `visitor` may carry a fresh token. `merge_from`: the contact that
    the browser belonged to and whose conversation goes into the known one's. `newly`: not proven before."""

    visitor: Visitor
    known: bool
    newly: bool = False
    merge_from: UUID | None = None


async def recognise(
    connection: Connection, visitor: Visitor, proven: Proven, tokens: VisitorTokens
) -> Recognised:
    """Puts the browser and the shop's customer together, by these rules:

    - nobody knows the customer and the browser never wrote: nothing is written;
    - nobody knows the customer: the browser's contact is this customer;
    - the customer is known and the browser never wrote: it is theirs;
    - the customer is known and the browser's contact is nobody's customer: that contact is merged into theirs;
    - the browser's contact is proven to be somebody else: the browser gets a fresh token; nothing is merged.
    """
    workspace_id = visitor.workspace_id
    contact_id = await QUERIES.value(
        connection, "proven_contact", UUID, workspace_id=workspace_id, kind="user", value=proven.user_id
    )
    if contact_id is None and visitor.contact_id is None:
        return Recognised(visitor, known=False)
    await _take_nonce(connection, visitor, proven)
    if visitor.contact_id is not None and visitor.contact_id != contact_id:
        another = await QUERIES.value(
            connection,
            "proven_as_another",
            bool,
            workspace_id=workspace_id,
            contact_id=visitor.contact_id,
            user_id=proven.user_id,
            email=proven.email,
        )
        if another:
            visitor = Visitor(workspace_id, visitor.channel_id, tokens.new(visitor.channel_id))
            if contact_id is None:
                return Recognised(visitor, known=False)
    if contact_id is None:
        return await _first_time(connection, visitor, proven)
    return await _again(connection, visitor, contact_id, proven)


async def _first_time(connection: Connection, visitor: Visitor, proven: Proven) -> Recognised:
    contact_id = visitor.contact_id
    assert contact_id is not None
    await _prove_user(connection, visitor.workspace_id, contact_id, proven)
    await prove_browser(connection, visitor)
    return Recognised(visitor, known=True, newly=True)


async def _again(connection: Connection, visitor: Visitor, contact_id: UUID, proven: Proven) -> Recognised:
    workspace_id, merge_from = visitor.workspace_id, None
    if visitor.identity_id is None:
        await _insert_browser(connection, visitor, contact_id, new_id(), verified=True)
    elif visitor.contact_id != contact_id:
        merge_from = visitor.contact_id
        await carry_over(connection, visitor, contact_id)
    else:
        await prove_browser(connection, visitor)
    await _prove_user(connection, workspace_id, contact_id, proven)
    row = await QUERIES.one(
        connection, "visitor", _VisitorRow, workspace_id=workspace_id, browser=browser_value(visitor.token)
    )
    known = Visitor(
        workspace_id, visitor.channel_id, visitor.token, row.contact_id, row.identity_id, verified=True
    )
    return Recognised(known, known=True, merge_from=merge_from)


async def carry_over(connection: Connection, visitor: Visitor, contact_id: UUID) -> None:
    """The browser is this contact's from now on, with what was claimed in it; what was said follows by a merge."""
    where = {"workspace_id": visitor.workspace_id, "contact_id": contact_id}
    for email in await QUERIES.column(
        connection, "emails", str, workspace_id=visitor.workspace_id, contact_id=visitor.contact_id
    ):
        await claim_email(connection, visitor.workspace_id, contact_id, email)
    for carry in ("carry_claims", "carry_tracked"):
        await QUERIES.execute(connection, carry, source=visitor.contact_id, **where)
    await QUERIES.execute(connection, "move_browser", id=visitor.identity_id, **where)


async def become(connection: Connection, workspace_id: UUID, contact_id: UUID, into: UUID) -> None:
    """They turned out to be the other contact, and stand in no list any more."""
    await QUERIES.execute(connection, "become", workspace_id=workspace_id, id=contact_id, into=into)


async def reappear(connection: Connection, workspace_id: UUID, contact_id: UUID) -> None:
    """They go on as themselves, and stand in lists again; nothing happens to who was never taken for another."""
    await QUERIES.execute(connection, "reappear", workspace_id=workspace_id, id=contact_id)


async def _prove_user(connection: Connection, workspace_id: UUID, contact_id: UUID, proven: Proven) -> None:
    where = {"workspace_id": workspace_id, "contact_id": contact_id}
    await QUERIES.execute(
        connection, "insert_proven", id=new_id(), kind="user", value=proven.user_id, **where
    )
    facts = proven.facts | ({"name": proven.name} if proven.name else {})
    await QUERIES.execute(
        connection, "set_facts", workspace_id=workspace_id, id=contact_id, facts=facts, name=proven.name
    )
    if proven.email:
        await claim_email(connection, email=proven.email, **where)
        await prove_email(connection, email=proven.email, **where)


async def _take_nonce(connection: Connection, visitor: Visitor, proven: Proven) -> None:
    await QUERIES.execute(connection, "delete_old_nonces")
    browser = browser_value(visitor.token)
    holder = await QUERIES.value(
        connection,
        "take_nonce",
        str,
        workspace_id=visitor.workspace_id,
        nonce=proven.nonce,
        browser=browser,
        expires_at=datetime.fromtimestamp(proven.expires, UTC),
    )
    if holder != browser:
        raise AppError(ErrorCode.UNAUTHENTICATED, "This statement was used by another browser.")
