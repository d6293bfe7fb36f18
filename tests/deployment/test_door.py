"""The front door passes each service's paths on, whole."""

import subprocess
import sysconfig
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from deploy.local import processes
from deploy.local.plan import ORDER
from tests.deployment import compose

FILE = compose.ROOT / "deploy" / "Caddyfile"
CADDY = Path(sysconfig.get_path("scripts")) / "caddy"


class Echo(BaseHTTPRequestHandler):
    """Answers with the service that it stands for and the path that it was asked for."""

    def do_GET(self) -> None:
        body = f"{self.server.server_port} {self.path}".encode()  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing; it is asked by tests alone."""


@pytest.fixture(scope="module")
def services() -> Iterator[dict[str, int]]:
    """The port of something that stands for each service."""
    servers = {name: ThreadingHTTPServer(("127.0.0.1", 0), Echo) for name in ORDER}
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield {name: server.server_port for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def door(services: dict[str, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The front door of compose.yaml, with addresses of here."""
    folder, port = tmp_path_factory.mktemp("door"), processes.free_port()
    text = FILE.read_text().replace(":8080", f"http://127.0.0.1:{port}")
    for name, there in services.items():
        text = text.replace(f"import service {name}", f"import service {name} 127.0.0.1:{there}")
    text = text.replace("{args[0]}-web:8000", "{args[1]}")
    (folder / "Caddyfile").write_text(text)
    command: list[str | Path] = [CADDY, "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]
    child = processes.start(command, log=folder / "caddy.log", env={"HOME": str(folder)})
    processes.wait_until_ready(
        child, lambda: processes.is_listening(port), limit=20, log=folder / "caddy.log", name="Caddy"
    )
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield client
    processes.stop(child)


def test_caddy_takes_the_file_as_it_stands() -> None:
    command = [str(CADDY), "validate", "--adapter", "caddyfile", "--config", str(FILE)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr


@pytest.mark.parametrize("service", ORDER)
@pytest.mark.parametrize("path", ["", "/", "/products/1?page=2", "/registration/x"])
def test_a_service_gets_what_is_below_its_name_and_the_whole_path(
    door: httpx.Client, services: dict[str, int], service: str, path: str
) -> None:
    assert door.get(f"/{service}{path}").text == f"{services[service]} /{service}{path}"


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/registrations", "/setup/", "/products"])
def test_nothing_else_is_passed_on(door: httpx.Client, path: str) -> None:
    assert door.get(path).status_code == 404


def test_who_comes_to_the_door_is_led_to_beranda(door: httpx.Client) -> None:
    answer = door.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifications/")


def test_the_door_leads_to_the_containers_of_compose() -> None:
    web = {f"{name}:8000" for name in compose.processes() if name.endswith("-web")}
    named = {f"{line.split()[-1]}-web:8000" for line in FILE.read_text().splitlines() if "import service" in line}
    assert named == web
