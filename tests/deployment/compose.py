"""deploy/compose.yaml, as whoever runs it reads it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "deploy" / "compose.yaml"
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
OURS = "gerai-"


def read() -> dict[str, Any]:
    """The whole file, with its anchors resolved."""
    content: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return content


def services() -> dict[str, dict[str, Any]]:
    """Every container, by name."""
    named: dict[str, dict[str, Any]] = read()["services"]
    return named


def processes() -> dict[str, dict[str, Any]]:
    """The containers that run a service of ours in one of its roles."""
    return {name: each for name, each in services().items() if _is_process(each)}


def _is_process(container: Mapping[str, Any]) -> bool:
    image = str(container["image"])
    return image.startswith(OURS) and image != f"{OURS}setup"


def service_of(container: Mapping[str, Any]) -> str:
    """Which of our services a container runs."""
    return str(container["image"]).removeprefix(OURS)


def environment(container: str) -> dict[str, str]:
    """What a container is given, variables and all; what has no value is the variable of that name, if it is set."""
    given = services()[container].get("environment", {})
    return {name: f"${{{name}:-}}" if value is None else str(value) for name, value in given.items()}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its variables replaced; one without a value and without a default stays what it is."""
    return VARIABLE.sub(lambda found: values.get(found[1], found[3] if found[2] == "-" else found[0]), text)


def texts(node: Any) -> Iterator[str]:
    """Every text anywhere below."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for each in node.values():
            yield from texts(each)
    elif isinstance(node, list):
        for each in node:
            yield from texts(each)
