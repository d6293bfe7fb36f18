"""All of Gerai on this machine: PostgreSQL, a broker, and every service as one process or one per role."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deploy.local import databases, processes
from deploy.local.home import Home, Process, State
from deploy.local.postgres import Postgres
from deploy.local.tansu import Tansu
from shared.migrate import migrate

ROOT = Path(__file__).resolve().parents[2]
SERVICES: Mapping[str, Sequence[str]] = {
    "registration": ("web", "relay", "clock"),
    "curation": ("worker", "relay", "clock"),
}
"""Each service with its roles."""
STOP_SECONDS = {"services": 5.0, "broker": 1.0, "postgres": 3.0}
LONGEST_PAUSE = 30.0


class PortTaken(Exception):
    """Somebody else listens where we would."""

    def __init__(self, port: int, use: str, option: str) -> None:
        super().__init__(f"Port {port}, which {use} needs, is taken.")
        self.port = port
        self.use = use
        self.option = option


@dataclass(frozen=True)
class Plan:
    """What to start, and where it shall answer."""

    postgres_port: int = 15432
    broker_port: int = 19092
    http_port: int = 18001
    private_port: int = 19001
    apart: bool = False
    kafka: str | None = None
    """A broker that runs elsewhere; None for the embedded one."""

    def processes(self) -> list[Process]:
        """Every process, with its ports: one HTTP port per service, one private port per process."""
        made: list[Process] = []
        for place, (service, roles) in enumerate(SERVICES.items()):
            for part in [[role] for role in roles] if self.apart else [list(roles)]:
                made.append(
                    Process(
                        name=f"{service}-{part[0]}" if self.apart else service,
                        service=service,
                        roles=part,
                        private_port=self.private_port + len(made),
                        http_port=self.http_port + place if "web" in part else None,
                    )
                )
        return made

    def check_ports(self) -> None:
        """Raises PortTaken for the first port that is not free."""
        for port, use, option in self._ports():
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError as error:
                    raise PortTaken(port, use, option) from error

    def _ports(self) -> Iterator[tuple[int, str, str]]:
        yield self.postgres_port, "PostgreSQL", "postgres-port"
        if self.kafka is None:
            yield self.broker_port, "the embedded broker", "broker-port"
        for process in self.processes():
            if process.http_port is not None:
                yield process.http_port, f"the API of {process.name}", "http-port"
            yield process.private_port, f"/readyz of {process.name}", "private-port"


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
        self.postgres = Postgres(self.home.postgres, self.plan.postgres_port)
        self.tansu = None if self.plan.kafka else Tansu(self.home.broker, self.plan.broker_port)

    @property
    def broker(self) -> str:
        """Where the broker is reached."""
        return self.plan.kafka or f"127.0.0.1:{self.plan.broker_port}"

    def start(self, limit: float = 60) -> None:
        """Bring everything up; raises NotStarted or MigrationFailed. What came up by then is for `stop` to end."""
        services = list(SERVICES)
        secrets = self.home.complete_secrets(services)
        self.home.complete_signing_key()
        self.postgres.start()
        if self.tansu is not None:
            self.tansu.start()
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
        if not self.postgres.running:
            self.postgres.start()
            started.append("PostgreSQL")
        if self.tansu is not None and not self.tansu.running:
            self.tansu.start()
            started.append("the embedded broker")
        started += [each.process.name for each in self._children if self._start_again(each)]
        if started:
            self._tell()
        return started

    def stop(self) -> None:
        """End everything, services first, so that they can finish what they do."""
        for each in self._children:
            with suppress(ProcessLookupError):
                each.child.terminate()
        end = time.monotonic() + STOP_SECONDS["services"]
        for each in self._children:
            with suppress(subprocess.TimeoutExpired):
                each.child.wait(max(0.0, end - time.monotonic()))
            processes.kill(each.child)
        if self.tansu is not None:
            self.tansu.stop(limit=STOP_SECONDS["broker"])
        self.postgres.stop(limit=STOP_SECONDS["postgres"])

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
        # -P: a folder named `services` where we were called from is not meant.
        command = [sys.executable, "-P", "-m", f"services.{process.service}", role]
        return processes.start(command, log=self._log(process), env=self._environment(process))

    def _environment(self, process: Process) -> dict[str, str]:
        keys = self.home.secrets().keys
        service = process.service
        ours = {
            "MODE": "demo",
            "DATABASE_URL": self.home.dsn(service, self.plan.postgres_port),
            "KAFKA_BOOTSTRAP_SERVERS": self.broker,
            "KAFKA_IDEMPOTENT_PRODUCER": str(self.plan.kafka is not None).lower(),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(process.http_port or 0),
            "PRIVATE_PORT": str(process.private_port),
            "JWKS_URL": self.home.key_set.as_uri(),
            "PARKED_KEY": keys[f"{service}/parked"],
            f"{service.upper()}_FIELD_KEY": keys[f"{service}/field"],
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        }
        # A service's own prefix would win over what is set here, and case does not count.
        hidden = {*ours, *(f"{service.upper()}_{name}" for name in ours), "DATABASE_OWNER_URL"}
        inherited = {name: value for name, value in os.environ.items() if name.upper() not in hidden}
        return inherited | ours

    def _log(self, process: Process) -> Path:
        return self.home.logs / f"{process.name}.log"

    def _tell(self) -> None:
        there = [each.process.model_copy(update={"pid": each.child.pid}) for each in self._children]
        port = self.plan.postgres_port
        self.home.write_state(State(pid=os.getpid(), postgres_port=port, broker=self.broker, processes=there))


def blockers(process: Process) -> list[str]:
    """What keeps a process from being ready, in its own words; empty when it is."""
    try:
        answer = httpx.get(f"{process.private_url}/readyz", timeout=5, trust_env=False)
    except httpx.HTTPError:
        return ["does not answer"]
    if answer.status_code == httpx.codes.OK:
        return []
    return [said for said in answer.json().values() if said != "ok"]
