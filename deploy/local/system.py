"""All of Gerai on this machine: PostgreSQL, a broker, mail, a front door, and every service."""

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

import httpx

from deploy.local import databases, keys, processes
from deploy.local.front_door import FrontDoor
from deploy.local.home import Home, Process, State
from deploy.local.mail import Mail
from deploy.local.plan import Plan, list_services
from deploy.local.postgres import Postgres
from deploy.local.tansu import Tansu
from shared.migrate import migrate

STOP_SECONDS = {"services": 4.0, "servers": 2.5}
LONGEST_PAUSE = 30.0


class Server(Protocol):
    """What is not a service of ours."""

    @property
    def running(self) -> bool:
        """Whether its process is alive."""

    def start(self) -> None:
        """Come up; raises NotStarted."""

    def stop(self, *, limit: float) -> None:
        """End; killed after `limit` seconds."""


@dataclass
class _Child:
    """A process of a service, and when it may be started again after it ended."""

    process: Process
    child: subprocess.Popen[bytes]
    pause: float = 1.0
    again_at: float | None = None


@dataclass
class System:
    """The servers and services of one plan. Start and stop it in the thread that outlives it."""

    home: Home
    plan: Plan
    _children: list[_Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        home, plan = self.home, self.plan
        web = {p.service: p.http_port for p in plan.processes() if p.http_port is not None}
        self.postgres = Postgres(home.postgres, plan.postgres_port)
        self.tansu = None if plan.kafka else Tansu(home.broker, plan.broker_port)
        self.mail = Mail(home.mail, home.logs / "mail.log", plan.mail_port)
        self.front_door = FrontDoor(home.front_door, home.logs, plan.door_port, web)

    @property
    def broker(self) -> str:
        """Where the broker is reached."""
        return self.plan.kafka or f"127.0.0.1:{self.plan.broker_port}"

    def start(self, limit: float = 60) -> None:
        """Bring everything up; raises NotStarted or MigrationFailed. What came up by then is for `stop` to end."""
        self._tell(starting=True)
        services = list(list_services())
        secrets = self.home.complete_secrets(services)
        self.home.complete_signing_key()
        self.home.begin_clock()
        for server in self._servers().values():
            server.start()
        asyncio.run(databases.create_databases(self.postgres.dsn("postgres"), services, secrets.passwords))
        for service in services:
            migrate(service, self.home.dsn(service, self.plan.postgres_port, as_owner=True))
        for process in self.plan.processes():
            self._children.append(_Child(process, self._start(process)))
        self._tell()
        for each in self._children:
            processes.wait_until_ready(
                each.child,
                lambda process=each.process: not blockers(process),  # type: ignore[misc]
                limit=limit,
                log=self._log(each.process),
                name=each.process.name,
            )

    def supervise(self) -> list[str]:
        """Start again what has ended; call it now and then. Gives the names of what had to be started."""
        started = []
        for name, server in self._servers().items():
            if not server.running:
                server.start()
                started.append(name)
        started += [each.process.name for each in self._children if self._start_again(each)]
        if started:
            self._tell()
        return started

    def stop(self) -> None:
        """End everything within 7 s: the door and the services first, so that they can finish what they do."""
        services = [partial(processes.stop, each.child) for each in self._children]
        _at_once([self.front_door.stop, *services], STOP_SECONDS["services"])
        _at_once([server.stop for server in self._servers().values()], STOP_SECONDS["servers"])

    def _servers(self) -> Mapping[str, Server]:
        """What the services stand on or behind, in the order in which it is started."""
        embedded: dict[str, Server] = {} if self.tansu is None else {"the embedded broker": self.tansu}
        return {"PostgreSQL": self.postgres, **embedded, "mail": self.mail, "the front door": self.front_door}

    def _start_again(self, each: _Child) -> bool:
        """A process that ends again and again is started at ever longer intervals."""
        if each.child.poll() is None:
            return False
        if each.again_at is None:
            each.again_at = time.monotonic() + each.pause
        if time.monotonic() < each.again_at:
            return False
        each.pause, each.again_at = min(each.pause * 2, LONGEST_PAUSE), None
        each.child = self._start(each.process)
        return True

    def _start(self, process: Process) -> subprocess.Popen[bytes]:
        role = process.roles[0] if self.plan.apart else "all"
        command = processes.python(f"services.{process.service}", role)
        return processes.start(command, log=self._log(process), env=self._environment(process))

    def _environment(self, process: Process) -> dict[str, str]:
        service, kept = process.service, self.home.secrets().keys
        ours = {
            "MODE": "demo",
            "DATABASE_URL": self.home.dsn(service, self.plan.postgres_port),
            "KAFKA_BOOTSTRAP_SERVERS": self.broker,
            "KAFKA_IDEMPOTENT_PRODUCER": str(self.plan.kafka is not None).lower(),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(process.http_port or 0),
            "PRIVATE_PORT": str(process.private_port),
            "JWKS_URL": self.home.key_set.as_uri(),
            "CLOCK_FILE": str(self.home.clock),
            "PYTHONPATH": processes.PYTHONPATH,
        } | {keys.key_variable(key): text for key, text in kept.items() if key.startswith(f"{service}/")}
        if service == "notifications":
            ours |= {"NOTIFICATIONS_SMTP_HOST": "127.0.0.1", "NOTIFICATIONS_SMTP_PORT": str(self.mail.port)}
        # A service's own prefix would win over what is set here, and case does not count.
        hidden = {*ours, *(f"{service.upper()}_{name}" for name in ours), "DATABASE_OWNER_URL"}
        inherited = {name: value for name, value in os.environ.items() if name.upper() not in hidden}
        return inherited | ours

    def _log(self, process: Process) -> Path:
        return self.home.logs / f"{process.name}.log"

    def _tell(self, *, starting: bool = False) -> None:
        there = [each.process.model_copy(update={"pid": each.child.pid}) for each in self._children]
        state = State(
            pid=os.getpid(),
            starting=starting,
            postgres_port=self.plan.postgres_port,
            broker=self.broker,
            door=self.front_door.url,
            mail_port=self.mail.port,
            processes=there,
            topics={name: [topic.name for topic in service.on.topics] for name, service in list_services().items()},
        )
        self.home.write_state(state)


def _at_once(stops: Sequence[Callable[..., None]], limit: float) -> None:
    with ThreadPoolExecutor(len(stops)) as pool:
        for outcome in [pool.submit(stop, limit=limit) for stop in stops]:
            outcome.result()


def blockers(process: Process) -> list[str]:
    """What keeps a process from being ready, in its own words; empty when it is."""
    try:
        answer = httpx.get(f"{process.private_url}/readyz", timeout=5, trust_env=False)
        return [] if answer.status_code == httpx.codes.OK else [said for said in answer.json().values() if said != "ok"]
    except (httpx.HTTPError, ValueError):  # nobody is there, or it is no process of ours
        return ["does not answer"]
