"""Asks a service's application for its pages in this process, and times what it does until the last byte is out."""

import math
import re
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import database, memory, settings
from shared.service import Service, application_of
from tests.benchmarks.measure import percentile
from tests.large.visits import Visits
from tests.web.browser import sign_in

NEXT = re.compile(r'<a href="([^"]+)" rel="next">')


@dataclass
class Asked:
    """One address as one person asked for it: milliseconds by the clock, and of processors (ours and PostgreSQL's)."""

    who: str
    address: str
    status: int
    size: int
    clock: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    def p(self, share: float, values: list[float]) -> float:
        """The value that this share of the times does not exceed."""
        return percentile(values, share)


class Timed:
    """An application, and how long it took for the last request."""

    def __init__(self, app: ASGIApp, backend: int) -> None:
        self.app = app
        self.backend = backend
        """The process that serves its one connection."""
        self.clock = self.work = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        clock, work = time.perf_counter(), self._worked()
        await self.app(scope, receive, send)
        self.clock = (time.perf_counter() - clock) * 1e3
        self.work = (self._worked() - work) * 1e3

    def _worked(self) -> float:
        """Seconds of a processor that this process and the one behind its connection have had; no number where that one
        has just been replaced."""
        try:
            behind = int(Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]) / 1e9
        except FileNotFoundError:
            return math.nan
        return time.process_time() + behind


@asynccontextmanager
async def opened(service: Service) -> AsyncIterator[tuple[Timed, httpx.AsyncClient, Any]]:
    """A service's application with one connection to its database, as the role web has it."""
    read = settings.read(service.name)
    pool = await database.open_pool(read.database_url, size=1)
    timed = Timed(application_of(service, read, pool), await pool.fetchval("SELECT pg_backend_pid()"))
    memory.keep_what_is_there()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(timed), base_url=read.public_url) as client:
        yield timed, client, pool
    await pool.close()


async def measure(service: Service, visits: Iterable[Visits], things: Mapping[str, str], times: int) -> list[Asked]:
    """Ask for every page of a service so often, as everybody who is named, second pages included; what is taken
    away whole, a tenth as often: that is most of the time even so."""
    found = []
    async with opened(service) as (timed, client, pool):
        for each in visits:
            for who in each.who:
                subject = who.format(**things)
                cookie = await sign_in(pool, service.name, subject) if subject else {}
                addresses = [each.path.format(**things) + query for query in each.queries]
                while addresses:
                    address = addresses.pop(0)
                    often = times // 10 if "unduh=" in address else times
                    asked, more = await _ask(timed, client, pool, address, subject, cookie, often)
                    addresses += [more] if more and "setelah=" not in asked.address else []
                    found.append(asked)
    return found


async def _ask(
    timed: Timed,
    client: httpx.AsyncClient,
    pool: Any,
    address: str,
    subject: str,
    cookie: Mapping[str, str],
    times: int,
) -> tuple[Asked, str | None]:
    """Once to warm up, and then so often; gives where the next page is."""
    headers = {"accept": "text/html", "accept-encoding": "gzip", **cookie}
    answer = await client.get(address, headers=headers)
    asked = Asked(subject, address, answer.status_code, len(answer.content))
    for _ in range(times if answer.status_code == 200 else 0):
        timed.backend = await pool.fetchval("SELECT pg_backend_pid()")  # it may have been replaced
        await client.get(address, headers=headers)
        asked.clock.append(timed.clock)
        asked.work += [] if math.isnan(timed.work) else [timed.work]
    following = NEXT.search(answer.text)
    return asked, unescape(following[1]) if following else None
