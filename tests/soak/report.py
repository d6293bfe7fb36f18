"""What a soak has shown, and whether every promise was kept."""

import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.measure import percentile, written
from tests.soak.visitors import Visitors
from tests.soak.watch import Flow, Memory, Restarts

STILL_SECONDS = 5
STOP_SECONDS = 10
SLOPE = 0.5
"""MiB a minute, in the median of a role's lives, that a process may gain after its youth."""


@dataclass
class Report:
    """One soak's."""

    seconds: float
    most: float
    rate: float
    visitors: Visitors
    flow: Flow
    memory: Memory
    restarts: Restarts
    cases: dict[str, int]
    parked: int

    @property
    def promises(self) -> dict[str, bool]:
        """Each promise, and whether it was kept."""
        asked = self.cases["n"] == self.cases["products"]
        return {
            "every acknowledged submission has its case, once": asked and not self.parked,
            "no error to a client but 503 with Retry-After": not self.visitors.errors,
            f"the flow never stood still for more than {STILL_SECONDS} s": self.flow.longest <= STILL_SECONDS,
            f"every process ended within {STOP_SECONDS} s": max(self.restarts.endings, default=0) <= STOP_SECONDS,
            f"no process gains more than {SLOPE} MiB a minute": all(slope <= SLOPE for slope in self._slopes.values()),
        }

    @property
    def kept(self) -> bool:
        """Whether all were."""
        return all(self.promises.values())

    def lines(self, command: str, at: str) -> Iterator[str]:
        """The whole of it, for people."""
        visitors, restarts = self.visitors, self.restarts
        cores = f"{platform.machine()}, {os.cpu_count()} cores"
        yield "# Half an hour of work, each process ended and begun again every five minutes"
        yield ""
        yield f"Written by `{command}` on {at}; {cores}, every role a process of its own."
        yield f"The whole way took {self.most:.0f} submissions a second, so {self.rate:.0f} a second came for"
        yield f"{self.seconds / 60:g} minutes; each process was told to end once in {restarts.every:g} s."
        yield ""
        yield from (f"- {'kept' if kept else '**broken**'}: {promise}" for promise, kept in self.promises.items())
        yield ""
        p50, p99 = (written(percentile(visitors.waits, share) * 1000) for share in (0.5, 0.99))
        yield f"{visitors.acknowledged} submissions were acknowledged, {visitors.turned_away} answers were 503."
        yield f"From when one was due to its answer: p50 {p50} ms, p99 {p99} ms, slowest {max(visitors.waits):.1f} s."
        yield from (f"- {number} × {error}" for error, number in visitors.errors.items())
        yield f"The longest stillness was {self.flow.longest:.1f} s. {len(restarts.endings)} processes ended and came"
        yield f"back: gone after {_spread(restarts.endings)} s, the next ready after {_spread(restarts.returns)} s."
        yield ""
        yield "| process | lives | MiB at the end of the first and of the last | MiB a minute, median |"
        yield "|---|---|---|---|"
        for name in sorted(self.memory.samples):
            ends, slope = self.memory.ends(name), self._slopes.get(name)
            gained = "" if slope is None else f"{slope:+.2f}"
            yield f"| {name} | {len(ends)} | {ends[0]:.0f}, {ends[-1]:.0f} | {gained} |"

    @property
    def _slopes(self) -> dict[str, float]:
        return {name: statistics.median(slopes) for name in self.memory.samples if (slopes := self.memory.slopes(name))}


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.1f} (at most {max(seconds):.1f})" if seconds else "–"
