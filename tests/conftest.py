"""Real servers for the tests, and a clean database for each test that asks for one."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
import structlog
from asyncpg import Connection
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from deploy.local import databases, processes
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.tansu import Tansu
from shared.migrate import migrate

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
ON_KAFKA = os.environ.get("GERAI_TEST_BROKER", "tansu") == "kafka"
MARKS = {"postgres": "postgres", "broker_server": "broker", "kafka_server": "kafka", "chromium": "browser"}
TOGETHER = ("tests/access/", "tests/deploy/running/")
"""Folders whose fixture costs so much that one of several workers makes it, and runs all tests there."""


@dataclass(frozen=True)
class ServiceDatabase:
    """A migrated database that no other test has."""

    owner_dsn: str
    app_dsn: str


NewDatabase = Callable[[str], Awaitable[ServiceDatabase]]


def pytest_configure(config: pytest.Config) -> None:
    # Coloured tracebacks with all locals take five seconds each.
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


class OneByOne(LoadScopeScheduling):  # type: ignore[misc]
    """Gives each of several workers the next test when it has done with its last, or the next folder of TOGETHER."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneByOne:
    return OneByOne(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by the servers they use, and leave out what this broker cannot show."""
    for item in items:
        for fixture in MARKS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKS[fixture])
    if not ON_KAFKA:
        left_out = [item for item in items if item.get_closest_marker("kafka")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Where servers keep their files: not below pytest's folder, which every new run of pytest makes private."""
    folder = Path(tempfile.mkdtemp(prefix="gerai-tests-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """In memory, where there is room for it: a thousand databases are made and dropped."""
    room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with tempfile.TemporaryDirectory(prefix="gerai-tests-", dir=MEMORY if room else None) as folder:
        server = Postgres(Path(folder) / "postgres", processes.free_port(), hasty=True)
        server.start()
        yield server
        server.stop("immediate")


@pytest.fixture(scope="session")
def kafka_server(servers_folder: Path) -> Iterator[Kafka]:
    server = Kafka(servers_folder / "kafka")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def broker_server(servers_folder: Path, request: pytest.FixtureRequest) -> Iterator[Tansu | Kafka]:
    """The broker that this run is about: the embedded one, or Apache Kafka."""
    if ON_KAFKA:
        yield request.getfixturevalue("kafka_server")
        return
    server = Tansu(servers_folder / "tansu", processes.free_port())
    server.start()
    yield server
    server.stop()


class Templates:
    """One migrated database per service, made when it is first asked for, and copies of it."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._password = secrets.token_urlsafe(12)
        self._made: set[str] = set()
        self._lock = asyncio.Lock()
        self._superuser: Connection | None = None

    async def copy(self, service: str, copy: str) -> ServiceDatabase:
        async with self._lock:
            if service not in self._made:
                await self._make(service)
                self._made.add(service)
            connection = await self._connected()
            template, owner = databases.name(service), databases.owner(service)
            await connection.execute(
                f'CREATE DATABASE "{copy}" TEMPLATE "{template}" OWNER "{owner}" STRATEGY FILE_COPY'
            )
            await databases.admit_only(connection, copy, service)
        return ServiceDatabase(self._dsn(copy, owner), self._dsn(copy, databases.app(service)))

    async def drop(self, copy: str) -> None:
        async with self._lock:
            await (await self._connected()).execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')

    async def _connected(self) -> "Connection":
        """One connection for all copies, made again where a test has ended the server under it."""
        if self._superuser is None or self._superuser.is_closed():
            self._superuser = await asyncpg.connect(self._server.dsn("postgres"))
            await self._superuser.execute("SET file_copy_method = 'clone'")
        return self._superuser

    async def close(self) -> None:
        if self._superuser is not None:
            await self._superuser.close()

    async def _make(self, service: str) -> None:
        owner, app = databases.owner(service), databases.app(service)
        await databases.create_databases(
            self._server.dsn("postgres"), [service], {owner: self._password, app: self._password}
        )
        await asyncio.to_thread(migrate, service, self._dsn(databases.name(service), owner))

    def _dsn(self, database: str, user: str) -> str:
        return self._server.dsn(database, user, self._password)


@pytest.fixture(scope="session")
async def templates(postgres: Postgres) -> AsyncIterator[Templates]:
    made = Templates(postgres)
    yield made
    await made.close()


@pytest.fixture
async def database(templates: Templates) -> AsyncIterator[NewDatabase]:
    """Makes `await database("curation")` a new database, dropped when the test ends."""
    copies: list[str] = []

    async def new(service: str) -> ServiceDatabase:
        copies.append(f"test_{service}_{secrets.token_hex(4)}")
        return await templates.copy(service, copies[-1])

    yield new
    for copy in copies:
        await templates.drop(copy)
