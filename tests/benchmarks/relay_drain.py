"""A relay with a backlog: how fast it takes what one transaction left to the broker, and what that costs."""

import asyncio
from collections.abc import Sequence

from tests.benchmarks import relays, workload
from tests.benchmarks.measure import Findings, Meter
from tests.benchmarks.relays import GERAI, OUTBOX, OUTBOX_TUNED, SMALL, TUNED, OpenRelay
from tests.benchmarks.system import Bench, python
from tests.benchmarks.workload import Record

TITLE = "Relay with a backlog, one process"
RAW = "raw aiokafka, the same records"


async def measure(bench: Bench) -> Findings:
    """Each side drains the same backlog, warmed up, in turn."""
    found = Findings()
    made = workload.records(bench.size.drain)
    for _ in range(bench.size.rounds):
        sides = relays.sides(bench)
        if bench.rivals:
            sides |= {SMALL: relays.debezium(tuned=True, memory="256m")}
        for side, opened in sides.items():
            slow = side in (OUTBOX, OUTBOX_TUNED)
            await drain(bench, side, opened, made, bench.size.slow_drain if slow else bench.size.drain, found)
        await _produce(bench, made, found)
    found.goal("≥ 2 × Debezium tuned", "rate", GERAI, TUNED, at_least=2)
    found.goal("≥ 0.5 × raw aiokafka", "rate", GERAI, RAW, at_least=0.5)
    found.goal("memory ≤ 1/6 of Debezium tuned", "memory", GERAI, TUNED, at_most=1 / 6)
    found.notes.append(
        f"{bench.size.drain:,} announcements ({bench.size.slow_drain:,} for faststream-outbox), committed in one "
        "transaction to a relay at rest; the rate is counted from the commit to the last acknowledgement. "
        "Memory is the most that the process and its children held (resident)."
    )
    return found


async def drain(
    bench: Bench, name: str, opened: OpenRelay, made: Sequence[Record], count: int, found: Findings
) -> None:
    """Note rate, CPU and memory of one backlog."""
    async with opened(bench, made) as side:
        await side.until_it_relays()
        await side.relay(min(bench.size.warm_up, count))
        meter, server = Meter(side.running.pid), Meter(bench.postgres.child.pid or 0, memory=False)
        await asyncio.sleep(0.2)
        meter.anew()
        server.anew()
        took = await side.relay(count)
        cpu = meter.cpu
        meter.stop()
        await workload.check(bench.broker.bootstrap, side.topic, made)
    found.note(name, "rate", "events/s", count / (took / 1e9))
    found.note(name, "CPU", "s per 100,000", cpu * 100_000 / count)
    found.note(name, "memory", "MiB", meter.peak / 2**20)
    found.note(name, "CPU of PostgreSQL", "s per 100,000", server.cpu * 100_000 / count)


async def _produce(bench: Bench, made: Sequence[Record], found: Findings) -> None:
    """The limit: a producer that finds the identical records in its memory."""
    async with bench.database("registration") as database, bench.superuser(database) as connection:
        await workload.stage(connection, made)
        topic = await bench.new_topic("raw")
        environment = {
            "BENCH_DSN": bench.superuser_dsn(database),
            "BENCH_TOPIC": topic.name,
            "BENCH_BOOTSTRAP": bench.broker.bootstrap,
            "BENCH_IDEMPOTENT": "yes" if bench.broker.idempotent else "",
        }
        said = await bench.ask(python("tests.benchmarks.sides.raw_producer"), environment)
    found.note(RAW, "rate", "events/s", said["count"] / said["seconds"])
    found.note(RAW, "CPU", "s per 100,000", said["cpu"] * 100_000 / said["count"])
    found.note(RAW, "memory", "MiB", said["memory"] / 2**20)
