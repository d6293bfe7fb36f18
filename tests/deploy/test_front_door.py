"""The front door before services that are there, wrong or away."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import psutil
import pytest

from deploy.local import processes
from deploy.local.front_door import FrontDoor


class Echo(BaseHTTPRequestHandler):
    """A service that answers with what it was asked, and with 503 when asked for that."""

    def do_GET(self) -> None:
        answer = self.path.encode()
        self.send_response(503 if "busy" in self.path else 200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[FrontDoor]:
    """Behind it /echo, which answers, and /away, which does not."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    services = {"echo": server.server_port, "away": processes.free_port()}
    door = FrontDoor(tmp_path / "door", tmp_path / "logs", processes.free_port(), services)
    door.start()
    yield door
    door.stop()
    server.shutdown()
    thread.join()
    server.server_close()


def get(door: FrontDoor, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{door.url}{path}", headers=headers, timeout=10, trust_env=False)


@pytest.mark.parametrize("path", ["echo", "echo/", "echo/products/1?page=2", "echo/a%2Fb"])
def test_a_service_is_asked_for_the_whole_path(door: FrontDoor, path: str) -> None:
    assert get(door, path).text == f"/{path}"


@pytest.mark.parametrize("path", ["echoes", "registration/x", "metrics"])
def test_a_path_of_no_service_is_not_found(door: FrontDoor, path: str) -> None:
    answer = get(door, path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_service_that_is_away_is_a_problem_to_try_again(door: FrontDoor) -> None:
    answer = get(door, "away/x")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["status"]) == ("service-away", 503)
    assert "tidak dapat dihubungi" in answer.json()["detail"]
    assert "cannot be reached" in get(door, "away/x", **{"accept-language": "en-GB,id"}).json()["detail"]
    page = get(door, "away/x", accept="text/html,application/xhtml+xml")
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "tidak dapat dihubungi" in page.text


def test_a_services_own_error_passes_through(door: FrontDoor) -> None:
    answer = get(door, "echo/busy")
    assert (answer.status_code, answer.text) == (503, "/echo/busy")


def test_the_start_page_leads_to_the_services(door: FrontDoor) -> None:
    page = get(door, "")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="/echo/"' in page.text


def test_it_listens_on_its_port_of_loopback_alone(door: FrontDoor) -> None:
    assert door.pid is not None
    opened = psutil.Process(door.pid).net_connections("inet")
    assert {c.laddr for c in opened if c.status in (psutil.CONN_LISTEN, psutil.CONN_NONE)} == {("127.0.0.1", door.port)}


def test_requests_are_logged_without_what_signs_in(door: FrontDoor, tmp_path: Path) -> None:
    get(door, "echo/one", authorization="Bearer secret-token", cookie="session=secret-cookie")
    log = tmp_path / "logs" / "access.log"
    processes.wait_until(lambda: "/echo/one" in log.read_text(), 10, "the request is logged")
    assert "secret" not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_it_keeps_everything_in_its_folder_and_opens_again(door: FrontDoor, tmp_path: Path) -> None:
    door.stop(limit=5)
    assert not door.running
    door.start()
    assert get(door, "echo").text == "/echo"
    assert {path.name for path in tmp_path.iterdir()} == {"door", "logs"}
