"""All of Gerai on this machine: PostgreSQL, a broker, mail, a front door, and every service."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Timer

import httpx

from deploy.local import databases, keys, processes
from deploy.local.front_door import FrontDoor
from deploy.local.home import Home, Process, State
from deploy.local.kafka import Kafka
from deploy.local.mail import Mail
from deploy.local.plan import EMBEDDED, KAFKA, STARTED, Plan, list_services
from deploy.local.postgres import Postgres
from deploy.local.provider import Provider
from deploy.local.tansu import Tansu
from shared.migrate import migrate

STOP_SECONDS = {"services": 4.0, "servers": 2.5}
"""What the services leave of theirs is the servers' too: PostgreSQL that is killed has to recover."""
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SETTLED = 60.0
"""Seconds after which what runs is taken to run well: that it ends then says nothing about its next start."""


@dataclass
class Part:
    """A server or a process of a service: how it runs, and when it may be started again after it ended."""

    name: str
    running: Callable[[], bool]
    start: Callable[[], None]
    stop: Callable[..., None]
    pause: float = 0.0
    again_at: float | None = None
    begun_at: float = 0.0

    def start_again(self) -> str | None:
        """Where it has ended: at once, or ever later if it ends again and again; gives what is to be said."""
        if self.running():
            return None
        now = time.monotonic()
        if self.again_at is None:
            self.pause = 0.0 if now - self.begun_at > SETTLED else self.pause
            self.again_at = now + self.pause
        if now < self.again_at:
            return None
        self.pause = min(max(SHORTEST_PAUSE, 2 * self.pause), LONGEST_PAUSE)
        self.again_at, self.begun_at = None, now
        try:
            self.start()
        except processes.NotStarted as error:
            return f"{self.name} has ended and does not start again: {str(error).splitlines()[0]}"
        return f"{self.name} had ended and was started again."


