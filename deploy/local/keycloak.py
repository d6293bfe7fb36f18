"""Keycloak on this machine, with the realm of deploy/keycloak: python -m deploy.local.keycloak [--port 18027]"""

import os
import shutil
import signal
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
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
DATABASE = "dev-mem"
"""In memory: it begins empty, and nothing of it is left."""
JAVA_OPTIONS = " ".join(
    [
        "-Xms64m -Xmx512m -XX:MaxMetaspaceSize=256m -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8",
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # for a start that others' work delays least
    ]
)
LONGEST_STEP = 900
LONGEST_START = 600
"""It wants forty seconds of a processor, and other work may leave it a fifth of one."""


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

    def start(self, *, limit: float = LONGEST_START) -> None:
        """Come up; raises NotStarted with the end of the log. Its program is made where it is not there yet."""
        program = make_program(LIBRARY)
        home = self._folder / "home"
        _furnish(home, program)
        shutil.copy(self._realm, home / "data" / "import" / "gerai-realm.json")
        here = ["--http-enabled=true", "--http-host=127.0.0.1", f"--http-port={self.port}", "--hostname-strict=false"]
        words = ["start", "--optimized", "--import-realm", "--cache=local", *here]
        self.child.start([home / "bin" / "kc.sh", *words], env=_environment() | {"PUBLIC_URL": self._public_url})
        self.child.wait(limit)

    def stop(self, *, limit: float = 20) -> None:
        """End it, with its sessions."""
        self.child.stop(limit=limit)

    def _answers(self) -> bool:
        if not processes.is_listening(self.port):
            return False
        try:
            return processes.ASK.get(f"{self.issuer}{DISCOVERY}", timeout=10).is_success
        except httpx.HTTPError:
            return False


def _furnish(home: Path, program: Path) -> None:
    """A folder for one server: the program is shared, and what it writes is its own."""
    (home / "data" / "import").mkdir(parents=True, exist_ok=True)
    (home / "bin").mkdir(exist_ok=True)
    shutil.copy(program / "bin" / "kc.sh", home / "bin" / "kc.sh")  # it takes the folder above its own for its home
    for shared in ("conf", "lib", "providers", "themes"):
        if not (home / shared).exists():
            (home / shared).symlink_to(program / shared)


def _environment() -> dict[str, str]:
    """What kc.sh is told; raises NotStarted where there is no Java for it."""
    home = Path(maven.java("Keycloak")).resolve().parents[1]
    return os.environ | {"JAVA_HOME": str(home), "JAVA_OPTS": JAVA_OPTIONS}


def make_program(cache: Path) -> Path:
    """The folder of the program, fetched (154 MB) and built for its database into `cache` if it is not there yet."""
    ready = cache.resolve() / f"{VERSION}-{DATABASE}"
    if ready.is_dir():
        return ready
    env, mvn = _environment(), maven.maven("Keycloak")
    ready.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ready.parent) as folder:
        words = [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        _run([mvn, "-B", "-q", f"{maven.PLUGIN}:copy", *words], f"Keycloak {VERSION} could not be fetched", env)
        packed = Path(folder) / f"keycloak-quarkus-dist-{VERSION}.zip"
        with zipfile.ZipFile(packed) as pack:
            pack.extractall(folder)
        whole = Path(folder) / f"keycloak-{VERSION}"
        script = whole / "bin" / "kc.sh"
        script.chmod(0o755)
        # What start-dev would do again at each first start of a copy.
        _run([script, "build", f"--db={DATABASE}"], f"Keycloak {VERSION} could not be built", env)
        # Renamed when whole, so that an interrupted or simultaneous fetch leaves nothing half done.
        try:
            whole.rename(ready)
        except OSError:
            if not ready.is_dir():
                raise
    return ready


def _run(command: Sequence[str | Path], failed: str, env: Mapping[str, str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=LONGEST_STEP)
    except subprocess.TimeoutExpired as late:
        raise processes.NotStarted(f"{failed} within {LONGEST_STEP} s.") from late
    if done.returncode:
        raise processes.NotStarted(f"{failed}.\n{(done.stdout + done.stderr)[-2000:]}")


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
