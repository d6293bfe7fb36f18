"""An image holds what its service needs, and nothing of another service."""

import re
import subprocess
import sysconfig
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx
import pytest

from deploy import setup
from deploy.images.containerfile import IMAGES, ROOT, TEMPLATE, Image, files_of
from deploy.local import processes
from deploy.local.kafka import Kafka
from deploy.local.plan import list_names
from deploy.local.tansu import Tansu
from tests.conftest import NewDatabase, ServiceDatabase
from tests.deployment import alone, compose
from tests.deployment.alone import Alone
from tests.messaging.conftest import until

pytestmark = pytest.mark.system

THERE = {file.parent.name for file in (ROOT / "services").glob("*/__main__.py")}
SERVICES = [image for image in IMAGES if image.name in THERE]
ELSEWHERE = {
    "OIDC_ISSUER": "http://127.0.0.1:9/people",
    "SMTP_HOST": "127.0.0.1",
    "MAIL_SENDER": "Gerai <gerai@example.org>",
}


def named(image: Image) -> str:
    return image.name


def test_every_service_has_an_image() -> None:
    assert {image.name for image in IMAGES} == THERE | {"setup"}


@pytest.mark.parametrize("image", IMAGES, ids=named)
def test_its_files_are_those_of_the_template(image: Image) -> None:
    for file, text in files_of(image):
        assert file.read_text() == text, "write it anew with `python -m deploy.images`"


@pytest.mark.parametrize("image", IMAGES, ids=named)
def test_its_containerfile_is_well_formed(image: Image) -> None:
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"
    command = [hadolint, ROOT / image.folder / "Containerfile"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.parametrize("image", IMAGES, ids=named)
def test_its_builder_sees_what_is_copied_and_nothing_else(image: Image) -> None:
    lines = (ROOT / image.folder / "Containerfile.dockerignore").read_text().splitlines()
    seen = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert lines[0] == "*"
    assert seen == {source.rstrip("/") for source in alone.copied(image)} | {"requirements/run.txt"}


@pytest.mark.parametrize("image", IMAGES, ids=named)
def test_it_runs_as_an_ordinary_user(image: Image) -> None:
    users = re.findall(r"^USER (.+)$", (ROOT / image.folder / "Containerfile").read_text(), re.MULTILINE)
    assert users == ["10001:10001"]


def test_it_has_the_oldest_python_that_we_promise_to_run_on() -> None:
    promised = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert f"/python:{promised.removeprefix('>=')}-slim" in TEMPLATE.read_text()


@pytest.mark.parametrize("image", SERVICES, ids=named)
def test_a_service_cannot_reach_another_nor_what_deploys_it(image: Image, tmp_path: Path) -> None:
    there = alone.lay_out(image, tmp_path)
    assert imports(there, f"services.{image.name}") == ""
    for other in (*(f"services.{each.name}" for each in IMAGES if each != image), "deploy", "psutil", "pytest"):
        assert f"No module named '{other}'" in imports(there, other)


def imports(there: Alone, module: str) -> str:
    """What Python says to an import in the image."""
    command = there.command("-c", f"import {module}")
    outcome = subprocess.run(
        command, cwd=there.app, env=there.environment(), capture_output=True, text=True, check=False
    )
    return outcome.stderr


@pytest.mark.parametrize("image", SERVICES, ids=named)
async def test_a_service_migrates_and_becomes_ready_from_its_image_alone_and_writes_nothing_into_it(
    image: Image, tmp_path: Path, database: NewDatabase, broker_server: Tansu | Kafka
) -> None:
    there = alone.lay_out(image, tmp_path)
    before = sorted(there.app.rglob("*"))
    empty = await emptied(await database(image.name))
    environment = given(image, empty, broker_server)
    migrated = subprocess.run(
        there.command("-m", image.module, "migrate"), cwd=there.app, env=there.environment(**environment), check=False
    )
    assert migrated.returncode == 0
    url = f"http://127.0.0.1:{environment['PRIVATE_PORT']}/readyz"
    with running(there, image, environment) as process:
        await until(lambda: is_ready(url, process), limit=40)
    assert process.returncode == 0
    assert sorted(there.app.rglob("*")) == before


async def emptied(database: ServiceDatabase) -> ServiceDatabase:
    """The same database as it was before any migration."""
    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await owner.close()
    return database


def given(image: Image, database: ServiceDatabase, broker: Tansu | Kafka) -> dict[str, str]:
    """What compose.yaml gives the service, with addresses of here."""
    values = dict(line.split("=", 1) for line in setup.fresh(list_names())) | ELSEWHERE
    written = compose.environment(f"{image.name}-migrate")
    return {name: compose.filled(value, values) for name, value in written.items()} | {
        "DATABASE_URL": database.app_dsn,
        "DATABASE_OWNER_URL": database.owner_dsn,
        "KAFKA_BOOTSTRAP_SERVERS": broker.bootstrap,
        "KAFKA_IDEMPOTENT_PRODUCER": str(broker.idempotent),
        "HTTP_PORT": str(processes.free_port()),
        "PRIVATE_PORT": str(processes.free_port()),
    }


@contextmanager
def running(there: Alone, image: Image, environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """The service in the role `all`, told to stop at the end."""
    process = subprocess.Popen(
        there.command("-m", image.module, "all"), cwd=there.app, env=there.environment(**environment)
    )
    try:
        yield process
        process.terminate()
        process.wait(20)
    finally:
        process.kill()
        process.wait(10)


async def is_ready(url: str, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, "it ended before it was ready"
    try:
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(url, timeout=5)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
