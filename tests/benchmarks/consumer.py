"""A consumer whose effects happen once: curation's real worker, and a plain handler that writes the same rows."""

from tests.benchmarks import consumers
from tests.benchmarks.consumers import GERAI, PLAIN
from tests.benchmarks.measure import Findings
from tests.benchmarks.system import Bench

TITLE = "Consumer with once-only effect"


async def measure(bench: Bench) -> Findings:
    """Both open cases for submissions that lie on their topic; the plain one for fewer."""
    found = Findings()
    for _ in range(bench.size.rounds):
        async with consumers.gerai(bench) as group:
            await consumers.consume(bench, GERAI, group, bench.size.consumed, found)
        async with consumers.plain(bench) as group:
            await consumers.consume(bench, PLAIN, group, bench.size.slow_consumed, found)
    found.goal("≥ 25 × the plain handler", "rate", GERAI, PLAIN, at_least=25)
    found.notes.append(
        f"{bench.size.consumed:,} submissions ({bench.size.slow_consumed:,} for the plain handler), a product each, "
        "laid out while the process stood still, after a tenth of that to warm up. The plain handler writes inbox, "
        "case, sequence and outbox in one transaction for each message, as owner without row-level security, and "
        "commits its offset after it."
    )
    return found
