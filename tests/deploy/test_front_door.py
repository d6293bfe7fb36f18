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
from deploy.local.plan import list_names


class Echo(BaseHTTPRequestHandler):
    """A service that answers with its port and what it was asked, with 503 when asked for that, and to who is invited
    that they sign in first."""

    def do_GET(self) -> None:
        answer = f"{self.server.server_port} {self.path}".encode()  # type: ignore[attr-defined]
        self.send_response(303 if "/undangan/" in self.path else 503 if "busy" in self.path else 200)
        if "/undangan/" in self.path:
            self.send_header("Location", f"/registration/masuk?ke={self.path}")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def door(tmp_path: Path) -> Iterator[FrontDoor]:
    """All services are there but agreements."""
    servers = {name: ThreadingHTTPServer(("127.0.0.1", 0), Echo) for name in list_names() if name != "agreements"}
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    services = {name: server.server_port for name, server in servers.items()} | {"agreements": processes.free_port()}
    door = FrontDoor(tmp_path / "door", tmp_path / "logs", processes.free_port(), services)
    door.start()
    yield door
    door.stop()
    for server in servers.values():
        server.shutdown()
        server.server_close()


def get(door: FrontDoor, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{door.url}{path}", headers=headers, timeout=10, trust_env=False)


@pytest.mark.parametrize("service", ["registration", "curation", "notifications"])
@pytest.mark.parametrize("path", ["", "/", "/products/1?page=2", "/a%2Fb", "/registration/x"])
def test_a_service_is_asked_for_what_is_below_its_name_by_the_whole_path(
    door: FrontDoor, service: str, path: str
) -> None:
    assert get(door, f"{service}{path}").text == f"{door.services[service]} /{service}{path}"


@pytest.mark.parametrize("path", ["curations", "setup/", "metrics", "readyz"])
def test_a_path_of_no_service_is_not_found(door: FrontDoor, path: str) -> None:
    answer = get(door, path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json() == {
        "type": "urn:gerai:problem:not-found",
        "status": 404,
        "code": "not-found",
        "detail": "Tidak ditemukan.",
    }


def test_a_service_that_is_away_is_a_problem_to_try_again(door: FrontDoor) -> None:
    answer = get(door, "agreements/x")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["status"]) == ("service-away", 503)


@pytest.mark.parametrize(
    ("path", "status", "indonesian", "english"),
    [("agreements/x", 503, "tidak dapat dihubungi", "cannot be reached"), ("x", 404, "Tidak ditemukan", "Not found")],
)
def test_what_is_wrong_is_said_as_its_reader_reads(
    door: FrontDoor, path: str, status: int, indonesian: str, english: str
) -> None:
    assert indonesian in get(door, path).json()["detail"]
    assert english in get(door, path, **{"accept-language": "en-GB,id"}).json()["detail"]
    chosen = {"cookie": "a=b; gerai-bahasa=en", "accept-language": "id"}
    preferred = {"cookie": "gerai-bahasa=ms", "accept-language": "EN-gb,id"}
    against = {"cookie": "gerai-bahasa=id; a=b", "accept-language": "en"}
    for headers, said in (({}, indonesian), (against, indonesian), (chosen, english), (preferred, english)):
        page = get(door, path, accept="text/html,application/xhtml+xml", **headers)
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert said in page.text
        assert '<a href="/">' in page.text


def test_a_services_own_error_passes_through(door: FrontDoor) -> None:
    answer = get(door, "curation/busy")
    assert (answer.status_code, answer.text) == (503, f"{door.services['curation']} /curation/busy")


def test_the_first_page_is_of_notifications(door: FrontDoor) -> None:
    page = get(door, "")
    assert (page.status_code, page.text) == (200, f"{door.services['notifications']} /notifications/")


@pytest.mark.parametrize("path", ["", "x", "agreements/x"])
def test_it_does_not_say_what_it_is_made_of(door: FrontDoor, path: str) -> None:
    assert "server" not in get(door, path).headers


def test_it_listens_on_its_port_of_loopback_alone(door: FrontDoor) -> None:
    assert door.child.pid is not None
    opened = psutil.Process(door.child.pid).net_connections("inet")
    assert {c.laddr for c in opened if c.status in (psutil.CONN_LISTEN, psutil.CONN_NONE)} == {("127.0.0.1", door.port)}


def test_requests_are_logged_without_what_signs_in_and_what_is_searched_for(door: FrontDoor, tmp_path: Path) -> None:
    secret = {"authorization": "Bearer secret-token", "cookie": "session=secret-cookie", "referer": "/?cari=secret"}
    get(door, "curation/one?code=secret&cari=secret", **secret)
    log = tmp_path / "logs" / "access.log"
    processes.wait_until(lambda: "/curation/one" in log.read_text(), 10, "the request is logged")
    assert "secret" not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("between", ["/", "%2F"])
def test_a_request_is_logged_without_the_secret_of_an_invitation(door: FrontDoor, tmp_path: Path, between: str) -> None:
    get(door, f"registration/undangan/018f-1{between}sec-ret?ke=/registration/undangan/018f-1/sec-ret")
    get(door, "registration/admin/undangan/018f-2/batalkan")
    log = tmp_path / "logs" / "access.log"
    processes.wait_until(lambda: "018f-2/batalkan" in log.read_text(), 10, "the requests are logged")
    assert '"uri":"/registration/undangan/018f-1"' in log.read_text()
    assert "sec-ret" not in log.read_text()


def test_it_keeps_everything_in_its_folder_and_opens_again(door: FrontDoor, tmp_path: Path) -> None:
    door.stop(limit=5)
    assert not door.child.running
    door.start()
    assert get(door, "curation").text.endswith(" /curation")
    assert {path.name for path in tmp_path.iterdir()} == {"door", "logs"}
