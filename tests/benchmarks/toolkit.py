"""The toolkit's own cost: reading a topic without any database, and what a loop without a toolkit would need."""

from tests.benchmarks import workload
from tests.benchmarks.measure import Findings
from tests.benchmarks.system import Bench, python

TITLE = "The toolkit's own cost, without a database"
SIDES = {"Gerai": "gerai", "raw getmany, headers, pydantic": "raw"}


async def measure(bench: Bench) -> Findings:
    """Both read the same records of one topic from its beginning, each in a process of its own, in turn."""
    found = Findings()
    topic = await bench.new_topic("toolkit")
    async with bench.database("curation") as database:
        await workload.put(bench.settings(database), topic, workload.records(bench.size.consumed))
        for _ in range(bench.size.rounds):
            for side, mode in SIDES.items():
                environment = bench.environment(database, BENCH_TOPIC=topic.name, BENCH_COUNT=str(bench.size.consumed))
                said = await bench.ask(python("tests.benchmarks.sides.reader", mode), environment)
                found.note(side, "rate", "events/s", said["count"] / said["seconds"])
                found.note(side, "CPU", "s per 100,000", said["cpu"] * 100_000 / said["count"])
    raw = list(SIDES)[1]
    found.goal("CPU ≤ 50% over raw", "CPU", "Gerai", raw, at_most=1.5)
    found.goal("time ≤ 50% over raw (its rate ÷ ours)", "rate", "Gerai", raw, at_least=1 / 1.5)
    found.notes.append(
        f"{bench.size.consumed:,} submissions. Ours is worker and consumer with a database that answers at once from "
        "memory, and a handler that does nothing; it also commits offsets, which the raw loop does not."
    )
    return found
