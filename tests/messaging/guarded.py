"""Apache Kafka that asks who somebody is (SCRAM over TLS) and what they may do (ACLs)."""

import subprocess
from pathlib import Path

from deploy.local import kafka_library
from deploy.local.kafka import LIBRARY, Kafka


class Guarded(Kafka):
    """One broker, with a certificate for 127.0.0.1. Between themselves and with us here brokers speak freely."""

    def __init__(self, folder: Path, certificate: Path) -> None:
        super().__init__(folder)
        self.certificate = certificate

    def admit(self, user: str, password: str) -> None:
        """Let somebody in, who may do nothing yet."""
        words = ("--alter", "--entity-type", "users", "--entity-name", user)
        self._run("kafka.admin.ConfigCommand", *words, "--add-config", f"SCRAM-SHA-512=[password={password}]")

    def allow(self, user: str, operation: str, *resources: str) -> None:
        """Let them do this with all topics and groups whose names begin so."""
        words = ("--add", "--allow-principal", f"User:{user}", "--operation", operation)
        self._run("org.apache.kafka.tools.AclCommand", *words, "--resource-pattern-type", "prefixed", *resources)

    def _run(self, tool: str, *words: str) -> None:
        classes = f"{kafka_library.fetch(LIBRARY)}/*"
        java = [kafka_library.java(), "-XX:TieredStopAtLevel=1", "-cp", classes]
        server = f"127.0.0.1:{self._inner_ports[1]}"
        subprocess.run([*java, tool, "--bootstrap-server", server, *words], check=True, stdout=subprocess.DEVNULL)

    def _settings(self, number: int) -> dict[str, object]:
        scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        return super()._settings(number) | {
            "listener.security.protocol.map": "CLIENTS:SASL_SSL,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "listener.name.clients.sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.clients.scram-sha-512.sasl.jaas.config": scram,
            "listener.name.clients.ssl.keystore.type": "PEM",
            "listener.name.clients.ssl.keystore.location": self.certificate,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }
