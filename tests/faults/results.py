"""What all runs together have shown: runs.jsonl, which a campaign goes on from on any machine, and RESULTS.md."""

import platform
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from shared.crash_points import CrashPoint
from tests.faults.faults import BROKER_BACK, DATABASE_BACK
from tests.faults.outcome import Outcome

NEEDED = {"episode": 300, "whole": 20}
HITS = 30
"""How often a process is to have died at each crash point."""
GOALS = {BROKER_BACK: 5, DATABASE_BACK: 10}
CAUSES = {
    ("episode", 53): "As its log reads, a request was refused by one process and done by another that had been frozen"
    " with it. A POST whose sender has hung up is rolled back since.",
    ("whole", 2): "Another whole run went on beside it; without one, 842 requests were.",
    ("whole", 8): "It was on its topic twice, put again by a campaign to which the broker had not confirmed it."
    " The oracle counts copies since.",
}
"""What was wrong where a run failed, by its kind and seed, as far as it is known."""
RUNS = Path(__file__).with_name("runs.jsonl")
RESULTS = RUNS.with_name("RESULTS.md")


def revision() -> tuple[str, bool]:
    """The short name of the commit that the code is of, and whether it was changed since; results do not count."""
    ours = [f":!{file.name}" for file in (RUNS, RESULTS)]
    try:
        return _git("rev-parse", "--short", "HEAD"), bool(_git("status", "--porcelain", "--", ":/", *ours))
    except (OSError, subprocess.CalledProcessError):
        return "", False


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=RUNS.parent, capture_output=True, text=True, check=True).stdout.strip()


class State:
    """Every run that there was, a line for each."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text().splitlines() if file.exists() else []
        self.outcomes = [Outcome.model_validate_json(line) for line in lines]

    @property
    def done(self) -> set[tuple[str, int]]:
        """What need not be played."""
        return {(outcome.kind, outcome.seed) for outcome in self.outcomes}

    def add(self, outcome: Outcome) -> None:
        """Keep one more, in a line written at once: another lane may be adding its own."""
        self.outcomes.append(outcome)
        with self._file.open("ab", buffering=0) as file:
            file.write(f"{outcome.model_dump_json(exclude_defaults=True)}\n".encode())

    def failed_last(self) -> list[tuple[str, int]]:
        """What failed when it was played last."""
        last = {(outcome.kind, outcome.seed): outcome for outcome in self.outcomes}
        return [place for place, outcome in last.items() if outcome.failed]


def write(outcomes: Sequence[Outcome]) -> None:
    """Put the results beside this file. Each seed counts as it was played last; that it ever failed is told below."""
    if outcomes:
        last = {(outcome.kind, outcome.seed): outcome for outcome in outcomes}
        RESULTS.write_text("\n".join([*_lines([*last.values()]), *_failures(outcomes)]) + "\n")


def _lines(outcomes: Sequence[Outcome]) -> Iterable[str]:
    kinds = Counter(outcome.kind for outcome in outcomes)
    yield "# What the fault campaign has shown"
    yield ""
    yield f"Written by `make faults`; {platform.machine()}, Python {platform.python_version()}, Apache Kafka with three"
    yield "brokers (replication 3, `min.insync.replicas=2`), PostgreSQL 18. Session time-outs and leases: 3 s."
    yield ""
    times = sorted(outcome.at for outcome in outcomes)
    yield f"{kinds['episode']} episodes and {kinds['whole']} whole runs, {times[0]} to {times[-1]},"
    yield f"on {', '.join(_commits(outcomes))}."
    yield "Each seed counts as it was played last; those that ever failed stand at the end, every play in `runs.jsonl`."
    yield ""
    hits = Counter({str(point): 0 for point in CrashPoint})
    hits.update(_sum(outcome.hits for outcome in outcomes))
    yield from _needed(kinds, hits, outcomes)
    yield from _table("", ("", "number"), [*_totals(outcomes)])
    yield from _table("Faults", ("fault", "times"), _count(outcome.faults for outcome in outcomes))
    yield from _table("Deaths at crash points", ("crash point", "times"), sorted(hits.items()))
    yield from _table("Recovery, in seconds", ("what", "times", "median", "slowest", "goal"), _recoveries(outcomes))


def _needed(kinds: Counter[str], hits: Counter[str], outcomes: Sequence[Outcome]) -> Iterable[str]:
    broken = sum(len(outcome.lost + outcome.double + outcome.disorder) for outcome in outcomes)
    reached = {
        f"{most} {kind}s" if kind == "episode" else f"{most} whole runs": kinds[kind] >= most
        for kind, most in NEEDED.items()
    }
    reached |= {f"{HITS} deaths at each crash point": min(hits.values()) >= HITS}
    reached |= {"nothing lost, double or out of order": not broken}
    yield from (f"- {'reached' if is_so else '**not reached**'}: {what}" for what, is_so in reached.items())
    yield ""


def _commits(outcomes: Iterable[Outcome]) -> Iterable[str]:
    for (commit, dirty), runs in Counter((outcome.commit, outcome.dirty) for outcome in outcomes).items():
        name = f"commit {commit}" if commit else "a commit that nobody knows"
        yield f"{name}{' with changes' if dirty else ''} ({runs})"


def _totals(outcomes: Sequence[Outcome]) -> Iterable[tuple[str, object]]:
    counts = _sum(outcome.counts for outcome in outcomes)
    yield "requests acknowledged", sum(outcome.acknowledged for outcome in outcomes)
    yield "tries that were repeated", sum(outcome.tries.total() for outcome in outcomes)
    yield "slowest answer, in seconds", max(outcome.longest_answer for outcome in outcomes)
    yield "poison records", counts["poison"]
    yield "lost", sum(len(outcome.lost) for outcome in outcomes)
    yield "double", sum(len(outcome.double) for outcome in outcomes)
    yield "out of order", sum(len(outcome.disorder) for outcome in outcomes)
    yield "otherwise wrong", sum(len(outcome.wrong) for outcome in outcomes)
    yield "processes that ended unasked", sum(len(outcome.surprises) for outcome in outcomes)


def _recoveries(outcomes: Sequence[Outcome]) -> Iterable[tuple[object, ...]]:
    for kind in sorted({kind for outcome in outcomes for kind in outcome.recoveries}):
        seconds = sorted(s for outcome in outcomes for s in outcome.recoveries.get(kind, ()))
        yield kind, len(seconds), f"{seconds[len(seconds) // 2]:.1f}", f"{seconds[-1]:.1f}", GOALS.get(kind, "")


def _failures(outcomes: Sequence[Outcome]) -> Iterable[str]:
    yield "## Seeds that ever failed"
    yield ""
    failed = [outcome for outcome in outcomes if outcome.failed]
    if not failed:
        yield "None."
    for kind, seed in dict.fromkeys((outcome.kind, outcome.seed) for outcome in failed):
        runs = [outcome for outcome in outcomes if (outcome.kind, outcome.seed) == (kind, seed)]
        first = next(outcome for outcome in runs if outcome.failed)
        found = (first.lost + first.double + first.disorder + first.wrong)[0]
        again = "ok" if not runs[-1].failed else "failed"
        times = sum(outcome.failed for outcome in runs)
        cause = CAUSES.get((kind, seed), "What was wrong is not known.")
        yield f"- {kind} {seed}: failed {times} of {len(runs)} times, {again} at last: {found[:300]}. {cause}"


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _count(counters: Iterable[Counter[str]]) -> Iterable[tuple[str, object]]:
    return sorted(_sum(counters).items())


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    if title:
        yield f"## {title}"
        yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"
    yield ""