@dataclass
class System:
    """The servers and services of one plan. Start and stop it in the thread that outlives it."""

    home: Home
    plan: Plan
    _services: list[tuple[Process, processes.Child]] = field(default_factory=list)

    def __post_init__(self) -> None:
        home, plan = self.home, self.plan
        web = {p.service: p.http_port for p in plan.processes() if p.http_port is not None}
        self.postgres = Postgres(home.postgres, plan.postgres_port)
        self.broker = _broker(home, plan)
        self.mail = Mail(home.mail, home.logs / "mail.log", plan.mail_port)
        self.provider = Provider(home.signing_key_file, home.accounts, home.logs / "provider.log", plan.provider_port)
        self.front_door = FrontDoor(home.front_door, home.logs, plan.door_port, web)
        self._servers = list(self._list_servers())
        self._parts = self._servers[:]

    def start(self, limit: float = 60) -> None:
        """Bring everything up; raises NotStarted or MigrationFailed. What came up by then is for `stop` to end."""
        self._tell(starting=True)
        services = list(list_services())
        secrets = self.home.complete_secrets(services)
        self.home.complete_signing_key()
        self.home.begin_clock()
        for server in self._servers:
            server.start()
        asyncio.run(databases.create_databases(self.postgres.dsn("postgres"), services, secrets.passwords))
        for service in services:
            migrate(service, self.home.dsn(service, self.plan.postgres_port, as_owner=True))
        for process in self.plan.processes():
            self._begin(process)
        self._tell()
        for _, child in self._services:
            child.wait(limit)

    def supervise(self) -> list[str]:
        """Start again what has ended; call it now and then. Gives what is to be said of it."""
        said = [line for part in self._parts if (line := part.start_again())]
        if said:
            self._tell()
        return said

    def stop(self) -> None:
        """End everything within 7 s: the door and the services first, so that they can finish what they do."""
        end = time.monotonic() + sum(STOP_SECONDS.values())
        _at_once([self.front_door.stop, *(child.stop for _, child in self._services)], STOP_SECONDS["services"])
        _at_once([server.stop for server in self._servers], end - time.monotonic())

    def _list_servers(self) -> Iterator[Part]:
        """What the services stand on or behind, in the order in which it is started."""
        yield _part("PostgreSQL", self.postgres)
        if isinstance(self.broker, Kafka):
            yield _kafka_part(self.broker)
        elif self.broker is not None:
            yield _part(STARTED[EMBEDDED], self.broker)
        yield _part("mail", self.mail)
        yield _part("the sign-in provider", self.provider)
        yield _part("the front door", self.front_door)

    def _begin(self, process: Process) -> None:
        log = self.home.logs / f"{process.name}.log"
        child = processes.Child(process.name, log, lambda: not blockers(process))
        command = processes.python(f"services.{process.service}", process.roles[0] if self.plan.apart else "all")
        part = Part(
            process.name,
            lambda: child.running,
            lambda: child.start(command, env=self.environment(process)),
            child.stop,
        )
        part.start()
        self._services.append((process, child))
        self._parts.append(part)

    def environment(self, process: Process) -> dict[str, str]:
        """What a process is told."""
        service, kept = process.service, self.home.secrets().keys
        ours = {
            "MODE": "demo",
            "DATABASE_URL": self.home.dsn(service, self.plan.postgres_port),
            "KAFKA_BOOTSTRAP_SERVERS": self.plan.bootstrap,
            "KAFKA_IDEMPOTENT_PRODUCER": str(self.plan.broker != EMBEDDED).lower(),
            "HTTP_HOST": "127.0.0.1",
            "HTTP_PORT": str(process.http_port or 0),
            "PRIVATE_PORT": str(process.private_port),
            "OIDC_ISSUER": self.provider.issuer,
            "OIDC_CLIENT_SECRET": "any",
            "PUBLIC_URL": self.front_door.url.rstrip("/"),
            "CLOCK_FILE": str(self.home.clock),
            "PYTHONPATH": processes.PYTHONPATH,
        } | {keys.key_variable(key): text for key, text in kept.items() if key.startswith(f"{service}/")}
        if service == "notifications":
            ours |= {
                "NOTIFICATIONS_SMTP_HOST": "127.0.0.1",
                "NOTIFICATIONS_SMTP_PORT": str(self.mail.port),
                "NOTIFICATIONS_MAIL_GATHER_SECONDS": "2",
                "NOTIFICATIONS_DEMO_ACCOUNTS": str(self.home.accounts),
            }
        if service == "registration":
            ours |= {"REGISTRATION_PHOTOS": os.environ.get("REGISTRATION_PHOTOS") or str(self.home.photos)}
        # A service's own prefix would win over what is set here, and case does not count.
        hidden = {*ours, *(f"{service.upper()}_{name}" for name in ours), "DATABASE_OWNER_URL"}
        inherited = {name: value for name, value in os.environ.items() if name.upper() not in hidden}
        return inherited | ours

    def _tell(self, *, starting: bool = False) -> None:
        there = [process.model_copy(update={"pid": child.pid}) for process, child in self._services]
        state = State(
            pid=os.getpid(),
            starting=starting,
            postgres_port=self.plan.postgres_port,
            broker=self.plan.bootstrap,
            door=self.front_door.url,
            issuer=self.provider.issuer,
            mail_port=self.mail.port,
            processes=there,
            topics={
                name: [topic.name for topic in service.open().on.topics] for name, service in list_services().items()
            },
        )
        self.home.write_state(state)


def _broker(home: Home, plan: Plan) -> Tansu | Kafka | None:
    """What is started here; None where one runs already."""
    if plan.broker == KAFKA:
        return Kafka(home.kafka, port=plan.broker_port)
    return Tansu(home.broker, plan.broker_port) if plan.broker == EMBEDDED else None


def _kafka_part(kafka: Kafka) -> Part:
    def stop(*, limit: float) -> None:
        """It waits for its brokers as long as they like; after `limit` seconds they are killed."""
        impatience = Timer(limit, kafka.kill)
        impatience.start()
        kafka.stop()
        impatience.cancel()

    return Part(STARTED[KAFKA], lambda: kafka.running(1), kafka.start, stop)


def _part(name: str, server: Postgres | Tansu | Mail | Provider | FrontDoor) -> Part:
    return Part(name, lambda: server.child.running, server.start, server.stop)


def _at_once(stops: Sequence[Callable[..., None]], limit: float) -> None:
    with ThreadPoolExecutor(len(stops)) as pool:
        for outcome in [pool.submit(stop, limit=limit) for stop in stops]:
            outcome.result()


def blockers(process: Process) -> list[str]:
    """What keeps a process from being ready, in its own words; empty when it is."""
    try:
        answer = processes.ASK.get(f"{process.private_url}/readyz")
        return [] if answer.status_code == httpx.codes.OK else [said for said in answer.json().values() if said != "ok"]
    except (httpx.HTTPError, ValueError):  # nobody is there, or it is no process of ours
        return ["does not answer"]
