"""A process that is told to stop does."""

import asyncio
import contextlib

from shared import service


async def test_a_role_that_loses_a_cancellation_is_ended_all_the_same() -> None:
    async def loses_it() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        await asyncio.sleep(60)

    role = asyncio.create_task(loses_it())
    await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await service._end([role])
    assert role.cancelled()
