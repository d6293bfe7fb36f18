"""The role sender goes on, whatever the database does not let it do."""

import asyncio
import contextlib

import asyncpg
import pytest
from asyncpg.pool import Pool

from shared.clock import Clock
from shared.service import WORK, Chapters, Service
from shared.settings import Settings


@pytest.mark.parametrize("failure", [asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError, ConnectionResetError])
async def test_a_sender_tries_again_when_the_database_fails_it(failure: type[Exception]) -> None:
    failed, sent = False, asyncio.Event()

    async def send(pool: Pool, clock: Clock) -> bool:
        nonlocal failed
        if not failed:
            failed = True
            raise failure("no")
        sent.set()
        return False

    settings = Settings(database_url="", kafka_bootstrap_servers="")
    role = asyncio.create_task(WORK["sender"](Service("probe", open=lambda: Chapters(send=send)), settings, None))  # type: ignore[arg-type]
    waiting = asyncio.create_task(sent.wait())
    await asyncio.wait({role, waiting}, timeout=20, return_when=asyncio.FIRST_COMPLETED)
    assert sent.is_set()
    for task in (role, waiting):
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await role
