"""One city submits a hundred thousand products in one go: what another city's people notice of it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.benchmarks import city, load, visible
from tests.benchmarks.city import OFFICER, City
from tests.benchmarks.measure import Findings, percentile
from tests.benchmarks.system import Bench
from tests.benchmarks.visible import Chain

TITLE = "Fair between cities"
ALONE, BESIDE = "Kota Ternate, alone", "Kota Ternate, beside Kota Ambon's flood"


@dataclass
class Noticed:
    """Seconds of each visit: until the answer, and until the case is there."""

    answers: list[float] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)


async def measure(bench: Bench) -> Findings:
    """A submission of Ternate every now and then, first alone, then for as long as Ambon's flood lasts."""
    found, size = Findings(), bench.size
    async with visible.open_chain(bench) as chain:
        async with load.connect(chain.registration) as door:
            ternate = await chain.ambon.neighbour(door)
        await city.configure(chain.group.connection, ternate.code)
        await _visit(chain, ternate, _times(size.visits // 3))
        _note(found, ALONE, await _visit(chain, ternate, _times(size.visits)))
        requests = [chain.ambon.submission(product) for product in await chain.ambon.draft(size.flood)]
        flood = asyncio.create_task(load.as_fast_as_answered(chain.registration, requests, size.connections))
        _note(found, BESIDE, await _visit(chain, ternate, lambda: not flood.done()))
        answers = await flood
        answers.check()
    found.note("Kota Ambon", "submissions", "requests/s", answers.rate)
    found.goal("HTTP p99 ≤ 2 × alone", "answer, p99", BESIDE, ALONE, at_most=2)
    found.goal("delivered within 5 s", "case visible, slowest", BESIDE, at_most=5000)
    found.notes.append(
        f"{size.flood:,} submissions of one city on {size.connections} connections, as fast as they are answered; the "
        "other city's come one at a time, a twentieth of a second apart. One web process, one relay, one worker."
    )
    return found


async def _visit(chain: Chain, ternate: City, more: Callable[[], bool]) -> Noticed:
    noticed, officer = Noticed(), city.pass_for(OFFICER)
    async with load.connect(chain.registration) as front, load.connect(chain.curation) as back:
        while more():
            for product in await ternate.draft(10):
                begun = time.perf_counter()
                status, answer = await front.ask(ternate.submission(product))
                noticed.answers.append(time.perf_counter() - begun)
                assert status == 201, answer
                look = load.get(f"/curation/cases/{product}", officer)
                while (await back.ask(look))[0] != 200:
                    await asyncio.sleep(0.02)
                noticed.deliveries.append(time.perf_counter() - begun)
                await asyncio.sleep(0.05)
    return noticed


def _times(visits: int) -> Callable[[], bool]:
    """True for so many visits, which come ten at a time."""
    left = iter(range(max(1, visits // 10)))
    return lambda: next(left, None) is not None


def _note(found: Findings, side: str, noticed: Noticed) -> None:
    found.note(side, "answer, p50", "ms", percentile(noticed.answers, 0.5) * 1000)
    found.note(side, "answer, p99", "ms", percentile(noticed.answers, 0.99) * 1000)
    found.note(side, "case visible, p50", "ms", percentile(noticed.deliveries, 0.5) * 1000)
    found.note(side, "case visible, slowest", "ms", max(noticed.deliveries) * 1000)
