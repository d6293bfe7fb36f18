"""A process that is told to stop does."""

import asyncio
import contextlib

import pytest

from shared import service
from shared.service import WORK, Service
from shared.settings import Settings


async def _lose_one_cancellation() -> None:
    """As asyncio.wait_for of Python 3.11 does when it comes together with a result."""
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.sleep(60)
    await asyncio.sleep(60)


async def test_a_role_that_loses_a_cancellation_is_ended_all_the_same() -> None:
    role = asyncio.create_task(_lose_one_cancellation())
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await service._end([role])
    assert role.cancelled()


async def test_a_relay_that_loses_a_cancellation_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.messaging.relay.Relay.run", lambda relay: _lose_one_cancellation())
    settings = Settings(database_url="", kafka_bootstrap_servers="", relay_shards=2)
    role = asyncio.create_task(WORK["relay"](Service("probe"), settings, None))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await service._end([role])
    assert role.cancelled()
