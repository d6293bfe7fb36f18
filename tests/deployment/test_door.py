"""deploy/Caddyfile as it stands is the front door of compose.yaml; what a door does is tested in tests/deploy."""

import json
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.deployment import compose

CADDY = Path(sysconfig.get_path("scripts")) / "caddy"


def caddy(command: str) -> str:
    """What Caddy says to the file with nothing in its environment."""
    words = [str(CADDY), command, "--adapter", "caddyfile", "--config", str(compose.ROOT / "deploy" / "Caddyfile")]
    outcome = subprocess.run(words, env={"HOME": "/nonexistent"}, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def test_caddy_takes_the_file_as_it_stands() -> None:
    caddy("validate")


def test_it_leads_to_the_containers_of_compose_and_listens_where_compose_expects_it() -> None:
    (server,) = json.loads(caddy("adapt"))["apps"]["http"]["servers"].values()
    web = {f"{name}:8000" for name in compose.processes() if name.endswith("-web")}
    assert {upstream["dial"] for upstream in named("upstreams", server)} == web
    (port,) = compose.services()["door"]["ports"]
    assert server["listen"] == [f":{port.rpartition(':')[2]}"]


def named(name: str, node: Any) -> Iterator[Any]:
    """What is in every list of this name, however deep."""
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, each in below:
        if key == name:
            yield from each
        yield from named(name, each)
