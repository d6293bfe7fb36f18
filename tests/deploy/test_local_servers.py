"""The servers that the embedded mode and the tests stand on."""

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from deploy.local import databases, processes
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.proxy import Proxy
from deploy.local.tansu import Tansu
from tests.conftest import NewDatabase, ServiceDatabase
from tests.deploy.conftest import LOOPBACK, listening_addresses

GONE = (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError)


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close(timeout=5)


async def send_and_receive(bootstrap: str, topic: str, values: Sequence[bytes]) -> list[bytes]:
    """What comes back from a new topic after these were sent to it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        for value in values:
            await producer.send_and_wait(topic, value)
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    async with consumer, asyncio.timeout(20):
        return [(await consumer.getone()).value for _ in values]


@pytest.fixture
def private_folder(servers_folder: Path) -> Path:
    """A folder that is the user's alone, as a home is."""
    return Path(tempfile.mkdtemp(dir=servers_folder))


@pytest.fixture(scope="module")
def careful_postgres(servers_folder: Path) -> Iterator[Postgres]:
    """A server as it is outside of tests, which asks for passwords."""
    server = Postgres(Path(tempfile.mkdtemp(dir=servers_folder)) / "postgres", processes.free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_postgres(private_folder: Path) -> Iterator[Postgres]:
    """A server that the test may stop and kill."""
    server = Postgres(private_folder / "postgres", processes.free_port(), hasty=True)
    server.start()
    yield server
    server.stop("immediate")


async def keep_a_row(server: Postgres) -> None:
    async with connected(server.dsn("postgres")) as connection:
        await connection.execute("CREATE TABLE kept AS SELECT 7 AS number")


async def kept_row(server: Postgres) -> object:
    async with connected(server.dsn("postgres")) as connection:
        return await connection.fetchval("SELECT number FROM kept")


async def test_postgres_keeps_its_data_over_a_restart(own_postgres: Postgres) -> None:
    await keep_a_row(own_postgres)

    own_postgres.stop()
    assert not own_postgres.child.running
    own_postgres.start()

    assert await kept_row(own_postgres) == 7


async def test_postgres_comes_back_after_it_was_killed(own_postgres: Postgres) -> None:
    await keep_a_row(own_postgres)
    assert own_postgres.child.pid is not None

    os.kill(own_postgres.child.pid, signal.SIGKILL)
    processes.wait_until(lambda: not own_postgres.child.running, 10, "the server is dead")
    lock = own_postgres.folder / "data" / "postmaster.pid"
    lock.write_text(lock.read_text().replace(lock.read_text().split()[0], str(os.getpid()), 1))
    own_postgres.start()

    assert await kept_row(own_postgres) == 7


async def test_two_servers_never_share_a_data_folder(own_postgres: Postgres) -> None:
    other = Postgres(own_postgres.folder, processes.free_port())

    with pytest.raises(processes.NotStarted, match="already work in"):
        other.start(limit=0.2)

    assert own_postgres.child.running


async def test_postgres_ends_with_the_process_that_started_it(private_folder: Path) -> None:
    port = processes.free_port()
    program = f"""
import os, signal
from pathlib import Path
from deploy.local.postgres import Postgres
Postgres(Path({str(private_folder / "postgres")!r}), {port}, hasty=True).start()
os.kill(os.getpid(), signal.SIGKILL)
"""
    outcome = subprocess.run([sys.executable, "-c", program], check=False)

    assert outcome.returncode == -signal.SIGKILL
    processes.wait_until(lambda: not processes.is_listening(port), 10, "the orphan is gone")


def test_postgres_listens_on_loopback_only(careful_postgres: Postgres) -> None:
    assert careful_postgres.child.pid is not None
    assert listening_addresses(careful_postgres.child.pid) <= LOOPBACK


async def test_postgres_asks_even_the_superuser_for_a_password(careful_postgres: Postgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(careful_postgres.dsn("postgres", password="guessed"))


@pytest.mark.parametrize("role", ["owner_dsn", "app_dsn"])
async def test_no_role_can_connect_to_another_services_database(database: NewDatabase, role: str) -> None:
    ours, theirs = await database("ours"), await database("theirs")

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="CONNECT"):
        await asyncpg.connect(getattr(ours, role), database=theirs.app_dsn.rsplit("/", 1)[1])


async def test_an_app_role_uses_what_the_owner_makes_and_owns_nothing(database: NewDatabase) -> None:
    made: ServiceDatabase = await database("ours")
    async with connected(made.owner_dsn) as owner:
        await owner.execute("CREATE TABLE things (id int GENERATED ALWAYS AS IDENTITY, name text)")

    async with connected(made.app_dsn) as app:
        await app.execute("INSERT INTO things (name) VALUES ('a')")
        for forbidden in ("DROP TABLE things", "TRUNCATE things", "CREATE TABLE mine ()"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await app.execute(forbidden)
        powers = await app.fetchrow(
            """
            SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole AS strong,
                   EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
                     OR EXISTS (SELECT FROM pg_database WHERE datdba = r.oid) AS owns
            FROM pg_roles r WHERE rolname = current_user
            """
        )
    assert powers is not None
    assert tuple(powers) == (False, False)


async def test_creating_the_databases_again_changes_passwords_and_harms_nothing(careful_postgres: Postgres) -> None:
    service = f'odd"{secrets.token_hex(3)}'
    owner, app = databases.owner(service), databases.app(service)
    for password in ("first'\\", "second%I"):
        await databases.create_databases(careful_postgres.dsn("postgres"), [service], {owner: password, app: password})
        async with connected(careful_postgres.dsn(databases.name(service), owner, password)) as connection:
            await connection.execute("CREATE TABLE IF NOT EXISTS things AS SELECT 1 AS kept")
            assert await connection.fetchval("SELECT kept FROM things") == 1
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(careful_postgres.dsn(databases.name(service), owner, "first'\\"))


def test_a_servers_log_is_for_its_owners_eyes_alone(own_postgres: Postgres) -> None:
    assert own_postgres.child.log.stat().st_mode & 0o777 == 0o600
    own_postgres.stop()
    own_postgres.child.log.chmod(0o644)
    own_postgres.start()
    assert own_postgres.child.log.stat().st_mode & 0o777 == 0o600


def test_what_kafka_keeps_is_for_its_owners_eyes_alone(kafka_server: Kafka) -> None:
    assert kafka_server.folder.stat().st_mode & 0o777 == 0o700


async def test_the_broker_gives_back_what_was_sent(broker_server: Tansu | Kafka) -> None:
    assert await send_and_receive(broker_server.bootstrap, str(uuid4()), [b"a", b"b"]) == [b"a", b"b"]


async def test_kafka_keeps_a_topic_over_a_kill(kafka_server: Kafka) -> None:
    topic = str(uuid4())
    await send_and_receive(kafka_server.bootstrap, topic, [b"a"])

    kafka_server.kill()
    assert not kafka_server.running(1)
    kafka_server.start()

    consumer = AIOKafkaConsumer(topic, bootstrap_servers=kafka_server.bootstrap, auto_offset_reset="earliest")
    async with consumer, asyncio.timeout(20):
        assert (await consumer.getone()).value == b"a"


async def test_the_embedded_broker_is_another_cluster_after_a_restart(tmp_path: Path) -> None:
    tansu = Tansu(tmp_path, processes.free_port())
    seen = []
    for _ in range(2):
        tansu.start()
        admin = AIOKafkaAdminClient(bootstrap_servers=tansu.bootstrap)
        await admin.start()
        seen.append((await admin.describe_cluster())["cluster_id"])
        await admin.close()
        assert seen[-1] == tansu.cluster_id
        assert tansu.child.running
        tansu.child.kill()
    assert seen[0] != seen[1]


async def test_the_embedded_broker_listens_on_loopback_and_works_behind_a_proxy(tmp_path: Path) -> None:
    port, before = processes.free_port(), processes.free_port()
    tansu, proxy = Tansu(tmp_path, port, advertised_port=before), Proxy(before, port)
    tansu.start()
    await proxy.start()

    assert tansu.bootstrap == f"127.0.0.1:{before}"
    assert await send_and_receive(tansu.bootstrap, "things", [b"a"]) == [b"a"]
    assert tansu.child.pid is not None
    assert listening_addresses(tansu.child.pid) <= LOOPBACK

    await proxy.stop()
    tansu.stop()


async def test_a_proxy_cuts_and_restores(postgres: Postgres) -> None:
    proxy = Proxy(processes.free_port(), postgres.port)
    await proxy.start()
    dsn = postgres.dsn("postgres").replace(str(postgres.port), str(proxy.listen_port))
    before = await asyncpg.connect(dsn)
    assert await before.fetchval("SELECT 1") == 1

    await proxy.cut()
    with pytest.raises(GONE):
        await before.fetchval("SELECT 1")
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncpg.connect(dsn)

    await proxy.restore()
    async with connected(dsn) as after:
        assert await after.fetchval("SELECT 1") == 1
    await proxy.stop()


async def test_a_proxy_to_nothing_ends_the_connection() -> None:
    proxy = Proxy(processes.free_port(), processes.free_port())
    await proxy.start()
    with socket.create_connection(("127.0.0.1", proxy.listen_port)) as client:
        client.setblocking(False)
        async with asyncio.timeout(5):
            assert await asyncio.get_running_loop().sock_recv(client, 1) == b""
    await proxy.stop()


def test_a_port_that_was_given_is_free_for_a_server_and_for_nobody_who_looks_for_one() -> None:
    for port in (first := processes.free_ports(2), first + 1):
        with socket.socket() as looking, pytest.raises(OSError, match="in use"):
            looking.bind(("127.0.0.1", port))
        with socket.create_server(("127.0.0.1", port)):
            assert processes.is_listening(port)
