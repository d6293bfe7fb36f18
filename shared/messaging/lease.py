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


def standstill(seconds: float) -> dict[str, str]:
    """Of that connection: a relay that stands still so long (SIGSTOP, a frozen machine) loses its lock, though its TCP
    lives on, between two statements and while it is sent an answer. A statement that it has begun to ask has 30 s."""
    lost = f"{seconds * 1000:.0f}ms"
    return {"idle_session_timeout": lost, "tcp_user_timeout": lost, "transaction_timeout": "30s"}
