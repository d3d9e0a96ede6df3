"""What a contact agreed to: every consent given or taken back is a line of its own, and the newest counts.

GDPR, article 7: that it was given can be shown, and taking it back is as easy.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from causerie.contacts.model import Consent
from causerie.errors import AppError, ErrorCode
from causerie.kit.database import Connection
from causerie.kit.ids import new_id
from causerie.kit.queries import Queries

QUERIES = Queries.beside(__file__)


async def give(
    connection: Connection,
    workspace_id: UUID,
    contact_id: UUID,
    *,
    purpose: str,
    channel: str,
    text: str,
    source: str,
    at: datetime | None = None,
) -> None:
    """The contact agreed to this, from now on, or from `at`."""
    given = Consent(purpose, channel, text, source, True, at or datetime.now(UTC))
    await _keep(connection, workspace_id, contact_id, given)


async def withdraw(
    connection: Connection, workspace_id: UUID, contact_id: UUID, *, purpose: str, channel: str, source: str
) -> None:
    """The contact takes it back; nothing happens where it did before. Raises invalid for what was never given."""
    known = {(one.purpose, one.channel): one for one in await present(connection, workspace_id, contact_id)}
    consent = known.get((purpose, channel))
    if consent is None:
        raise AppError(ErrorCode.INVALID, "This was never agreed to.")
    if consent.given:
        taken = Consent(purpose, channel, consent.text, source, False, datetime.now(UTC))
        await _keep(connection, workspace_id, contact_id, taken)


async def present(connection: Connection, workspace_id: UUID, contact_id: UUID) -> list[Consent]:
    """What counts now: the newest of each purpose and channel."""
    return await QUERIES.all(
        connection, "present_consents", Consent, workspace_id=workspace_id, contact_id=contact_id
    )


async def agrees(connection: Connection, workspace_id: UUID, contact_id: UUID, channel: str) -> bool:
    """Whether the contact agreed, for any purpose, to be written to there, and did not take it back."""
    consents = await present(connection, workspace_id, contact_id)
    return any(one.given and one.channel == channel for one in consents)


async def history(connection: Connection, workspace_id: UUID, contact_id: UUID) -> list[Consent]:
    """All that was ever given or taken back, the newest first."""
    return await QUERIES.all(
        connection, "consent_history", Consent, workspace_id=workspace_id, contact_id=contact_id
    )


async def _keep(connection: Connection, workspace_id: UUID, contact_id: UUID, consent: Consent) -> None:
    await QUERIES.execute(
        connection,
        "keep_consent",
        workspace_id=workspace_id,
        id=new_id(),
        contact_id=contact_id,
        given=consent.given,
        purpose=consent.purpose,
        channel=consent.channel,
        text=consent.text,
        source=consent.source,
        at=consent.at,
    )
