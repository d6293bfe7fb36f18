"""Figures with their spread, goals with their ratios, and what a process and its children cost."""

import statistics
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psutil


@dataclass(frozen=True, slots=True)
class Figure:
    """What one side showed, once per round."""

    side: str
    what: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> str:
        """The median with the lowest and the highest."""
        return f"{written(self.median)} ({written(min(self.values))} – {written(max(self.values))})"


@dataclass(frozen=True, slots=True)
class Goal:
    """What was wanted and what came out, once per round."""

    what: str
    found: tuple[float, ...]
    at_most: float | None = None
    at_least: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.found)

    @property
    def met(self) -> bool:
        """Whether the median of the rounds is within the limit."""
        return (self.at_most is None or self.median <= self.at_most) and (
            self.at_least is None or self.median >= self.at_least
        )


@dataclass
class Findings:
    """What a row of the table found, round by round."""

    figures: dict[tuple[str, str], tuple[str, list[float]]] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, side: str, what: str, unit: str, value: float) -> None:
        """Keep what one side showed in one round."""
        self.figures.setdefault((side, what), (unit, []))[1].append(value)

    def values(self, side: str, what: str) -> list[float]:
        """What a side showed, in the order of rounds; nothing for a side that was not there."""
        return self.figures.get((side, what), ("", []))[1]

    def goal(
        self,
        text: str,
        what: str,
        side: str,
        rival: str | None = None,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """Judge a side, by its ratio to a rival in the same round or as it is; left out where the rival is."""
        mine = self.values(side, what)
        theirs = self.values(rival, what) if rival else [1.0] * len(mine)
        if mine and theirs:
            found = tuple(one / other for one, other in zip(mine, theirs, strict=True))
            self.goals.append(Goal(text, found, at_most, at_least))

    def list_figures(self) -> list[Figure]:
        """In the order in which they were first noted."""
        return [Figure(side, what, unit, tuple(values)) for (side, what), (unit, values) in self.figures.items()]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered)) - 1))]


def written(number: float) -> str:
    """Three digits that matter, and no more."""
    if number == 0 or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"


class Meter:
    """CPU seconds of processes with all their children since it was made or set anew, and the most memory they held.

    Looking at memory costs a little, four times a second; `memory=False` leaves it out.
    """

    def __init__(self, *pids: int, memory: bool = True) -> None:
        self._pids = pids
        self._stopped = threading.Event()
        self.peak = 0
        """Resident bytes, children included."""
        self._watching = threading.Thread(target=self._watch, daemon=True)
        if memory:
            self._watching.start()
        self.anew()

    def anew(self) -> None:
        """Count from now on."""
        self._begun = cpu_seconds(*self._pids)
        self.peak = 0

    @property
    def cpu(self) -> float:
        """Seconds of user and system time, of all of them together."""
        return cpu_seconds(*self._pids) - self._begun

    def stop(self) -> None:
        """Watch no longer."""
        self._stopped.set()
        self._look()
        if self._watching.is_alive():
            self._watching.join()

    def _watch(self) -> None:
        while not self._stopped.wait(0.25):
            self._look()

    def _look(self) -> None:
        held = 0
        for process in alive(*self._pids):
            with suppress(psutil.NoSuchProcess):
                held += process.memory_info().rss
        self.peak = max(self.peak, held)


def alive(*pids: int) -> list[psutil.Process]:
    """These processes and all their children, as far as they are there."""
    found: list[psutil.Process] = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            found += [process, *process.children(recursive=True)]
    return found


def cpu_seconds(*pids: int) -> float:
    """User and system time that processes have taken, with their children, those that ended included."""
    total = 0.0
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            own = psutil.Process(pid).cpu_times()
            total += own.user + own.system + own.children_user + own.children_system
        for child in alive(pid)[1:]:
            with suppress(psutil.NoSuchProcess):
                times = child.cpu_times()
                total += times.user + times.system
    return total


def now() -> int:
    """Nanoseconds on the clock that all processes of this machine share; Java's System.nanoTime is the same one."""
    return time.monotonic_ns()
