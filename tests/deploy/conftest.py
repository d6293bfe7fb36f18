"""An operator at a terminal, with a whole system in a folder of their own."""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import psutil
import pytest

from deploy.local import databases, processes
from deploy.local.plan import EMBEDDED, Plan, list_services
from tests.examples import BUSINESS, PRODUCT

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def listening_addresses(pid: int) -> set[str]:
    """The addresses on which a process and its children accept connections."""
    found = set[str]()
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):  # PostgreSQL ends those of connections that are over
            found |= {c.laddr.ip for c in process.net_connections("tcp") if c.status == psutil.CONN_LISTEN}
    return found


def left_at(end: float, family: list[psutil.Process]) -> list[psutil.Process]:
    """Which of these still run at this monotonic time; what has died and lost its parent, init takes away some day."""
    while (running := [process for process in family if _runs(process)]) and time.monotonic() < end:
        time.sleep(0.05)
    return running


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def new_ports() -> dict[str, int]:
    """Ports for a system that nobody else has, by what GERAI_…_PORT calls them."""
    services = list_services().values()
    apart = {"HTTP": len(services), "PRIVATE": sum(len(service.roles) for service in services)}
    single = ("POSTGRES", "BROKER", "DOOR", "MAIL", "PROVIDER")
    return {name: processes.free_ports(count) for name, count in apart.items()} | {
        n: processes.free_port() for n in single
    }


def new_plan(broker: str = EMBEDDED) -> Plan:
    """The plan of a system on ports that nobody else has."""
    ports: dict[str, Any] = {f"{name.lower()}_port": port for name, port in new_ports().items()}
    return Plan(**ports, broker=broker)


@dataclass
class Operator:
    """Somebody at a terminal, in a folder."""

    folder: Path
    ports: dict[str, int] = field(default_factory=new_ports)
    up: "subprocess.Popen[bytes] | None" = None

    @property
    def issuer(self) -> str:
        """The local sign-in provider."""
        return f"http://127.0.0.1:{self.ports['PROVIDER']}"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP_SERVERS"}
        ports = {f"GERAI_{name}_PORT": str(port) for name, port in self.ports.items()}
        return inherited | ports | {"PYTHONPATH": str(ROOT), "COLUMNS": "100"}

    def gerai(self, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "deploy.cli", *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def start(self, *options: str) -> None:
        """`gerai up`, until it shows where everything is."""
        if self.up is not None:
            self.up.wait(10)
        command = [sys.executable, "-m", "deploy.cli", "up", *options]
        with (self.folder / "up.txt").open("wb") as output:
            self.up = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=output, stderr=output, process_group=0
            )
        processes.wait_until_ready(
            self.up, lambda: "Ctrl-C" in self.said, limit=90, log=self.folder / "up.txt", name="gerai up"
        )

    @property
    def said(self) -> str:
        return (self.folder / "up.txt").read_text()

    @property
    def family(self) -> list[psutil.Process]:
        """All that runs: servers and services."""
        assert self.up is not None
        return psutil.Process(self.up.pid).children(recursive=True)

    def process(self, name: str) -> psutil.Process:
        """The process that `gerai status` calls so."""
        state = json.loads((self.folder / ".gerai" / "state.json").read_text())
        return psutil.Process(next(p["pid"] for p in state["processes"] if p["name"] == name))

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, float, list[psutil.Process]]:
        """The exit code, the seconds it took, and what is left of all that ran after ten."""
        assert self.up is not None
        family = self.family
        began = time.monotonic()
        self.up.send_signal(number)
        code = self.up.wait(30)
        return code, time.monotonic() - began, left_at(began + 10, family)

    async def fetch(self, service: str, question: str) -> list[dict[str, Any]]:
        """What a service's database answers, about Ambon."""
        secrets = json.loads((self.folder / ".gerai" / "secrets.json").read_text())
        role = databases.app(service)
        connection = await asyncpg.connect(
            host="127.0.0.1",
            port=self.ports["POSTGRES"],
            database=databases.name(service),
            user=role,
            password=secrets["passwords"][role],
            server_settings={"app.cities": "ambon"},
        )
        try:
            return [dict(row) for row in await connection.fetch(question)]
        finally:
            await connection.close()

    async def until_rows(self, service: str, question: str) -> list[dict[str, Any]]:
        """The same, as soon as there is something."""
        async with asyncio.timeout(20):
            while not (rows := await self.fetch(service, question)):
                await asyncio.sleep(0.1)
        return rows

    def add_ambon(self) -> None:
        added = self.gerai("city", "add", ROOT / "deploy" / "cities" / "ambon.json")
        assert added.returncode == 0, added.stderr

    def post(self, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What registration answers through the front door."""
        headers = {"authorization": f"Bearer {token}", "idempotency-key": str(uuid4())}
        url = f"http://127.0.0.1:{self.ports['DOOR']}/registration{path}"
        answer = httpx.post(url, json=body, headers=headers, timeout=10, trust_env=False)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def assert_the_first_page_is_true(self) -> None:
        """Whatever it links to answers, the sign-in provider too."""
        with httpx.Client(timeout=10, trust_env=False, follow_redirects=True) as browser:
            door = f"http://127.0.0.1:{self.ports['DOOR']}"
            linked = re.findall('href="([^"]+)"', browser.get(door).text)
            answers = {path: browser.get(f"{door}{path}").status_code for path in linked}
        assert set(answers.values()) == {200}, answers

    def submit_a_product(self) -> None:
        token = self.gerai("token", "yohana").stdout.strip()
        business = self.post(token, "/businesses", BUSINESS)["business_id"]
        product = self.post(token, "/products", PRODUCT | {"business_id": business})["product_id"]
        self.post(token, f"/products/{product}/submissions", {})


@contextmanager
def at_work() -> Iterator[Operator]:
    """An operator, whose system and folder are gone afterwards."""
    # Not below pytest's folder, which is private: PostgreSQL may run as another user.
    operator = Operator(Path(tempfile.mkdtemp(prefix="gerai-cli-")))
    try:
        yield operator
    finally:
        if operator.up is not None:
            processes.stop(operator.up)
        shutil.rmtree(operator.folder)


@pytest.fixture
def operator() -> Iterator[Operator]:
    with at_work() as operator:
        yield operator


async def until_all_is_read(operator: Operator) -> "subprocess.CompletedProcess[str]":
    """What `gerai status` says when nothing waits in registration and curation has read everything."""
    async with asyncio.timeout(30):
        while True:
            status = operator.gerai("status")
            if (row(status.stdout, "registration", -1)[2], row(status.stdout, "curation", -1)[1]) == ("0", "0"):
                return status
            await asyncio.sleep(1)  # each look starts a program


def row(text: str, name: str, place: int) -> list[str]:
    """The cells of a row: 0 is that of a process, -1 that of what waits in a service."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines() if line.split()[:1] == [name]][place]
