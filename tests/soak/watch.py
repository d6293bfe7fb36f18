"""What is seen of the system from outside: whether it flows, what its processes hold, how they end and come back."""

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import asyncpg
import httpx
import psutil

from deploy.local.home import Home, Process
from tests.deploy.conftest import Operator

YOUNG = 60.0
"""Seconds after its start in which a process still gathers what it needs."""
LATELY = 300.0
"""Seconds over which it is judged whether a process that lives on grows."""


def list_processes(operator: Operator) -> list[Process]:
    """The services' processes, as they are now."""
    state = Home(operator.folder / ".gerai").state()
    return state.processes if state else []


@dataclass
class Flow:
    """How long curation, at the end of the way, went without another case."""

    operator: Operator
    longest: float = 0

    async def watch(self) -> None:
        """Look five times a second. Never returns."""
        home = Home(self.operator.folder / ".gerai")
        dsn = home.dsn("curation", self.operator.ports["POSTGRES"], as_owner=True)
        connection = await asyncpg.connect(dsn)
        last, since = -1, time.monotonic()
        try:
            while True:
                number = await connection.fetchval("SELECT last_value FROM outbox_id_seq")
                now = time.monotonic()
                if number != last:
                    last, since = number, now
                self.longest = max(self.longest, now - since)
                await asyncio.sleep(0.2)
        finally:
            await connection.close()


@dataclass
class Memory:
    """Resident MiB of each process over its age, from one that has just begun to its end."""

    operator: Operator
    samples: dict[str, list[list[tuple[float, float]]]] = field(default_factory=lambda: defaultdict(list))
    """By the process's name, for each of its lives, (age in seconds, MiB)."""
    _lives: dict[str, int] = field(default_factory=dict)

    async def watch(self) -> None:
        """Look every five seconds. Never returns."""
        while True:
            for process in list_processes(self.operator):
                with suppress(psutil.NoSuchProcess):
                    self._look(process)
            await asyncio.sleep(5)

    def _look(self, process: Process) -> None:
        if process.pid is None:
            return
        found = psutil.Process(process.pid)
        if self._lives.get(process.name) != process.pid:
            self._lives[process.name] = process.pid
            self.samples[process.name].append([])
        age, size = time.time() - found.create_time(), found.memory_info().rss / 2**20
        if size:  # it has not just ended
            self.samples[process.name][-1].append((age, size))

    def slope_of_lives(self, name: str) -> float | None:
        """MiB a minute in the median of its lives, their youth left out; None where all were short."""
        slopes = [slope for life in self.samples[name] if (slope := _slope(life, YOUNG)) is not None]
        return statistics.median(slopes) if slopes else None

    def slope_lately(self, name: str) -> float | None:
        """MiB a minute at the end of its last life; None where that was short."""
        life = self.samples[name][-1]
        return _slope(life, max(YOUNG, life[-1][0] - LATELY)) if life else None

    def ends(self, name: str) -> list[float]:
        """What it held at the end of each life."""
        return [life[-1][1] for life in self.samples[name] if life]


@dataclass
class Machine:
    """How busy the whole machine is, the visitors' own work and ours included."""

    samples: list[tuple[float, float]] = field(default_factory=list)
    """At a time, the share of its processors since the last one."""

    async def watch(self) -> None:
        """Look every five seconds. Never returns."""
        psutil.cpu_percent()  # the first one has nothing to compare with
        while True:
            await asyncio.sleep(5)
            self.samples.append((time.monotonic(), psutil.cpu_percent() / 100))


def _slope(life: Sequence[tuple[float, float]], after: float) -> float | None:
    """MiB a minute of a life from this age on; None where there is less than a minute of it."""
    grown = [(age / 60, size) for age, size in life if age > after]
    if len(grown) < 12:
        return None
    ages, sizes = zip(*grown, strict=True)
    return statistics.linear_regression(ages, sizes).slope


@dataclass
class Restarts:
    """Every process is told to end once in `every` seconds, one after another."""

    operator: Operator
    every: float
    endings: list[float] = field(default_factory=list)
    """Seconds from being told to being gone."""
    returns: list[float] = field(default_factory=list)
    """Seconds from being told until the next one was ready."""
    _enough: bool = False

    def stop(self) -> None:
        """End no more."""
        self._enough = True

    async def watch(self) -> None:
        """Go round. Returns when stopped."""
        names = [process.name for process in list_processes(self.operator)]
        while True:
            for name in names:
                await asyncio.sleep(self.every / len(names))
                if self._enough:
                    return
                await self._restart(name)

    async def _restart(self, name: str) -> None:
        process = next(each for each in list_processes(self.operator) if each.name == name)
        assert process.pid is not None
        told, found = time.monotonic(), psutil.Process(process.pid)
        found.terminate()
        await asyncio.to_thread(found.wait, 30)
        self.endings.append(time.monotonic() - told)
        async with asyncio.timeout(60), httpx.AsyncClient(trust_env=False, timeout=2) as client:
            while not await _is_ready(client, f"{process.private_url}/readyz"):
                await asyncio.sleep(0.1)
        self.returns.append(time.monotonic() - told)


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == 200
    except httpx.HTTPError:
        return False
