"""The command line, as an operator types it: a whole system in a folder of its own."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import psutil
import pytest

from deploy.local import databases, processes

ROOT = Path(__file__).resolve().parents[2]
BUSINESS: dict[str, Any] = {
    "city": "ambon",
    "name": "Dapur Tifa Sirimau",
    "nib": "0220009861929",
    "legal_form": "perorangan",
    "established": True,
    "turnover": 180_000_000,
    "kbli_code": "10772",
    "kbli_version": "2025",
    "district_code": "81.71.02",
    "owner_name": "Yohana Latuconsina",
    "phone": "081234567890",
    "nik": "8171014101900001",
}
PRODUCT: dict[str, Any] = {
    "name": "Sambal Roa Tifa",
    "category": "pangan-kering",
    "net_content": "150 g",
    "shelf_life_days": 180,
    "storage": "suhu-ruang",
    "price": 32_000,
    "capacity_per_month": 600,
    "licences": [{"kind": "pirt", "number": "P-IRT No. 2068171010001-31", "valid_until": "2031-03-01"}],
    "halal_status": "bersertifikat",
    "halal_number": "ID32110001902430323",
}


def adjoining_ports(count: int) -> int:
    """The first of some free ports in a row."""
    while True:
        first = processes.free_port()
        if not any(processes.is_listening(port) for port in range(first, first + count)):
            return first


@dataclass
class Operator:
    """Somebody at a terminal, in a folder."""

    folder: Path
    ports: dict[str, int] = field(
        default_factory=lambda: {
            "POSTGRES": processes.free_port(),
            "BROKER": processes.free_port(),
            "HTTP": adjoining_ports(2),
            "PRIVATE": adjoining_ports(6),
        }
    )
    up: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name != "KAFKA_BOOTSTRAP_SERVERS"}
        ports = {f"GERAI_{name}_PORT": str(port) for name, port in self.ports.items()}
        return inherited | ports | {"PYTHONPATH": str(ROOT)}

    def gerai(self, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "deploy.cli", *words]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def start(self, *options: str) -> None:
        """`gerai up`, until it shows where everything is."""
        command = [sys.executable, "-m", "deploy.cli", "up", *options]
        with (self.folder / "up.txt").open("wb") as output:
            self.up = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=output, stderr=output, process_group=0
            )
        processes.wait_until_ready(
            self.up, lambda: "Ctrl-C" in self.said, limit=50, log=self.folder / "up.txt", name="gerai up"
        )

    @property
    def said(self) -> str:
        return (self.folder / "up.txt").read_text()

    def stop(self, number: signal.Signals = signal.SIGINT) -> tuple[int, float, list[psutil.Process]]:
        """The exit code, the seconds it took, and what is left of all that ran."""
        assert self.up is not None
        family = psutil.Process(self.up.pid).children(recursive=True)
        assert len(family) >= 4
        began = time.monotonic()
        self.up.send_signal(number)
        code = self.up.wait(30)
        return code, time.monotonic() - began, [child for child in family if child.is_running()]

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

    def post(self, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}", "idempotency-key": str(uuid4())}
        url = f"http://127.0.0.1:{self.ports['HTTP']}/registration{path}"
        answer = httpx.post(url, json=body, headers=headers, timeout=10, trust_env=False)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def submit_a_product(self) -> None:
        token = self.gerai("token", "yohana").stdout.strip()
        given_at = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
        consent = {"text_version": "2026-11", "given_at": given_at, "channel": "mandiri"}
        business = self.post(token, "/businesses", BUSINESS | {"consent": consent})["business_id"]
        product = self.post(token, "/products", PRODUCT | {"business_id": business})["product_id"]
        self.post(token, f"/products/{product}/submissions", {})


@pytest.fixture
def operator() -> Iterator[Operator]:
    # Not below pytest's folder, which is private: PostgreSQL may run as another user.
    folder = Path(tempfile.mkdtemp(prefix="gerai-cli-"))
    operator = Operator(folder)
    yield operator
    if operator.up is not None:
        processes.stop(operator.up)
    shutil.rmtree(folder)


async def until_rows(operator: Operator, service: str, question: str) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        while not (rows := await operator.fetch(service, question)):
            await asyncio.sleep(0.1)
    return rows


async def test_a_system_comes_up_works_stops_and_comes_up_again(operator: Operator) -> None:
    assert "Nothing runs" in operator.gerai("status").stderr
    operator.start()
    assert "runs already" in operator.gerai("up").stderr
    added = operator.gerai("city", "add", ROOT / "deploy" / "cities" / "ambon.json")
    assert added.returncode == 0, added.stderr
    operator.submit_a_product()
    assert await until_rows(operator, "curation", "SELECT status FROM cases") == [{"status": "open"}]
    status = operator.gerai("status")
    assert status.returncode == 0, status.stdout + status.stderr
    assert (operator.folder / ".gerai" / "secrets.json").stat().st_mode & 0o777 == 0o600
    code, seconds, left = operator.stop(signal.SIGINT)
    assert (code, left) == (0, [])
    assert seconds < 10

    operator.start("--apart")
    assert operator.gerai("republish", "registration").returncode == 0
    operator.gerai("city", "add", ROOT / "deploy" / "cities" / "ambon.json")
    # The city comes last: all before it was repeated by then. Heard before: a city, an assignment, a product.
    await until_rows(operator, "curation", "SELECT FROM inbox HAVING count(*) = 4")
    assert await operator.fetch("curation", "SELECT status, revision FROM cases") == [{"status": "open", "revision": 1}]
    assert await operator.fetch("curation", "SELECT count(*) AS n FROM published") == [{"n": 1}]
    assert "Nothing is parked" in operator.gerai("parked", "list", "curation").stdout
    code, seconds, left = operator.stop(signal.SIGTERM)
    assert (code, left) == (0, [])
    assert seconds < 10


def test_a_taken_port_is_named_with_what_to_set(operator: Operator) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", operator.ports["POSTGRES"]))
        other.listen()
        answer = operator.gerai("up")
    assert answer.returncode == 1
    assert f"Port {operator.ports['POSTGRES']}" in answer.stderr
    assert "GERAI_POSTGRES_PORT" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_there_is_no_token_without_a_local_key(operator: Operator) -> None:
    answer = operator.gerai("token", "yohana")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "no signing key" in answer.stderr
