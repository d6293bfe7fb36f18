"""The processes of the services: several of each role, and each started again as soon as it has ended."""

import asyncio
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx

from deploy.local import processes
from shared.crash_points import CrashPoint

PAUSE = 0.05
MODULES = {"ledger": "tests.faults.ledger"}


@dataclass
class Member:
    """One process, whichever it is at the moment."""

    service: str
    role: str
    number: int
    http_port: int | None
    private_port: int
    child: subprocess.Popen[bytes]
    armed: CrashPoint | None = None
    taken: bool = False
    """A fault is at work on it, and no other shall be."""
    told: bool = False
    """We ended it, or told it to end."""
    fell: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when it has died where it was armed to."""

    @property
    def name(self) -> str:
        return f"{self.service}-{self.role}-{self.number}"

    def send(self, number: signal.Signals) -> None:
        """A signal, unless it has ended."""
        with suppress(ProcessLookupError):
            self.child.send_signal(number)

    async def is_ready(self) -> bool:
        """Whether it says so itself."""
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
                answer = await client.get(f"http://127.0.0.1:{self.private_port}/readyz")
        except httpx.HTTPError:
            return False
        return answer.status_code == 200


class Crew:
    """All members. `variables` gives the environment of a service's processes."""

    def __init__(self, logs: Path, variables: Callable[[str], Mapping[str, str]]) -> None:
        self.members: list[Member] = []
        self.hits: Counter[CrashPoint] = Counter()
        """How often a process has died at each place."""
        self.ended: Counter[str] = Counter()
        """How often processes of each role ended, whatever the reason."""
        self.surprises: list[str] = []
        """Ends that nobody asked for."""
        self._logs = logs
        self._variables = variables

    def add(self, service: str, role: str, count: int = 1) -> list[Member]:
        """Start so many processes of a role."""
        before = sum((each.service, each.role) == (service, role) for each in self.members)
        added = [self._start(service, role, before + n + 1) for n in range(count)]
        self.members += added
        return added

    def members_of(self, service: str, role: str) -> list[Member]:
        """The processes of one role."""
        return [each for each in self.members if (each.service, each.role) == (service, role)]

    def urls(self, service: str) -> list[str]:
        """Where a service's API is."""
        return [f"http://127.0.0.1:{each.http_port}" for each in self.members_of(service, "web")]

    async def supervise(self) -> None:
        """Start again at once what has ended. Never returns."""
        while True:
            for member in self.members:
                if member.child.poll() is not None:
                    self._replace(member)
            await asyncio.sleep(PAUSE)

    def kill(self, member: Member) -> None:
        """End it as a power cut would; it is started again at once."""
        member.told = True
        processes.kill(member.child)
        self._replace(member)

    def restart(self, member: Member, crash_point: CrashPoint | None, passing: int = 1) -> None:
        """Kill it, and have the next one die at this place when it passes there for the so many-th time."""
        member.told = True
        processes.kill(member.child)
        member.fell.clear()
        self._replace(member, crash_point, passing)

    @asynccontextmanager
    async def take(self, random: Random, *roles: tuple[str, str]) -> AsyncIterator[Member]:
        """One that no other fault is at work on, of these roles (or of any); waits for one."""
        while True:
            wanted = [each for each in self.members if not roles or (each.service, each.role) in roles]
            free = [each for each in wanted if not each.taken]
            if free:
                break
            await asyncio.sleep(PAUSE)
        member = random.choice(free)
        member.taken = True
        try:
            yield member
        finally:
            member.taken = False

    @asynccontextmanager
    async def guest(self, service: str, role: str, number: int) -> AsyncIterator[Member]:
        """One more for a while, killed at the end."""
        member = self._start(service, role, number)
        try:
            yield member
        finally:
            processes.kill(member.child)

    def disarm(self) -> None:
        """Whoever is still to die is replaced by one who is not."""
        for member in self.members:
            if member.armed:
                self.restart(member, None)

    def stop(self) -> None:
        """End all, at once."""
        for member in self.members:
            member.told = True
            member.send(signal.SIGCONT)
            processes.kill(member.child)

    def _replace(self, member: Member, crash_point: CrashPoint | None = None, passing: int = 1) -> None:
        code = member.child.returncode
        self.ended[member.role] += 1
        if member.armed and code == -signal.SIGKILL and not member.told:
            self.hits[member.armed] += 1
            member.fell.set()
        elif not member.told:
            self.surprises.append(f"{member.name} ended with {code}")
        fresh = self._start(member.service, member.role, member.number, member, crash_point, passing)
        member.child, member.armed, member.told = fresh.child, crash_point, False

    def _start(
        self,
        service: str,
        role: str,
        number: int,
        former: Member | None = None,
        crash_point: CrashPoint | None = None,
        passing: int = 1,
    ) -> Member:
        private = former.private_port if former else processes.free_port()
        http = former.http_port if former else processes.free_port() if role == "web" else None
        variables = dict(self._variables(service)) | {"PRIVATE_PORT": str(private), "HTTP_PORT": str(http or 0)}
        if crash_point:
            variables["CRASH_POINT"] = f"{crash_point}:{passing}"
        command = processes.python(MODULES.get(service, f"services.{service}"), role)
        child = processes.start(command, log=self._logs / f"{service}-{role}-{number}.log", env=variables)
        return Member(service, role, number, http, private, child, crash_point)
