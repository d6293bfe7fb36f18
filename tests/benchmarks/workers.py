"""One, two and four workers of one group: what an event costs each time."""

from tests.benchmarks import consumers
from tests.benchmarks.measure import Findings
from tests.benchmarks.system import Bench

TITLE = "Workers: 1, 2 and 4 of curation"


async def measure(bench: Bench) -> Findings:
    """The same work for each number of workers, in turn."""
    found = Findings()
    for _ in range(bench.size.rounds):
        for workers in bench.size.workers:
            async with consumers.gerai(bench, workers) as group:
                await consumers.consume(bench, _side(workers), group, bench.size.consumed, found)
    for workers in bench.size.workers[1:]:
        found.goal(f"CPU per event with {workers} within 15% of one", "CPU", _side(workers), _side(1), at_most=1.15)
    found.notes.append(
        "Two cores, shared with broker and PostgreSQL, bound the rate: more workers do not raise it here."
    )
    return found


def _side(workers: int) -> str:
    return f"{workers} worker{'s' if workers > 1 else ''}"
