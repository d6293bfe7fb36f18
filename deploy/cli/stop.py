"""gerai stop: ends what runs here, from anywhere."""

import os
import signal
from contextlib import suppress

import psutil

from deploy.local.home import Home
from deploy.local.processes import wait_until
from deploy.operator.screen import HOME, Folder, console, fail, told

LIMIT = 10.0


def stop(home: Folder = HOME) -> None:
    """Stop the system that runs here and wait until it is gone; ends with code 1 when it is not within 10 seconds."""
    place = Home(home)
    state = told(place)
    if state is None:
        console.print(f"Nothing runs in {place.folder}.", soft_wrap=True, markup=False)
        return
    pid = state.pid
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    try:
        wait_until(lambda: not place.held and not _lives(pid), LIMIT, "it is gone")
    except TimeoutError:
        fail(f"Gerai in {place.folder} (process {pid}) was told to stop and still runs after {LIMIT:g} s.")
    console.print(f"Stopped what ran in {place.folder}.", soft_wrap=True, markup=False)


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
