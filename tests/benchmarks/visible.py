"""From a submission over HTTP to the case in curation's API, through outbox, relay, broker and worker."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from tests.benchmarks import city, consumers, load
from tests.benchmarks.city import OFFICER, City
from tests.benchmarks.consumers import Consuming
from tests.benchmarks.load import Connection
from tests.benchmarks.measure import Findings, percentile
from tests.benchmarks.system import Bench, python
from tests.conftest import ServiceDatabase

TITLE = "Submit over HTTP → case visible in curation's API"
IDLE, LOADED = "Gerai, idle", "Gerai, at 70% load"
LOAD = 0.7


@dataclass
class Chain:
    """Every process between the two doors, at work."""

    ambon: City
    registration: int
    curation: int
    group: Consuming

    async def wait(self, product: UUID, front: Connection, back: Connection) -> float:
        """Submit a product and ask for its case until it is there; give the seconds from the first byte sent."""
        look = load.get(f"/curation/cases/{product}", city.pass_for(OFFICER))
        submission = self.ambon.submission(product)
        begun = time.perf_counter()
        status, answer = await front.ask(submission)
        assert status == 201, answer
        while time.perf_counter() < begun + 30:
            status, answer = await back.ask(look)
            if status == 200:
                return time.perf_counter() - begun
            assert status == 404, answer
            await asyncio.sleep(0.001)
        raise TimeoutError(f"no case of {product} within 30 s")


async def measure(bench: Bench) -> Findings:
    """One at a time with nothing else, then one at a time beside seven tenths of what the chain can take."""
    found, size = Findings(), bench.size
    async with open_chain(bench) as chain:
        await visits(chain, max(5, size.visits // 3))
        for _ in range(size.rounds):
            idle = await visits(chain, size.visits)
            found.note(IDLE, "p50", "ms", percentile(idle, 0.5) * 1000)
            found.note(IDLE, "p99", "ms", percentile(idle, 0.99) * 1000)
            most = await _most(chain, bench)
            found.note("the chain", "submissions at most", "requests/s", most)
            loaded = await _beside(chain, bench, LOAD * most)
            found.note(LOADED, "p50", "ms", percentile(loaded, 0.5) * 1000)
            found.note(LOADED, "p99", "ms", percentile(loaded, 0.99) * 1000)
    found.goal("p50 idle ≤ 15 ms", "p50", IDLE, at_most=15)
    found.goal("p99 idle ≤ 50 ms", "p99", IDLE, at_most=50)
    found.goal("p99 at 70% load ≤ 250 ms", "p99", LOADED, at_most=250)
    found.notes.append(
        f"{size.visits} visits a round, each from the first byte of the submission to the answer that shows the case, "
        f"asked for a millisecond after each 404. The load is {LOAD:.0%} of what {size.connections} connections got "
        f"answered just before, all processes running, for {size.load_seconds:g} s."
    )
    return found


@asynccontextmanager
async def open_chain(
    bench: Bench, registration: ServiceDatabase | None = None, curation: ServiceDatabase | None = None
) -> AsyncIterator[Chain]:
    """On new databases, or on some that there are."""
    async with AsyncExitStack() as stack:
        ambon = await stack.enter_async_context(city.ambon(bench, registration))
        group = await stack.enter_async_context(consumers.gerai(bench, kept=curation))
        await city.configure(group.connection)
        relay = python("services.registration", "relay")
        stack.enter_context(bench.running(relay, bench.environment(ambon.database)))
        _, front = await stack.enter_async_context(city.web(bench, "registration", ambon.database, ambon.issuer))
        _, back = await stack.enter_async_context(city.web(bench, "curation", group.database, ambon.issuer))
        yield Chain(ambon, front, back, group)


async def visits(chain: Chain, count: int, pause: float = 0.01) -> list[float]:
    """Seconds of so many submissions, one at a time, from the first byte to the case."""
    waits = []
    async with load.connect(chain.registration) as front, load.connect(chain.curation) as back:
        for product in await chain.ambon.draft(count):
            waits.append(await chain.wait(product, front, back))
            await asyncio.sleep(pause)
    return waits


async def _most(chain: Chain, bench: Bench) -> float:
    """Submissions a second that are answered while everything else runs, and all of them handled afterwards."""
    requests = [chain.ambon.submission(product) for product in await chain.ambon.draft(bench.size.requests)]
    answers = await load.as_fast_as_answered(chain.registration, requests, bench.size.connections)
    answers.check()
    await visits(chain, 1)
    return answers.rate


async def _beside(chain: Chain, bench: Bench, rate: float) -> list[float]:
    """Visits for as long as the load lasts."""
    products = await chain.ambon.draft(max(1, int(rate * bench.size.load_seconds)))
    requests = [chain.ambon.submission(product) for product in products]
    loading = asyncio.create_task(load.at_a_rate(chain.registration, requests, rate, bench.size.connections))
    waits: list[float] = []
    await asyncio.sleep(min(1.0, bench.size.load_seconds / 10))
    while not loading.done():
        waits += await visits(chain, 5, pause=0.02)
    (await loading).check()
    return waits
