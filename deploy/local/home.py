"""The folder .gerai: what a system on this machine keeps, and what other commands learn about it there."""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from joserfc.jwk import RSAKey
from pydantic import BaseModel

from deploy.local import databases, keys
from deploy.local.keys import Secrets

FURTHEST = timedelta(days=30 * 365)
"""How far the business's time may be ahead of the real one."""


class AlreadyRunning(Exception):
    """Another `gerai up` works in this folder."""


class Starting(Exception):
    """Something has begun to work in this folder, and has told nothing yet."""


class SecretsLost(Exception):
    """There is data, but not the keys that it was sealed with; the message says what to do."""


class Process(BaseModel):
    """A process of a service, and where it answers."""

    name: str
    service: str
    roles: list[str]
    private_port: int
    http_port: int | None = None
    pid: int | None = None

    @property
    def private_url(self) -> str:
        """Where /readyz, /livez and /metrics are."""
        return f"http://127.0.0.1:{self.private_port}"

    @property
    def http_url(self) -> str | None:
        """Where its API is, if it has one."""
        return None if self.http_port is None else f"http://127.0.0.1:{self.http_port}/{self.service}"


class State(BaseModel):
    """What runs at this moment."""

    pid: int
    starting: bool
    """The databases are not there yet."""
    postgres_port: int
    broker: str
    door: str
    issuer: str
    mail_port: int
    processes: list[Process]
    topics: dict[str, list[str]]
    """What each service reads."""

    @property
    def services(self) -> list[str]:
        """Each service once."""
        return list(dict.fromkeys(process.service for process in self.processes))


class Home:
    """One such folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.logs = self.folder / "logs"
        self.postgres = self.folder / "postgres"
        self.broker = self.folder / "broker"
        self.kafka = self.folder / "kafka"
        self.front_door = self.folder / "front-door"
        self.mail = self.folder / "mail"
        self.photos = self.folder / "photos"
        self.clock = self.folder / "clock"
        self.signing_key_file = self.folder / "signing-key.json"
        self.accounts = self.folder / "accounts.json"
        self._secrets = self.folder / "secrets.json"
        self._state = self.folder / "state.json"
        self._lock = self.folder / "lock"

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Be the only one who works here. Raises AlreadyRunning. The lock ends with its process, however that ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._lock.open("a") as file:
            # `held` takes it too, for a moment.
            if not _lock_soon(file):
                raise AlreadyRunning(str(self.folder))
            # Of a predecessor that was killed: its number may be another process's by now.
            self._state.unlink(missing_ok=True)
            try:
                yield
            finally:
                self._state.unlink(missing_ok=True)

    @property
    def held(self) -> bool:
        """Whether a `gerai up` works here."""
        if not self._lock.exists():
            return False
        with self._lock.open() as file:
            return not _lock(file)

    @property
    def has_data(self) -> bool:
        """Whether a system has worked here."""
        return (self.postgres / "data").exists()

    def set_aside(self, name: str) -> Path:
        """Move all that a system keeps here to a folder of this name below, where it can be started again."""
        aside = self.folder / name
        aside.mkdir()
        paths = [path for path in vars(self).values() if isinstance(path, Path)]
        for part in (path for path in paths if path.parent == self.folder and path != self._lock):
            with suppress(FileNotFoundError):
                part.rename(aside / part.name)
        return aside

    def write_state(self, state: State) -> None:
        """Tell other commands what runs."""
        write_whole(self._state, state.model_dump_json(indent=2))

    def state(self) -> State | None:
        """What runs; None where nothing does. Raises Starting."""
        if not self.held:
            return None
        try:
            return State.model_validate_json(self._state.read_text())
        except FileNotFoundError as error:
            raise Starting(str(self.folder)) from error

    def secrets(self) -> Secrets:
        """What was made at the first start. Raises SecretsLost where new keys could not read old data."""
        if self._secrets.exists():
            return Secrets.model_validate_json(self._secrets.read_text())
        if self.has_data:
            raise SecretsLost(
                f"{self._secrets} is missing, and the data beside it cannot be read without it. "
                f"Put it back, or remove {self.folder}."
            )
        return Secrets()

    def complete_secrets(self, services: Sequence[str]) -> Secrets:
        """Make what these services lack. Raises SecretsLost."""
        made, kept = keys.fresh(services), self.secrets()
        kept = Secrets(passwords=made.passwords | kept.passwords, keys=made.keys | kept.keys)
        write_whole(self._secrets, kept.model_dump_json(indent=2))
        return kept

    def complete_signing_key(self) -> None:
        """Make the key that the local sign-in provider signs with, unless there is one."""
        if not self.signing_key_file.exists():
            key = RSAKey.generate_key(2048, parameters={"kid": f"local-{secrets.token_hex(4)}"})
            write_whole(self.signing_key_file, json.dumps(key.as_dict(private=True)))

    def signing_key(self) -> RSAKey:
        """The private key. Raises FileNotFoundError where none was made."""
        return RSAKey.import_key(json.loads(self.signing_key_file.read_text()))

    def begin_clock(self) -> None:
        """A fresh system begins at the real time; on kept data time goes on from where it was moved to."""
        if not self.has_data or not self.clock.exists():
            write_whole(self.clock, "0")

    def clock_offset(self) -> timedelta:
        """How far the business's time is ahead of the real one."""
        return timedelta(seconds=float(self.clock.read_text())) if self.clock.exists() else timedelta()

    def move_clock(self, seconds: float) -> None:
        """Move the business's time forward, for every process at once. Raises ValueError for any other direction, and
        for more than a generation ahead."""
        ahead = self.clock_offset().total_seconds() + seconds
        if not seconds > 0:
            raise ValueError("Time moves forward only.")
        if ahead > FURTHEST.total_seconds():
            raise ValueError(f"Time moves {FURTHEST.days // 365} years ahead at most.")
        write_whole(self.clock, str(ahead))

    def dsn(self, service: str, postgres_port: int, *, as_owner: bool = False) -> str:
        """The service's database, as the role that works in it or as the one that owns it."""
        role = databases.owner(service) if as_owner else databases.app(service)
        return databases.dsn(postgres_port, databases.name(service), role, self.secrets().passwords[role])


def _lock_soon(file: TextIO, tries: int = 5) -> bool:
    for _ in range(tries):
        if _lock(file):
            return True
        time.sleep(0.1)
    return False


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_whole(file: Path, content: str | bytes) -> None:
    """Replace a file at once; nobody but its owner may read it."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(content if isinstance(content, bytes) else content.encode())
        output.flush()
        os.fsync(output.fileno())
    fresh.rename(file)
