"""A sign-in provider on this machine, in a process of its own: `provider_server` says what it is."""

import os
from pathlib import Path

import httpx

from deploy.local import processes
from shared.people.provider import DISCOVERY


class Provider:
    """The server in a process of its own, on 127.0.0.1. `key` is the file with its private key."""

    def __init__(self, key: Path, accounts: Path, log: Path, port: int) -> None:
        self.port = port
        self._key, self._accounts = key, accounts
        self.child = processes.Child("The sign-in provider", log, lambda: answers(self.issuer))

    @property
    def issuer(self) -> str:
        """The address that services know it by."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, limit: float = 60) -> None:
        """Come up; raises NotStarted with the end of the log."""
        if self.child.running:
            return
        words = ("--port", str(self.port), "--key", str(self._key), "--accounts", str(self._accounts))
        # Of loopback alone, and without TLS: its library wants to be told that this is meant.
        env = os.environ | {"PYTHONPATH": processes.PYTHONPATH, "AUTHLIB_INSECURE_TRANSPORT": "1"}
        self.child.start(processes.python("deploy.local.provider_server", *words), env=env)
        self.child.wait(limit)

    def stop(self, *, limit: float = 20) -> None:
        """End it; whoever is signed in to a service stays so."""
        self.child.stop(limit=limit)


def answers(issuer: str) -> bool:
    """Whether a sign-in provider says there what it is."""
    try:
        return processes.ASK.get(f"{issuer}{DISCOVERY}").is_success
    except httpx.HTTPError:
        return False
