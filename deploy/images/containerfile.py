"""What is in each image, and the files that a builder reads."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import StrictUndefined, Template

from deploy.local.plan import list_names

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = Path(__file__).parent / "Containerfile.template"
NEVER = ("**/__pycache__", "**/*.pyc")

WRITES = {"registration": "/photos"}


@dataclass(frozen=True)
class Image:
    """An image: `paths` of this repository, a folder ending in a slash, and the module that it runs."""

    name: str
    description: str
    paths: tuple[str, ...]
    module: str
    command: str
    ports: str = ""
    writes: str = ""
    """A folder that it may write to, which a volume takes the place of."""

    @property
    def folder(self) -> str:
        """Where its files are, from the root."""
        return f"deploy/images/{self.name}"

    @property
    def tag(self) -> str:
        """What it is called when it is built."""
        return f"gerai-{self.name}"


def _service(name: str) -> Image:
    return Image(
        name,
        f"Gerai: the service {name}; the role is the command",
        ("shared/", "services/__init__.py", f"services/{name}/"),
        f"services.{name}",
        "all",
        "8000 9000",
        WRITES.get(name, ""),
    )


_SETUP = (
    "shared/",
    "services/__init__.py",
    "services/registration/",
    "deploy/__init__.py",
    "deploy/setup.py",
    "deploy/city.py",
    "deploy/cities/",
    "deploy/operator/",
    "deploy/local/__init__.py",
    "deploy/local/databases.py",
    "deploy/local/home.py",
    "deploy/local/keys.py",
)
IMAGES = (
    *map(_service, list_names()),
    Image("setup", "Gerai: makes databases, and does what an operator asks for", _SETUP, "deploy.setup", "--help"),
)


def files_of(image: Image) -> Iterator[tuple[Path, str]]:
    """The image's Containerfile, and beside it the list of what its builder may see."""
    folder = ROOT / image.folder
    yield folder / "Containerfile", _containerfile(image)
    # Docker and Podman both look for this name beside the file that they build from.
    yield folder / "Containerfile.dockerignore", _allowed(image)


def _containerfile(image: Image) -> str:
    template = Template(TEMPLATE.read_text(), undefined=StrictUndefined, keep_trailing_newline=True)
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return str(template.render(image=image, version=version))


def _allowed(image: Image) -> str:
    """Nothing but what is listed: what lies about in a checkout (keys, data) never reaches a builder."""
    allowed = [f"!{path.rstrip('/')}" for path in ("requirements/run.txt", *image.paths)]
    return "\n".join(["*", *allowed, *NEVER, ""])
