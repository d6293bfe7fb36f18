"""Counts what a process asks of its database: a proxy that reads the messages which make PostgreSQL answer."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

ASKS = frozenset(b"QSH")
"""Query, Sync and Flush: after each of these a client waits for the server."""


class Counter:
    """How often was asked so far."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, waiting: bytearray) -> None:
        """Take whole messages (a letter, four bytes of length, the rest) off the front."""
        while len(waiting) >= 5:
            length = int.from_bytes(waiting[1:5])
            if len(waiting) < 1 + length:
                return
            self.asked += waiting[0] in ASKS
            del waiting[: 1 + length]


@asynccontextmanager
async def counted(dsn: str) -> AsyncIterator[tuple[str, Counter]]:
    """An address that leads to the same database of this machine, and the count of what was asked through it."""
    counter, at = Counter(), urlsplit(dsn)

    async def join(reader: StreamReader, writer: StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", at.port)
        with suppress(OSError):
            await asyncio.gather(_count(reader, far_writer, counter), _pass(far_reader, writer))

    server = await asyncio.start_server(join, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield urlunsplit(at._replace(netloc=at.netloc.replace(f":{at.port}", f":{port}"))), counter
    finally:
        server.close()


async def _count(reader: StreamReader, writer: StreamWriter, counter: Counter) -> None:
    """Pass on what a client says. Its first message has no letter."""
    waiting, greeted = bytearray(), False
    while chunk := await reader.read(65536):
        waiting += chunk
        while not greeted and len(waiting) >= 8 and len(waiting) >= int.from_bytes(waiting[:4]):
            greeted = int.from_bytes(waiting[4:8]) >> 16 == 3  # else it asked for TLS, and greets after the answer
            del waiting[: int.from_bytes(waiting[:4])]
        if greeted:
            counter.read(waiting)
        writer.write(chunk)
        await writer.drain()
    writer.close()


async def _pass(reader: StreamReader, writer: StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    writer.close()
