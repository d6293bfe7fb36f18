"""What 100,000 events cost from an outbox into another service's tables: relay and consumer together."""

from tests.benchmarks import consumers, relays, workload
from tests.benchmarks.measure import Findings
from tests.benchmarks.relay_drain import drain
from tests.benchmarks.system import Bench

TITLE = "CPU of relay and consumer"
GERAI = "Gerai's relay + worker"
RIVAL = "Debezium, tuned + plain handler"


async def measure(bench: Bench) -> Findings:
    """Each part alone, while it works and not while it waits, so that polling at rest is not counted."""
    found = Findings()
    made = workload.records(bench.size.drain)
    for _ in range(bench.size.rounds):
        parts = Findings()
        await drain(bench, "relay", relays.gerai, made, bench.size.drain, parts)
        async with consumers.gerai(bench) as group:
            await consumers.consume(bench, "consumer", group, bench.size.consumed, parts)
        _sum(parts, GERAI, found)
        if bench.rivals:
            parts = Findings()
            await drain(bench, "relay", relays.debezium(tuned=True), made, bench.size.drain, parts)
            async with consumers.plain(bench) as group:
                await consumers.consume(bench, "consumer", group, bench.size.slow_consumed, parts)
            _sum(parts, RIVAL, found)
    found.goal("≤ 1/4 of Debezium + plain handler", "CPU", GERAI, RIVAL, at_most=0.25)
    found.notes.append("CPU of PostgreSQL is not in these sums; the rows of relay and consumer show it.")
    return found


def _sum(parts: Findings, side: str, found: Findings) -> None:
    relay, consumer = parts.values("relay", "CPU")[0], parts.values("consumer", "CPU")[0]
    found.note(side, "CPU of the relay", "s per 100,000", relay)
    found.note(side, "CPU of the consumer", "s per 100,000", consumer)
    found.note(side, "CPU", "s per 100,000", relay + consumer)
