"""What an image holds, in an empty folder: its files, the libraries of requirements/run.txt, and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

from deploy.images.containerfile import ROOT, Image

COPY = re.compile(r"^COPY (\S+) (\S+)$", re.MULTILINE)
PINNED = re.compile(r"^(\w\S*==.+?) \\$", re.MULTILINE)


@dataclass(frozen=True)
class Alone:
    """The folder that stands for a container's /app, and how to run Python there."""

    app: Path
    libraries: Path

    def command(self, *words: str) -> list[str]:
        """Python as the image has it: -S leaves out what is installed beside, this repository among it."""
        return [sys.executable, "-S", *words]

    def environment(self, **variables: str) -> dict[str, str]:
        """No more than a container is given."""
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        return inherited | {"PYTHONPATH": str(self.libraries), "PYTHONDONTWRITEBYTECODE": "1"} | variables

    def setup(self, *words: str, typed: str = "", **variables: str) -> "subprocess.CompletedProcess[str]":
        """What `docker compose run --rm setup` does with these words, after which somebody types this."""
        return subprocess.run(
            self.command("-m", "deploy.setup", *words),
            cwd=self.app,
            env=self.environment(**variables),
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def copied(image: Image) -> dict[str, str]:
    """What the image's Containerfile copies from the repository, and whereto."""
    lines = COPY.findall((ROOT / image.folder / "Containerfile").read_text())
    return {source: target for source, target in lines if target != "/build/run.txt"}


def lay_out(image: Image, folder: Path) -> Alone:
    """Put the image's files and libraries below `folder`."""
    alone = Alone(folder / "app", folder / "libraries")
    for source, target in copied(image).items():
        place = alone.app / target
        if source.endswith("/"):
            shutil.copytree(ROOT / source, place)  # with what Python has compiled, which it need not do again
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / source, place)
    alone.libraries.mkdir()
    for part in _parts():
        (alone.libraries / part.name).symlink_to(part)
    return alone


def _parts() -> Iterator[Path]:
    """The folders and modules that the pinned libraries consist of, each once."""
    found: dict[str, Path] = {}
    for line in PINNED.findall((ROOT / "requirements" / "run.txt").read_text()):
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate():
            continue
        library = distribution(requirement.name)
        for file in library.files or ():
            if file.parts[0] not in ("..", "__pycache__"):
                found[file.parts[0]] = Path(str(library.locate_file(file.parts[0])))
    yield from found.values()
