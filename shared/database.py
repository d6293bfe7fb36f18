"""The service's own PostgreSQL: a pool with time limits, and what its failures mean."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import asyncpg
from asyncpg import Connection
from asyncpg.pool import Pool

TIME_LIMITS = {
    "idle_in_transaction_session_timeout": "10s",
    "lock_timeout": "4s",
    "statement_timeout": "30s",
}

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection says that was ended while the process stood still
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InsufficientResourcesError,
    OSError,
    TimeoutError,
)
"""The database cannot be had. Not the fault of the event or the request at hand."""

CONTENTION = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
"""Somebody else holds what is needed; the same work will succeed a little later."""


async def open_pool(dsn: str, *, size: int = 10) -> "Pool":
    """A pool that need not be connected yet; connections come when they are asked for."""
    return await asyncpg.create_pool(
        dsn,
        min_size=0,
        max_size=size,
        server_settings=TIME_LIMITS,
        timeout=5,
        command_timeout=60,
        reset=_nothing_to_reset,
    )


async def _nothing_to_reset(connection: object) -> None:
    """Save the round trip that clears a session: whatever we set or lock ends with its transaction, and connections
    that listen or hold a lock for longer are not of a pool. An open transaction is still rolled back."""


@asynccontextmanager
async def acquire(pool: "Pool") -> AsyncIterator["Connection"]:
    """A connection of the pool, without a transaction."""
    async with pool.acquire(timeout=5) as connection:
        yield cast("Connection", connection)


@asynccontextmanager
async def transaction(pool: "Pool", *, cities: frozenset[str] = frozenset()) -> AsyncIterator["Connection"]:
    """One transaction that may see and write rows of these cities only (row-level security)."""
    async with acquire(pool) as connection, connection.transaction():
        if cities:
            await enter_cities(connection, cities)
        yield connection


async def enter_cities(connection: "Connection", cities: frozenset[str]) -> None:
    """Say which cities' rows the rest of this transaction is about; policies read it, for writing too."""
    await connection.execute("SELECT set_config('app.cities', $1, true)", ",".join(sorted(cities)))


async def answers(pool: "Pool") -> bool:
    """Whether the database can be had at this moment."""
    try:
        async with asyncio.timeout(3):
            return bool(await pool.fetchval("SELECT true"))
    except (*LOST, asyncpg.PostgresError):
        return False


async def wait_until_it_answers(pool: "Pool", *, pause: float = 0.5) -> None:
    """Return when the database can be had; it never gives up."""
    while not await answers(pool):
        await asyncio.sleep(pause)
