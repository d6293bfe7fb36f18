"""What one episode or whole run has done so far: its faults, its poison, and how quickly things recovered."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from aiokafka.errors import KafkaError

from shared.database import LOST
from tests.faults.environment import Environment
from tests.faults.poison import Poison

TICK = 0.05
AWAY = (*LOST, KafkaError)
HEARD = "topic IN ('gerai.registration.business.v1', 'gerai.registration.product.v1')"


@dataclass
class Trial:
    """One run's."""

    environment: Environment
    random: Random
    keys: Callable[[], list[str]]
    """The products that live at the moment."""
    faults: Counter[str] = field(default_factory=Counter)
    frozen: Counter[str] = field(default_factory=Counter)
    """How many processes of each role stood still for a while."""
    poison: list[Poison] = field(default_factory=list)
    recoveries: dict[str, list[float]] = field(default_factory=dict)
    """Seconds, by what recovered; only where nothing else happened meanwhile."""
    relays: asyncio.Lock = field(default_factory=asyncio.Lock)
    servers: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever takes a server away: they come one after another, or a majority would be lost unasked."""
    _begun: float = field(default_factory=time.monotonic)
    _at_work: int = 0
    _disturbances: int = 0

    @asynccontextmanager
    async def fault(self, name: str) -> AsyncIterator[None]:
        """Count a fault, and say when it began and ended."""
        self.faults[name] += 1
        self._at_work += 1
        self._disturbances += 1
        self.say(f"{name} begins")
        try:
            yield
        finally:
            self._at_work -= 1
            self.say(f"{name} is over")

    def say(self, what: str) -> None:
        """Note it with the time, for whoever reads a failed run."""
        line = f"{time.monotonic() - self._begun:7.2f} {what}"
        with (self.environment.folder / "logs" / "what-happened.txt").open("a") as file:
            file.write(f"{line}\n")

    async def measure(
        self, kind: str, done: Callable[[], Awaitable[bool]], *, since: float | None = None, limit: float = 40
    ) -> None:
        """How long it takes until this is so, from now or from a moment; nothing where something else comes between."""
        begun, before = since or time.monotonic(), self._calm()
        while time.monotonic() - begun < limit:
            if await done():
                break
            await asyncio.sleep(TICK)
        seconds = time.monotonic() - begun
        if self._calm() == before and self._at_work <= 1:
            self.recoveries.setdefault(kind, []).append(round(seconds, 2))
            self.say(f"{kind}: {seconds:.2f} s")

    def _calm(self) -> tuple[int, int]:
        return self._disturbances, sum(self.environment.crew.hits.values())

    async def first_publish(self) -> Callable[[], Awaitable[bool]]:
        """Whether a relay has published something since now."""
        return await self._more("registration", "SELECT max(id) FROM published")

    async def first_effect(self) -> Callable[[], Awaitable[bool]]:
        """Whether something has been entered since now."""
        return await self._more("ledger", "SELECT max(id) FROM entries")

    async def all_entered(self) -> Callable[[], Awaitable[bool]]:
        """Whether all that was announced of products and businesses by now has been entered."""
        wanted = await self._number("registration", f"SELECT count(*) FROM announced WHERE {HEARD}")

        async def done() -> bool:
            return await self._number("ledger", f"SELECT count(*) FROM entries WHERE {HEARD}") >= wanted

        return done

    async def all_published(self) -> Callable[[], Awaitable[bool]]:
        """Whether nothing waits to be published that was announced by now."""
        last = await self._number("registration", "SELECT max(id) FROM announced")

        async def done() -> bool:
            return await self._number("registration", f"SELECT count(*) FROM outbox WHERE id <= {last}") == 0

        return done

    async def _more(self, service: str, query: str) -> Callable[[], Awaitable[bool]]:
        while (before := await self._number(service, query)) < 0:
            await asyncio.sleep(TICK)

        async def done() -> bool:
            return await self._number(service, query) > before

        return done

    async def _number(self, service: str, query: str) -> int:
        """-1 while the database cannot be had."""
        try:
            rows = await self.environment.fetch(service, query)
        except AWAY:
            return -1
        return int(rows[0][0] or 0)
