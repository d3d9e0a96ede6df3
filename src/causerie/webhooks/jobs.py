"""What webhooks leave for later."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class DeliverWebhook(Struct, frozen=True):
    """Send what is due to this webhook."""

    workspace_id: UUID
    webhook_id: UUID


def job_key(webhook_id: UUID) -> str:
    """While one such job waits, there is no other."""
    return f"webhook:{webhook_id}"
