"""A small disk for a database's tables, that can be full: a file system in memory, which only root may mount."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from deploy.local import system_user

MEGABYTES = 192
FILLER = "filler"


class SmallDisk:
    """One, mounted at a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.there = folder.is_mount()
        self.unmount()  # of a campaign that did not end in good order

    def mount(self) -> None:
        """Be there; nothing happens where that is not allowed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(self.folder)]
        self.there = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
        user = system_user.needed()
        place = self.folder / "tables"
        place.mkdir(0o700)
        system_user.let_reach(place, user)
        system_user.give(place, user)

    @property
    def tables(self) -> Path:
        """Where a tablespace may be."""
        return self.folder / "tables"

    def fill(self) -> None:
        """Leave no room at all."""
        with (self.folder / FILLER).open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(65536)):
                pass

    def free(self) -> None:
        """Give the room back."""
        (self.folder / FILLER).unlink(missing_ok=True)

    def unmount(self) -> None:
        """Be gone, with all that it held."""
        if self.there:
            subprocess.run(["umount", "--lazy", str(self.folder)], capture_output=True, check=False)
            self.there = False
        shutil.rmtree(self.folder, ignore_errors=True)
