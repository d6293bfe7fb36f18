"""A relay at rest: from the commit of one announcement to the broker's acknowledgement."""

import asyncio
import random
from collections.abc import Sequence

from tests.benchmarks import relays, workload
from tests.benchmarks.measure import Findings, percentile
from tests.benchmarks.relays import DEBEZIUM, GERAI, TUNED, OpenRelay
from tests.benchmarks.system import Bench
from tests.benchmarks.workload import Record

TITLE = "Relay at rest: commit → broker's acknowledgement"


async def measure(bench: Bench) -> Findings:
    """One announcement at a time, each side alone, warmed up, in turn."""
    found = Findings()
    made = workload.records(bench.size.warm_up)
    for _ in range(bench.size.rounds):
        for side, opened in relays.sides(bench).items():
            singles = bench.size.slow_singles if side == DEBEZIUM else bench.size.singles
            waits = await _waits(bench, opened, made, singles)
            found.note(side, "p50", "ms", percentile(waits, 0.5))
            found.note(side, "p99", "ms", percentile(waits, 0.99))
    found.goal("p50 ≤ 0.6 × Debezium tuned", "p50", GERAI, TUNED, at_most=0.6)
    found.goal("p99 ≤ 1 × Debezium tuned", "p99", GERAI, TUNED, at_most=1)
    found.notes.append(
        f"{bench.size.singles} announcements a round ({bench.size.slow_singles} where each takes half a second), 5 to "
        f"15 ms apart, after eleven times as many to warm up. Counted from when the commit was confirmed to the client."
    )
    return found


async def _waits(bench: Bench, opened: OpenRelay, made: Sequence[Record], singles: int) -> list[float]:
    """Milliseconds of each of so many announcements."""
    pause = random.Random(1)
    async with opened(bench, made) as side:
        await side.until_it_relays()
        await side.relay(min(bench.size.warm_up, 10 * singles))
        waits = []
        for _ in range(singles + singles // 3):
            waits.append(await side.relay(1) / 1e6)
            await asyncio.sleep(pause.uniform(0.005, 0.015))
    return waits[-singles:]
