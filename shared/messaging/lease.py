"""The connection by which a relay owns its shard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from asyncpg import Connection


@dataclass
class Lease:
    """The connection that holds the shard's lock. All the relay's reading and removing goes through it,
    so that a relay that lost its lock can do no more than repeat what it had read."""

    connection: Connection
    ping_seconds: float
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Connection]:
        """The connection, for one statement at a time."""
        async with self._turn:
            yield self.connection

    async def keep(self) -> None:
        """Say that we live, until the connection is lost."""
        while True:
            async with self.use() as connection:
                await connection.execute("SELECT")
            await asyncio.sleep(self.ping_seconds)
