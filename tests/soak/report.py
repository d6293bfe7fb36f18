"""What a soak has shown, and whether every promise was kept."""

import math
import os
import platform
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.benchmarks.measure import percentile, written
from tests.soak.visitors import Visitors
from tests.soak.watch import Flow, Machine, Memory, Restarts

STILL_SECONDS = 5
STOP_SECONDS = 10
PART = 300
"""Seconds that are told of together."""
SLOPE = 0.5
"""MiB a minute that a process may gain, in the median of its lives after its youth and when it is left alone."""


@dataclass
class Report:
    """One soak's."""

    seconds: float
    rest: float
    most: float
    rate: float
    visitors: Visitors
    flow: Flow
    machine: Machine
    memory: Memory
    restarts: Restarts
    cases: Counter[str]
    """How many came to curation, and of how many products."""
    parked: int

    @property
    def promises(self) -> dict[str, bool]:
        """Each promise, and whether it was kept."""
        asked = self.visitors.acknowledged == self.cases["cases"] == self.cases["products"]
        lives = [self.memory.slope_of_lives(name) or 0 for name in self.memory.samples]
        lately = [self.memory.slope_lately(name) or 0 for name in self.memory.samples]
        return {
            "every acknowledged submission has its case, once": asked and not self.parked,
            "no error to a client but 503 with Retry-After": not self.visitors.errors,
            f"the flow never stood still for more than {STILL_SECONDS} s": self.flow.longest <= STILL_SECONDS,
            f"every process ended within {STOP_SECONDS} s": max(self.restarts.endings, default=0) <= STOP_SECONDS,
            f"no process gains more than {SLOPE} MiB a minute": max(lives, default=0) <= SLOPE,
            "nor does one that is left alone for ten minutes": max(lately, default=0) <= SLOPE,
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
        yield f"{(self.seconds + self.rest) / 60:g} minutes; each process was told to end once in {restarts.every:g} s,"
        yield f"but for the last {self.rest / 60:g} minutes."
        yield ""
        yield from (f"- {'kept' if kept else '**broken**'}: {promise}" for promise, kept in self.promises.items())
        yield ""
        waits = [wait for _, wait in visitors.waits]
        yield f"{visitors.acknowledged} submissions were acknowledged, {visitors.turned_away} answers were 503."
        yield f"From when one was due to its answer: {_wait(waits)}, slowest {max(waits):.1f} s."
        yield from (f"- {number} × {error}" for error, number in visitors.errors.items())
        yield f"The longest stillness was {self.flow.longest:.1f} s. {len(restarts.endings)} processes ended and came"
        yield f"back: gone after {_spread(restarts.endings)} s, the next ready after {_spread(restarts.returns)} s."
        yield ""
        yield from self._lines_of_time()
        yield ""
        yield "| process | lives | MiB at the end of the first and of the last | MiB a minute in a life | left alone |"
        yield "|---|---|---|---|---|"
        for name in sorted(self.memory.samples):
            ends = self.memory.ends(name)
            gained = (self.memory.slope_of_lives(name), self.memory.slope_lately(name))
            slopes = " | ".join("" if slope is None else f"{slope:+.2f}" for slope in gained)
            yield f"| {name} | {len(ends)} | {ends[0]:.0f}, {ends[-1]:.0f} | {slopes} |"

    def _lines_of_time(self) -> Iterator[str]:
        """How it went, from five minutes to five minutes."""
        begun = self.machine.samples[0][0]
        parts = range(math.ceil((self.visitors.waits[-1][0] - begun) / PART))
        yield "| from minute | answered a second | from due to answer | the machine was busy |"
        yield "|---|---|---|---|"
        for start, end in ((begun + part * PART, begun + (part + 1) * PART) for part in parts):
            waits = [wait for at, wait in self.visitors.waits if start <= at < end]
            busy = [share for at, share in self.machine.samples if start <= at < end]
            if waits and busy:
                rate = len(waits) / (min(end, self.visitors.waits[-1][0]) - start)
                yield f"| {(start - begun) / 60:g} | {rate:.1f} | {_wait(waits)} | {statistics.mean(busy):.0%} |"


def _wait(seconds: Sequence[float]) -> str:
    p50, p99 = (written(percentile(seconds, share) * 1000) for share in (0.5, 0.99))
    return f"p50 {p50} ms, p99 {p99} ms"


def _spread(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.1f} (at most {max(seconds):.1f})" if seconds else "–"
