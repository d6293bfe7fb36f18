"""Starts and stops child processes that must not outlive their parent."""

import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import BinaryIO

import httpx

ROOT = Path(__file__).resolve().parents[2]
PYTHONPATH = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
"""With this in its environment a child finds the modules that we find."""
# Below the range that systems give to outgoing connections: a port stays free while its server restarts.
PORTS = range(20000, 32000)
ASK = httpx.Client(trust_env=False, timeout=5, limits=httpx.Limits(max_keepalive_connections=0))
"""Asks servers of this machine how they are. A client for each question would read all certificates each time."""
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_given: set[int] = set()


class NotStarted(Exception):
    """A server did not come up; the message says which and ends with what it wrote last."""


def python(module: str, *words: str) -> list[str]:
    """The command that runs a module of ours; a folder of the same name where we were called from is not meant."""
    return [sys.executable, "-P", "-m", module, *words]


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    user: str | None = None,
    orphaned: signal.Signals = signal.SIGKILL,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, so that Ctrl-C reaches only the parent.

    On Linux it gets the signal `orphaned` when the *thread* that called this ends, so call it from a thread that
    lives as long as the child should.
    """

    def die_with_parent() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(orphaned))

    with _open_log(log) as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            # Another user may not be allowed to be where we are.
            cwd=None if user is None else "/",
            env=env,
        )


def _open_log(log: Path) -> BinaryIO:
    """What servers say may quote what they keep, so it is for our eyes alone, that of an older log too."""
    log.parent.mkdir(parents=True, exist_ok=True)
    log.touch(0o600)
    log.chmod(0o600)
    return log.open("ab")


def stop(child: subprocess.Popen[bytes], *, gently: signal.Signals = signal.SIGTERM, limit: float = 20) -> None:
    """Ask the child to end; after `limit` seconds kill its whole group. A child that has ended is let be."""
    if child.poll() is not None:
        return
    child.send_signal(gently)
    with suppress(subprocess.TimeoutExpired):
        child.wait(limit)
    _kill_group(child)


def kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's whole group, as a power cut would. A child that has ended is let be."""
    # Its number may be another process's by now.
    if child.poll() is None:
        _kill_group(child)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


class Child:
    """A server's process: started, ended, and started again, as often as it is asked for."""

    def __init__(self, name: str, log: Path, ready: Callable[[], bool]) -> None:
        self.name = name
        self.log = log
        self._ready = ready
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether it is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Its number, while it is alive."""
        return self._process.pid if self._process is not None and self.running else None

    def start(
        self,
        command: Sequence[str | Path],
        *,
        user: str | None = None,
        orphaned: signal.Signals = signal.SIGKILL,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Have it begin, as `start` does; it is not ready yet."""
        self._process = start(command, log=self.log, user=user, orphaned=orphaned, env=env)

    def wait(self, limit: float) -> None:
        """Come back when it is ready; raises NotStarted, with it ended, if it never is."""
        assert self._process is not None
        wait_until_ready(self._process, self._ready, limit=limit, log=self.log, name=self.name)

    def stop(self, *, gently: signal.Signals = signal.SIGTERM, limit: float = 20) -> None:
        """End it, as `stop` does; one that never ran is let be."""
        if self._process is not None:
            stop(self._process, gently=gently, limit=limit)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            kill(self._process)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has; no other call of this is given it while this process lives."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of so many such ports in a row."""
    while True:
        first = secrets.choice(PORTS)
        row = range(first, first + count)
        if _given.isdisjoint(row):
            with suppress(OSError), ExitStack() as bound:
                sockets = [bound.enter_context(_bind(port)) for port in row]
                if sys.platform == "linux":  # where a server may listen beside a socket that is only bound
                    for each in sockets:
                        each.detach()  # it stays bound until we end
                _given.update(row)
                return first


def _bind(port: int) -> socket.socket:
    """A socket beside which no other process is given this port; raises OSError if somebody has it."""
    bound = socket.socket()
    try:
        bound.bind(("127.0.0.1", port))
    except OSError:
        bound.close()
        raise
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not before: two that ask to share may share
    return bound


def is_listening(port: int) -> bool:
    """Whether something answers on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool], limit: float, what: str) -> None:
    """Come back when the condition holds; raises TimeoutError naming `what` after `limit` seconds."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {limit:g} s.")
        time.sleep(0.05)


def wait_until_ready(
    child: subprocess.Popen[bytes], ready: Callable[[], bool], *, limit: float, log: Path, name: str
) -> None:
    """Come back when a started server is ready; raises NotStarted, with the child ended, if it never is."""
    try:
        wait_until(lambda: child.poll() is not None or ready(), limit, f"{name} is ready")
    except TimeoutError as error:
        kill(child)
        raise NotStarted(f"{error}\n{_tail(log)}") from error
    if child.poll() is not None:
        raise NotStarted(f"{name} ended with code {child.returncode}.\n{_tail(log)}")


def _tail(log: Path, characters: int = 2000) -> str:
    return log.read_text(errors="replace")[-characters:]
