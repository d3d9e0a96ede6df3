"""The routes of webhooks."""

from __future__ import annotations

from uuid import UUID

from litestar import Router, delete, get, patch, post
from msgspec import Struct

from causerie.accounts.model import Staff
from causerie.webhooks.model import (
    EVENTS,
    NewWebhook,
    State,
    Webhook,
    WebhookChange,
    WebhookMessage,
    WebhookSecret,
)
from causerie.webhooks.service import Webhooks

PATH = "/workspaces/{workspace:uuid}/webhooks"


class WebhooksOf(Struct, frozen=True):
    """The webhooks of a workspace, and all events that one can be told of."""

    webhooks: list[Webhook]
    events: list[str]


@get(PATH, permission="webhooks.write")
async def list_webhooks(workspace: UUID, staff: Staff, webhooks: Webhooks) -> WebhooksOf:
    """Every webhook, the oldest first."""
    return WebhooksOf(await webhooks.of(staff.workspace_id), EVENTS)


@post(PATH, permission="webhooks.write", status_code=201)
async def make_webhook(workspace: UUID, data: NewWebhook, staff: Staff, webhooks: Webhooks) -> WebhookSecret:
    """Tells an address what happens; its secret is told this once."""
    return await webhooks.make(staff, data)


@patch(PATH + "/{webhook:uuid}", permission="webhooks.write")
async def change_webhook(
    workspace: UUID, webhook: UUID, data: WebhookChange, staff: Staff, webhooks: Webhooks
) -> Webhook:
    """Another address or other events; on, or off."""
    return await webhooks.change(staff.workspace_id, webhook, data)


@delete(PATH + "/{webhook:uuid}", permission="webhooks.write")
async def remove_webhook(workspace: UUID, webhook: UUID, staff: Staff, webhooks: Webhooks) -> None:
    """It is told nothing more, and its messages are gone."""
    await webhooks.remove(staff.workspace_id, webhook)


@post(PATH + "/{webhook:uuid}/secret", permission="webhooks.write", status_code=200)
async def renew_secret(workspace: UUID, webhook: UUID, staff: Staff, webhooks: Webhooks) -> WebhookSecret:
    """Signs with another secret from now on."""
    return await webhooks.new_secret(staff.workspace_id, webhook)


@post(PATH + "/{webhook:uuid}/ping", permission="webhooks.write", status_code=204)
async def ping_webhook(workspace: UUID, webhook: UUID, staff: Staff, webhooks: Webhooks) -> None:
    """Sends a `ping`, to try the address."""
    await webhooks.ping(staff.workspace_id, webhook)


@get(PATH + "/{webhook:uuid}/messages", permission="webhooks.write")
async def list_webhook_messages(
    workspace: UUID, webhook: UUID, staff: Staff, webhooks: Webhooks, kind: State | None = None
) -> list[WebhookMessage]:
    """The newest hundred messages, or those of one kind."""
    return await webhooks.messages(staff.workspace_id, webhook, kind)


@post(PATH + "/{webhook:uuid}/messages/again", permission="webhooks.write", status_code=204)
async def send_dead_again(workspace: UUID, webhook: UUID, staff: Staff, webhooks: Webhooks) -> None:
    """Tries everything again that was given up."""
    await webhooks.send_again(staff.workspace_id, webhook, None)


@post(PATH + "/{webhook:uuid}/messages/{message:uuid}/again", permission="webhooks.write", status_code=204)
async def send_again(workspace: UUID, webhook: UUID, message: UUID, staff: Staff, webhooks: Webhooks) -> None:
    """Sends one message again."""
    await webhooks.send_again(staff.workspace_id, webhook, message)


router = Router(
    path="/",
    route_handlers=[
        list_webhooks,
        make_webhook,
        change_webhook,
        remove_webhook,
        renew_secret,
        ping_webhook,
        list_webhook_messages,
        send_dead_again,
        send_again,
    ],
    tags=["webhooks"],
)
