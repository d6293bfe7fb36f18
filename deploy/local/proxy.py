"""A TCP proxy that can be cut, slowed and held, so that a test can take a server away from its clients."""

import asyncio
from asyncio import StreamReader, StreamWriter
from contextlib import suppress


class Proxy:
    """Passes on what arrives at one port of 127.0.0.1 to another, until it is cut or held."""

    def __init__(self, listen_port: int, target_port: int) -> None:
        self.listen_port = listen_port
        self.target_port = target_port
        self.delay = 0.0
        """Seconds that each piece takes on its way, in each direction."""
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self._writers: set[StreamWriter] = set()
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; nothing happens if it does already."""
        if self._server is None:
            self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.listen_port)

    async def cut(self) -> None:
        """Refuse new connections and break those there are; come back when the last is gone."""
        self._passing.set()
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._connections)
        await server.wait_closed()

    def hold(self) -> None:
        """Be a black hole: connections stay and new ones are taken, but nothing arrives, not even that one was closed.
        What is under way arrives when the proxy passes on again, as it does in a network that was down."""
        self._passing.clear()

    async def restore(self) -> None:
        """Pass on again, at the same port, whatever there was."""
        self.delay = 0.0
        self._passing.set()
        await self.start()

    async def stop(self) -> None:
        """End it, as a cut does."""
        await self.cut()

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        self._writers.add(writer)
        try:
            await self._join(reader, writer)
        finally:
            writer.transport.abort()
            self._writers.discard(writer)
            self._connections.discard(task)

    async def _join(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            return
        self._writers.add(far_writer)
        try:
            # A cut may have come while the far side was being reached.
            if self._server is not None:
                await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        finally:
            far_writer.transport.abort()
            self._writers.discard(far_writer)

    async def _pump(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Pass on until one side has ended, and let the other side know."""
        with suppress(OSError):
            while chunk := await reader.read(65536):
                await self._pass()
                writer.write(chunk)
                await writer.drain()
        await self._pass()
        # transport.close sends what is still buffered first.
        writer.close()

    async def _pass(self) -> None:
        """Wait until something may be passed on."""
        await self._passing.wait()
        if self.delay:
            await asyncio.sleep(self.delay)
