"""Deaths at named places: who is armed, and what makes it pass there."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import AsyncExitStack
from random import Random

from shared.crash_points import CrashPoint
from tests.faults import faults, ledger, topics
from tests.faults.crew import Member
from tests.faults.trial import AWAY, Trial

WAIT = 10.0
"""Seconds in which the place should be passed; the process stays armed after that."""
RELAYS = {
    CrashPoint.AFTER_READING,
    CrashPoint.AFTER_SENDING,
    CrashPoint.AFTER_ACK,
    CrashPoint.AFTER_REMOVAL,
    CrashPoint.REPUBLISHING,
}
OFTEN = {
    CrashPoint.BEFORE_COMMIT,
    CrashPoint.AFTER_COMMIT,
    CrashPoint.AFTER_READING,
    CrashPoint.AFTER_SENDING,
    CrashPoint.AFTER_ACK,
    CrashPoint.AFTER_REMOVAL,
    CrashPoint.AFTER_INBOX,
    CrashPoint.AFTER_HANDLERS,
    CrashPoint.BEFORE_OFFSETS,
}
"""Places that are passed all the time: here a process may die at a later passing."""


async def crash(trial: Trial, random: Random, point: CrashPoint) -> None:
    """Let a process die there."""
    if point in RELAYS:
        await _crash_relays(trial, random, point)
    elif point is CrashPoint.WHILE_REDRIVING:
        await _crash_clock(trial, random)
    elif point is CrashPoint.WHILE_STOPPING:
        await _crash_while_stopping(trial, random)
    elif point is CrashPoint.WHILE_REVOKED:
        await _crash_while_revoked(trial, random)
    else:
        role, keys = random.choice(_roles(trial, point)), _to_break(trial, point)
        async with trial.environment.crew.take(random, role) as member, faults.broken(trial, keys):
            _arm(trial, random, member, point)
            if point is CrashPoint.WHILE_PARKING:
                await faults.put_poison(trial, random)
            await _wait_for_death([member])


def _roles(trial: Trial, point: CrashPoint) -> list[tuple[str, str]]:
    """Who passes there."""
    if point in {CrashPoint.WHILE_PARKING, CrashPoint.BETWEEN_HALVES}:
        return [("ledger", "worker")]
    workers = [(service, "worker") for service in topics.readers(trial.environment)]
    if point not in {CrashPoint.BEFORE_COMMIT, CrashPoint.AFTER_COMMIT}:
        return workers
    asked = [(service, "web") for service in ("registration", "curation", "agreements")]
    return workers + [place for place in asked if place[0] in trial.environment.services] * 2


def _to_break(trial: Trial, point: CrashPoint) -> list[str]:
    """What must fail, or the place is not passed: for a batch to be cut in halves, all that has waited for a worker."""
    if point is CrashPoint.BETWEEN_HALVES:
        return [ledger.ALL]
    return trial.keys()[:3] if point is CrashPoint.WHILE_PARKING else []


async def _crash_relays(trial: Trial, random: Random, point: CrashPoint) -> None:
    """All relays of a service, for only one of them is at work."""
    service = random.choice((*trial.environment.services, "registration"))
    async with trial.relays, AsyncExitStack() as stack:
        count = len(trial.environment.crew.members_of(service, "relay"))
        relays = [
            await stack.enter_async_context(trial.environment.crew.take(random, (service, "relay")))
            for _ in range(count)
        ]
        for relay in relays:
            _arm(trial, random, relay, point)
        if point is CrashPoint.REPUBLISHING:
            await faults.insist_republish(trial, service)
        await _wait_for_death(relays)


async def _crash_clock(trial: Trial, random: Random) -> None:
    """Something is parked, and can be handled again when the armed clock tries it."""
    async with trial.environment.crew.take(random, ("ledger", "clock")) as clock:
        async with faults.broken(trial, sorted(trial.keys())[:6]):
            await _wait_for_parked(trial)
            _arm(trial, random, clock, CrashPoint.WHILE_REDRIVING)
        await _wait_for_death([clock])


async def _crash_while_stopping(trial: Trial, random: Random) -> None:
    async with trial.environment.crew.take(random) as member:
        _arm(trial, random, member, CrashPoint.WHILE_STOPPING)
        await _wait_until_ready(member)
        member.send(signal.SIGTERM)
        await _wait_for_death([member])


async def _crash_while_revoked(trial: Trial, random: Random) -> None:
    """It has partitions, until another one comes and the group shares them out anew."""
    service, role = random.choice(_roles(trial, CrashPoint.WHILE_REVOKED))
    async with trial.environment.crew.take(random, (service, role)) as member:
        _arm(trial, random, member, CrashPoint.WHILE_REVOKED)
        await _wait_until_ready(member)
        async with trial.environment.crew.guest(service, role, 20):
            await _wait_for_death([member])


async def _wait_until_ready(member: Member) -> None:
    for _ in range(60):
        if await member.is_ready():
            return
        await asyncio.sleep(0.1)


async def _wait_for_parked(trial: Trial) -> None:
    for _ in range(60):
        try:
            if (await trial.environment.fetch("ledger", "SELECT count(*) FROM parked WHERE state = 'waiting'"))[0][0]:
                return
        except AWAY:
            pass
        await asyncio.sleep(0.1)


def _arm(trial: Trial, random: Random, member: Member, point: CrashPoint) -> None:
    passing = random.randint(1, 4) if point in OFTEN else 1
    trial.say(f"{member.name} is to die {point}, passing {passing}")
    trial.environment.crew.restart(member, point, passing)


async def _wait_for_death(members: Sequence[Member]) -> None:
    """Until one of them has died there, or for a while."""
    deaths = [asyncio.ensure_future(member.fell.wait()) for member in members]
    await asyncio.wait(deaths, timeout=WAIT, return_when=asyncio.FIRST_COMPLETED)
    for death in deaths:
        death.cancel()
