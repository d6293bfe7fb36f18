"""Plays one seed: a workload, a schedule of faults, healing, quiet, and the oracle's word."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from shared.crash_points import CrashPoint
from tests.faults import oracle, poison, topics
from tests.faults.client import Client, Turned
from tests.faults.crashes import crash
from tests.faults.environment import Environment
from tests.faults.faults import CITYWIDE, FAULTS, MEASURED, insist
from tests.faults.kinds import Kind
from tests.faults.oracle import Findings
from tests.faults.outcome import Outcome
from tests.faults.results import GOALS, revision
from tests.faults.trial import AWAY, Trial
from tests.faults.workload import Workload

POINTS = tuple(CrashPoint)
LEAST = 100
"""Requests that are acknowledged even in a bad run; with fewer it shows nothing."""
STRIDE = 5
"""Brings different parts of the toolkit together in one episode."""
FAULT_BY_NAME = {name: fault for name, (fault, _) in FAULTS.items()} | dict(CITYWIDE) | dict(MEASURED)
LIMIT = 240.0
"""Seconds after which a fault must be over."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault and when it begins; `number` seeds what it chooses."""

    at: float
    name: str
    number: int


def plan(kind: Kind, seed: int) -> tuple[list[Planned], str]:
    """The faults of a seed, and the one that is measured in the end. Seeds in a row take turns with crash points."""
    random = Random(f"schedule/{kind.name}/{seed}")
    points = [POINTS[STRIDE * (kind.deaths * seed + n) % len(POINTS)] for n in range(kind.deaths)]
    names, weights = list(FAULTS), [weight for _, weight in FAULTS.values()]
    others: list[str] = []
    while len(others) < kind.others:
        others += {*random.choices(names, weights)} - {*others}
    names = [*points, *others, *kind.always]
    planned = [Planned(kind.begins + random.uniform(0, kind.spread), name, n) for n, name in enumerate(names)]
    measured = [*MEASURED, *(["two brokers killed"] if kind.always else [])]
    return planned, measured[seed % len(measured)]


async def play(kind: Kind, environment: Environment, seed: int) -> Outcome:
    """Play one seed."""
    begun, at = time.monotonic(), datetime.now(UTC).isoformat(timespec="seconds")
    commit, dirty = revision()
    environment.lost_cluster = False
    hits, surprises = Counter(environment.crew.hits), len(environment.crew.surprises)
    async with Client(seed, environment.crew.urls) as client:
        workload = kind.workload(seed, client)
        trial = Trial(environment, Random(seed), lambda: list(workload.products))
        trial.say(f"{kind.name} {seed}")
        findings = await _play(kind, trial, workload, seed)
    check_answers(findings, client)
    check_goals(findings, trial, client)
    return Outcome(
        kind=kind.name,
        seed=seed,
        at=at,
        commit=commit,
        dirty=dirty,
        seconds=round(time.monotonic() - begun, 1),
        faults=trial.faults,
        armed=kind.deaths,
        hits=Counter({str(point): n for point, n in (environment.crew.hits - hits).items()}),
        recoveries=trial.recoveries,
        acknowledged=client.acknowledged,
        tries=client.tries,
        longest_answer=round(client.longest, 1),
        counts=findings.counts,
        lost=findings.lost,
        double=findings.double,
        disorder=findings.disorder,
        wrong=findings.wrong,
        surprises=environment.crew.surprises[surprises:],
    )


async def _play(kind: Kind, trial: Trial, workload: Workload, seed: int) -> Findings:
    working = asyncio.create_task(workload.run())
    trouble: list[str] = []
    planned, measured = plan(kind, seed)
    try:
        trouble += await _all(_begin(trial, seed, each) for each in planned)
        async with operator(trial):
            await insist(trial, "DELETE FROM broken")
            await _until_nothing_is_behind(trial)
            trouble += await _all([_measure(trial, seed, measured)])
            workload.enough.set()
            await trial.environment.heal()
            trial.say("healed")
            await working
            trial.say("the workload is over")
            trouble += [f"not quiet: {line}" for line in await oracle.wait_until_quiet(trial, kind.quiet)]
        await trial.environment.until_ready()
    except Turned as turned:
        trouble.append(str(turned))
    except TimeoutError:
        trouble.append("not every process is ready again")
    finally:
        workload.enough.set()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    trial.say("quiet")
    findings = await kind.check(trial, workload)
    findings.wrong += trouble
    return findings


async def _begin(trial: Trial, seed: int, planned: Planned) -> None:
    await asyncio.sleep(planned.at)
    random = Random(f"{seed}/{planned.number}")
    name = "death at a crash point" if planned.name in set(POINTS) else planned.name
    async with asyncio.timeout(LIMIT), trial.fault(name):
        if planned.name in set(POINTS):
            await crash(trial, random, CrashPoint(planned.name))
        else:
            await FAULT_BY_NAME[planned.name](trial, random)


async def _measure(trial: Trial, seed: int, name: str) -> None:
    async with asyncio.timeout(LIMIT), trial.fault(name):
        await FAULT_BY_NAME[name](trial, Random(f"{seed}/measured"))


async def _all(works: Iterable[Awaitable[None]]) -> list[str]:
    """Do all of it at once; what went wrong with a fault itself."""
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    return [f"a fault failed: {type(each).__name__}: {each}" for each in outcomes if isinstance(each, BaseException)]


@asynccontextmanager
async def operator(trial: Trial) -> AsyncIterator[None]:
    """Somebody who gives up what is poison, where others wait behind it."""

    async def operate() -> None:
        while True:
            with suppress(*AWAY):
                for service in topics.readers(trial.environment):
                    async with trial.environment.connect(service) as connection:
                        await poison.drop_before_living(connection, service, trial.poison)
            await asyncio.sleep(0.3)

    operating = asyncio.create_task(operate())
    try:
        yield
    finally:
        operating.cancel()
        await asyncio.gather(operating, return_exceptions=True)


async def _until_nothing_is_behind(trial: Trial, limit: float = 8) -> None:
    """What is measured in the end should meet no queue left from before."""
    done = await trial.all_entered()
    end = time.monotonic() + limit
    while time.monotonic() < end and not await done():
        await asyncio.sleep(0.1)


def check_goals(findings: Findings, trial: Trial, client: Client) -> None:
    """Much was done, and what has a goal came back in time."""
    if client.acknowledged < LEAST or not findings.counts["effects"]:
        findings.wrong.append(f"only {client.acknowledged} requests were acknowledged")
    findings.wrong += [
        f"{kind} took {seconds} s, not {goal}"
        for kind, goal in GOALS.items()
        for seconds in trial.recoveries.get(kind, ())
        if seconds > goal
    ]


def check_answers(findings: Findings, client: Client) -> None:
    """Whatever happens, a service answers or says that one should try again: never 500."""
    if failures := client.tries["500"]:
        findings.wrong.append(f"{failures} requests were answered with 500")
