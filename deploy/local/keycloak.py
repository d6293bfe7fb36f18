"""Keycloak on this machine, with the realm of deploy/keycloak: python -m deploy.local.keycloak [--port 18027]"""

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated

import httpx
import typer

from deploy.local import maven, processes
from shared.people.provider import DISCOVERY

VERSION = "26.3.0"
ARTIFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"
LIBRARY = Path(".gerai/keycloak-lib")
REALM = processes.ROOT / "deploy" / "keycloak" / "gerai-realm.json"
NAME = "gerai"


class Keycloak:
    """One server on 127.0.0.1 with a realm from a file, forgotten at the end. `public_url` is where the realm lets
    browsers return to."""

    def __init__(
        self, folder: Path, port: int, *, realm: Path = REALM, public_url: str = "http://127.0.0.1:18000"
    ) -> None:
        self.port = port
        self._folder, self._realm, self._public_url = folder.resolve(), realm, public_url
        self.child = processes.Child("Keycloak", self._folder / "keycloak.log", self._answers)

    @property
    def issuer(self) -> str:
        """The address that services know it by."""
        return f"http://127.0.0.1:{self.port}/realms/{NAME}"

    def start(self, *, limit: float = 120) -> None:
        """Come up; raises NotStarted with the end of the log. Its program is fetched where it is not there yet."""
        java, program = maven.java("Keycloak"), fetch(LIBRARY)
        home = self._folder / "home"
        if not home.exists():
            # It writes beside its program, so each server has a copy of its own.
            shutil.copytree(program, home)
        realms = home / "data" / "import"
        realms.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._realm, realms / "gerai-realm.json")
        words = ["start-dev", "--import-realm", "--http-host=127.0.0.1", f"--http-port={self.port}", "--cache=local"]
        env = os.environ | {"JAVA_HOME": str(Path(java).resolve().parents[1]), "PUBLIC_URL": self._public_url}
        self.child.start([home / "bin" / "kc.sh", *words], env=env)
        self.child.wait(limit)

    def stop(self, *, limit: float = 20) -> None:
        """End it, with its sessions."""
        self.child.stop(limit=limit)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.issuer}{DISCOVERY}", timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False


def fetch(cache: Path) -> Path:
    """The folder of the program, fetched into `cache` where it is not there yet (154 MB)."""
    ready = cache.resolve() / VERSION
    if ready.is_dir():
        return ready
    ready.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ready.parent) as folder:
        command = [maven.maven("Keycloak"), "-B", "-q", f"{maven.PLUGIN}:copy"]
        words = [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        outcome = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
        if outcome.returncode:
            raise processes.NotStarted(f"Maven could not fetch Keycloak {VERSION}.\n{outcome.stdout[-2000:]}")
        with zipfile.ZipFile(Path(folder) / f"keycloak-quarkus-dist-{VERSION}.zip") as packed:
            packed.extractall(folder)
        whole = Path(folder) / f"keycloak-{VERSION}"
        (whole / "bin" / "kc.sh").chmod(0o755)
        # Renamed when whole, so that an interrupted or simultaneous fetch leaves nothing half done.
        try:
            whole.rename(ready)
        except OSError:
            if not ready.is_dir():
                raise
    return ready


def main(port: Annotated[int, typer.Option(help="Where it answers.")] = 18027) -> None:
    """Run Keycloak with Gerai's realm until Ctrl-C; what it holds is dropped at the end."""
    for interruption in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interruption, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="gerai-keycloak-") as folder:
        keycloak = Keycloak(Path(folder), port)
        try:
            keycloak.start()
            typer.echo(f"OIDC_ISSUER={keycloak.issuer}")
            signal.pause()
        except KeyboardInterrupt:
            typer.echo("Stopping.", err=True)
        except processes.NotStarted as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        finally:
            keycloak.stop()


if __name__ == "__main__":
    typer.run(main)
