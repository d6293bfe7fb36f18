"""The two kinds of run: episodes of registration and the ledger, and whole runs of all services."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.faults import oracle
from tests.faults.client import Client
from tests.faults.copies import check_copies, check_effects, check_told, check_trade
from tests.faults.environment import EPISODE, ROLES
from tests.faults.faults import CITYWIDE
from tests.faults.oracle import Findings
from tests.faults.trade import Trade
from tests.faults.trial import Trial
from tests.faults.workload import Workload

INTERRUPTING = {
    "database stopped": 1,
    "database cut off": 1,
    "database slow": 1,
    "database a black hole": 1,
    "disk full": 10,
}
"""How many mails each may keep a sender from recording as sent: on a full disk it finds out once a second."""


@dataclass(frozen=True)
class Kind:
    """What there is in a run."""

    name: str
    services: tuple[str, ...]
    workload: Callable[[int, Client], Workload]
    check: Callable[[Trial, Workload], Awaitable[Findings]]
    deaths: int
    """How many crash points."""
    others: int
    """How many faults chosen by chance."""
    always: tuple[str, ...]
    """Faults that are there each time."""
    begins: float
    """Seconds before the first fault."""
    spread: float
    """Seconds in which faults begin."""
    quiet: float
    """Seconds in which there must be quiet after healing."""
    kept_for: int
    """Runs that one environment serves; after a failure there is a new one at once."""


async def _check_episode(trial: Trial, workload: Workload) -> Findings:
    return await oracle.check(trial.environment, workload, trial.poison)


async def _check_whole(trial: Trial, workload: Workload) -> Findings:
    assert isinstance(workload, Trade)
    findings = await oracle.check(trial.environment, workload, trial.poison)
    announced = await oracle.read_announced(trial.environment)
    await check_trade(findings, trial.environment, workload, announced)
    await check_copies(findings, trial.environment)
    await check_effects(findings, trial.environment, announced)
    interruptions = trial.environment.crew.ended["sender"] + trial.frozen["sender"]
    interruptions += sum(trial.faults[name] * most for name, most in INTERRUPTING.items())
    every = [each for service in announced if service != "ledger" for each in announced[service]]
    await check_told(findings, trial.environment, every, interruptions)
    return findings


KINDS: Mapping[str, Kind] = {
    "episode": Kind(
        "episode",
        EPISODE,
        Workload,
        _check_episode,
        deaths=3,
        others=2,
        always=(),
        begins=1,
        spread=6,
        quiet=90,
        kept_for=15,
    ),
    "whole": Kind(
        "whole",
        tuple(ROLES),
        Trade,
        _check_whole,
        deaths=6,
        others=5,
        always=tuple(CITYWIDE),
        begins=8,
        spread=30,
        quiet=400,
        kept_for=1,
    ),
}
