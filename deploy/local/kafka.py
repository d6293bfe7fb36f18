"""Apache Kafka on this machine: python -m deploy.local.kafka [--brokers 3] [--port 9092]"""

import base64
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from deploy.local import kafka_library, processes

LIBRARY = Path(".gerai/kafka-lib")
STARTED = "Kafka Server started"


class Kafka:
    """One broker or three on 127.0.0.1, each a controller too; what they hold is kept in `folder`.

    Brokers are numbered from 1. Clients are sent to `advertised_port` or, where there are three, to `advertised_ports`,
    one for each, which may be proxies'. `settings` go over the brokers' usual ones.
    """

    idempotent = True
    """Clients may ask for the idempotent producer."""

    def __init__(
        self,
        folder: Path,
        brokers: int = 1,
        *,
        port: int | None = None,
        advertised_port: int | None = None,
        advertised_ports: Sequence[int] = (),
        settings: Mapping[str, object] | None = None,
        library: Path = LIBRARY,
    ) -> None:
        if brokers not in (1, 3):
            raise ValueError("Kafka runs here with one broker or with three.")
        if advertised_port is not None:
            advertised_ports = (advertised_port,)
        if advertised_ports and len(advertised_ports) != brokers:
            raise ValueError("Either every broker stands behind a proxy, or none.")
        self.folder = folder.resolve()
        self._numbers = range(1, brokers + 1)
        self._ports = {n: processes.free_port() for n in self._numbers}
        if port is not None:
            self._ports[1] = port
        self._inner_ports = {n: processes.free_port() for n in self._numbers}
        self._controller_ports = {n: processes.free_port() for n in self._numbers}
        self._advertised = self._ports | dict(enumerate(advertised_ports, start=1))
        self._own_settings = dict(settings or {})
        self._library = library
        self._children: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def ports(self) -> Mapping[int, int]:
        """Where each broker listens, behind whatever is advertised."""
        return self._ports

    @property
    def bootstrap(self) -> str:
        """Where clients begin: all brokers, separated by commas."""
        return ",".join(f"127.0.0.1:{port}" for port in self._advertised.values())

    def running(self, number: int) -> bool:
        """Whether this broker's process is alive."""
        return number in self._children and self._children[number].poll() is None

    def start(self, limit: float = 60) -> None:
        """Bring up every broker that is not running; raises NotStarted where java or mvn is missing."""
        java = kafka_library.java()
        classes = f"{kafka_library.fetch(self._library)}/*"
        missing = [n for n in self._numbers if not self.running(n)]
        for number in missing:
            self._format(java, classes, number)
        before = {number: self._times_started(number) for number in missing}
        for number in missing:
            command: list[str | Path] = [
                java, "-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dlog4j2.level=INFO",
                "-cp", classes, "kafka.Kafka", self._settings_file(number),
            ]  # fmt: skip
            self._children[number] = processes.start(command, log=self._log(number))
        try:
            for number in missing:
                self._wait(number, before[number], limit)
        except processes.NotStarted:
            self.stop()
            raise

    def stop(self) -> None:
        """End all brokers in good order, at the same time: each needs the others to hand over."""
        for child in self._children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self._children.values():
            processes.stop(child)

    def kill(self, number: int = 1) -> None:
        """End one broker as a power cut would."""
        processes.kill(self._children[number])

    def _log(self, number: int) -> Path:
        return self.folder / f"broker-{number}.log"

    def _settings_file(self, number: int) -> Path:
        return self.folder / f"broker-{number}.properties"

    def _times_started(self, number: int) -> int:
        log = self._log(number)
        return log.read_text(errors="replace").count(STARTED) if log.exists() else 0

    def _wait(self, number: int, before: int, limit: float) -> None:
        """A port answers long before the broker works; the log tells when it does."""
        processes.wait_until_ready(
            self._children[number],
            lambda: self._times_started(number) > before,
            limit=limit,
            log=self._log(number),
            name=f"Kafka broker {number}",
        )

    def _format(self, java: str, classes: str, number: int) -> None:
        """Write the settings, and prepare the broker's storage where there is none."""
        # The topic of contacts lies here in clear.
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        settings = self._settings_file(number)
        settings.write_text("".join(f"{name}={value}\n" for name, value in self._settings(number).items()))
        if (self.folder / f"broker-{number}" / "meta.properties").exists():
            return
        command: list[str | Path] = [
            java, "-Dlog4j2.level=WARN", "-cp", classes, "kafka.tools.StorageTool", "format",
            "--ignore-formatted", "--cluster-id", self._cluster_id(), "--config", settings,
        ]  # fmt: skip
        outcome = subprocess.run(command, capture_output=True, text=True, check=False)
        if outcome.returncode:
            raise processes.NotStarted(f"Kafka's storage was not formatted.\n{outcome.stdout}{outcome.stderr}")

    def _cluster_id(self) -> str:
        kept = self.folder / "cluster.id"
        if not kept.exists():
            kept.write_text(base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=").replace("-", "A"))
        return kept.read_text()

    def _settings(self, number: int) -> dict[str, object]:
        copies = len(self._numbers)
        voters = ",".join(f"{n}@127.0.0.1:{port}" for n, port in self._controller_ports.items())
        return {
            "process.roles": "broker,controller",
            "node.id": number,
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            # Brokers talk on a listener of their own, so that a proxy before the clients' cuts off only clients.
            "inter.broker.listener.name": "INNER",
            "listener.security.protocol.map": "CLIENTS:PLAINTEXT,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "listeners": f"CLIENTS://127.0.0.1:{self._ports[number]},"
            f"INNER://127.0.0.1:{self._inner_ports[number]},"
            f"CONTROLLER://127.0.0.1:{self._controller_ports[number]}",
            "advertised.listeners": f"CLIENTS://127.0.0.1:{self._advertised[number]},"
            f"INNER://127.0.0.1:{self._inner_ports[number]}",
            "log.dirs": self.folder / f"broker-{number}",
            "auto.create.topics.enable": "false",
            "num.partitions": 1,
            "default.replication.factor": copies,
            "min.insync.replicas": min(2, copies),
            "offsets.topic.replication.factor": copies,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": min(2, copies),
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": min(2, copies),
            # Clients wait this long for a killed broker's partitions, and it for its own return.
            "broker.session.timeout.ms": 4000,
            "broker.heartbeat.interval.ms": 500,
            "group.initial.rebalance.delay.ms": 0,
        } | self._own_settings


def main(
    brokers: Annotated[int, typer.Option(help="One or three.")] = 1,
    port: Annotated[int | None, typer.Option(help="The first broker's; free ones are taken.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Keep what the brokers hold here.")] = None,
) -> None:
    """Run Apache Kafka until Ctrl-C. What it holds is dropped at the end unless a folder is given."""
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="gerai-kafka-") as temporary:
        kafka = Kafka(folder or Path(temporary), brokers, port=port)
        try:
            kafka.start()
            typer.echo(f"KAFKA_BOOTSTRAP_SERVERS={kafka.bootstrap}")
            signal.pause()
        except KeyboardInterrupt:
            typer.echo("Stopping.", err=True)
        except processes.NotStarted as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        finally:
            kafka.stop()


if __name__ == "__main__":
    typer.run(main)
