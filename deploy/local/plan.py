"""What to start on this machine, and where each part shall answer."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from deploy.local.home import Process
from deploy.local.processes import ROOT

if TYPE_CHECKING:
    # Not for every command: it takes a second, and most need no service.
    from shared.service import Service

ORDER = ("registration", "curation", "agreements", "notifications")
"""As the work goes; a service that is not named here comes after them."""

EMBEDDED, KAFKA = "embedded", "kafka"
STARTED = {EMBEDDED: "the embedded broker", KAFKA: "Apache Kafka"}
"""The brokers that are started here, and what they are called."""


class PortTaken(Exception):
    """Somebody else listens where we would."""

    def __init__(self, port: int, use: str, option: str) -> None:
        super().__init__(f"Port {port}, which {use} needs, is taken.")
        self.port = port
        self.use = use
        self.option = option


def list_names() -> list[str]:
    """What every service that is there is called."""
    there = {file.parent.name for file in (ROOT / "services").glob("*/__main__.py")}
    return [*(name for name in ORDER if name in there), *sorted(there - set(ORDER))]


def list_services() -> dict[str, "Service"]:
    """Every service that is there, by name, as its own `__main__` describes it."""
    return {name: import_module(f"services.{name}.__main__").service for name in list_names()}


@dataclass(frozen=True)
class Plan:
    """Ports of 127.0.0.1, and how many processes."""

    postgres_port: int = 15432
    broker_port: int = 19092
    door_port: int = 18000
    http_port: int = 18001
    mail_port: int = 18025
    provider_port: int = 18026
    private_port: int = 19001
    apart: bool = False
    broker: str = EMBEDDED
    """One of STARTED, or the servers of a Kafka that runs already: host:port, separated by commas."""

    @property
    def bootstrap(self) -> str:
        """Where clients of the broker begin."""
        return f"127.0.0.1:{self.broker_port}" if self.broker in STARTED else self.broker

    def processes(self) -> list[Process]:
        """Every process of a service: one HTTP port per service, one private port per process."""
        made: list[Process] = []
        for place, (name, service) in enumerate(list_services().items()):
            for part in [[role] for role in service.roles] if self.apart else [service.roles]:
                made.append(
                    Process(
                        name=f"{name}-{part[0]}" if self.apart else name,
                        service=name,
                        roles=part,
                        private_port=self.private_port + len(made),
                        http_port=self.http_port + place if "web" in part else None,
                    )
                )
        return made

    def check_ports(self) -> None:
        """Raises PortTaken for the first port that is not free, or that another part has been given."""
        given: set[int] = set()
        for port, use, option in self.ports():
            if port in given or not _is_free(port):
                raise PortTaken(port, use, option)
            given.add(port)

    def ports(self) -> Iterator[tuple[int, str, str]]:
        """Every port, what needs it, and the option that moves it."""
        yield self.postgres_port, "PostgreSQL", "postgres-port"
        if self.broker in STARTED:
            yield self.broker_port, STARTED[self.broker], "broker-port"
        yield self.door_port, "the front door", "door-port"
        yield self.mail_port, "mail", "mail-port"
        yield self.provider_port, "the sign-in provider", "provider-port"
        for process in self.processes():
            if process.http_port is not None:
                yield process.http_port, f"the API of {process.name}", "http-port"
            yield process.private_port, f"/readyz of {process.name}", "private-port"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
