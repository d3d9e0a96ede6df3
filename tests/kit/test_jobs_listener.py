"""A worker that hears nothing yet is not taken for one that lost the database."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.core.listeners import (
    PGNoticeEventListener,
    default_event_router,
    initialize_notice_event_listener,
)
from pgqueuer.domain.errors import FailingListenerError

from causerie.kit.jobs import SETTINGS, PatientManager, _queries

PATIENCE = timedelta(milliseconds=300)


async def test_a_probe_sent_before_anybody_listened_is_sent_again(database_url: str) -> None:
    async with (
        asyncpg.create_pool(database_url, min_size=2, max_size=3) as pool,
        AsyncpgPoolDriver(pool) as driver,
    ):
        manager = PatientManager(_queries(driver), SETTINGS.channel)
        with pytest.raises(FailingListenerError):
            await manager.listener_healthy(PATIENCE)
        probing = asyncio.create_task(manager.listener_healthy(PATIENCE))
        await asyncio.sleep(0)  # up to its first wait
        (first,) = manager.pending_health_check
        await asyncio.sleep(0.05)
        await initialize_notice_event_listener(
            driver,
            SETTINGS.channel,
            default_event_router(
                notice_event_queue=PGNoticeEventListener(),
                canceled=manager.job_context,
                pending_health_check=manager.pending_health_check,
            ),
        )
        assert (await probing).id != first
