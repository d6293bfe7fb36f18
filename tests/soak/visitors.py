"""Whoever submits products at a steady rate, and comes again when told to."""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from tests.benchmarks import load
from tests.benchmarks.city import City

PATIENCE = 60.0
DRAFTED = 500
"""Products that are laid out at a time."""


@dataclass
class Visitors:
    """Submissions through the front door, `rate` a second on so many connections."""

    port: int
    city: City
    rate: float
    connections: int
    acknowledged: int = 0
    turned_away: int = 0
    """Answers with 503 and Retry-After, after which the same request came again."""
    errors: Counter[str] = field(default_factory=Counter)
    """Everything else that is not the answer."""
    waits: list[tuple[float, float]] = field(default_factory=list)
    """When an answer came, and the seconds since its submission was due, other attempts included."""
    _due: "asyncio.Queue[tuple[float, bytes] | None]" = field(default_factory=asyncio.Queue)

    async def come(self, seconds: float) -> None:
        """Come for so long; return when everybody is answered."""
        coming = [asyncio.create_task(self._visit()) for _ in range(self.connections)]
        begun, number, drafts = time.monotonic(), 0, list[bytes]()
        while (due := begun + number / self.rate) < begun + seconds:
            if not drafts:
                drafts = [self.city.submission(product) for product in await self.city.draft(DRAFTED)]
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self._due.put_nowait((due, drafts.pop()))
            number += 1
        for _ in coming:
            self._due.put_nowait(None)
        await asyncio.gather(*coming)

    async def _visit(self) -> None:
        async with AsyncExitStack() as stack:
            connection = await stack.enter_async_context(load.connect(self.port))
            while (work := await self._due.get()) is not None:
                due, request = work
                while not await self._is_answered(connection, request, due):
                    await stack.aclose()
                    connection = await stack.enter_async_context(load.connect(self.port))

    async def _is_answered(self, connection: load.Connection, request: bytes, due: float) -> bool:
        """Ask until there is an answer; False when the connection is lost and another is needed."""
        while True:
            try:
                status, head, body = await connection.ask_whole(request)
            except (OSError, EOFError) as lost:
                self._fail(type(lost).__name__, due)
                return False
            if status == 201:
                self.acknowledged += 1
                self.waits.append(((now := time.monotonic()), now - due))
                return True
            retry_after = load.header(head, b"retry-after")
            if status == 503 and retry_after is not None:
                self.turned_away += 1
                await asyncio.sleep(min(1.0, float(retry_after)))
            else:
                self._fail(f"{status} {body[:200].decode(errors='replace')}", due)
            if b"connection: close" in head.lower():
                return False

    def _fail(self, what: str, due: float) -> None:
        self.errors[what] += 1
        if time.monotonic() - due > PATIENCE:
            raise TimeoutError(f"no answer in {PATIENCE:g} s, but {what}")
