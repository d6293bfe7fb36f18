"""A broker that asks who somebody is: services and retailers sign in, and a retailer sees what is its own.

On Apache Kafka alone: the embedded broker runs without encryption, signing in and access rules."""

import logging
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError
from pydantic import SecretStr

from shared import health
from shared.database import open_pool
from shared.events.event import Topic
from shared.messaging import broker
from shared.settings import Settings
from tests.conftest import NewDatabase
from tests.messaging import probe
from tests.messaging.conftest import Probe, running, until
from tests.messaging.guarded import Guarded
from tests.messaging.probe import Noted, Struck
from tests.messaging.test_retailer import SAMBAL, follow, made, publish
from tests.notifications.test_settings import write_certificate

pytestmark = pytest.mark.kafka

CITY = "ambon"
PASSWORDS = {user: secrets.token_urlsafe(12) for user in ("probe", "alfamidi")}
NOT_READY = "the broker does not answer, or does not let us in; the log says which"


@pytest.fixture(scope="module")
def guarded(servers_folder: Path) -> Iterator[Guarded]:
    """A broker that knows the probe and one retailer."""
    server = Guarded(servers_folder / "guarded", write_certificate(servers_folder))
    server.start()
    try:
        for user, password in PASSWORDS.items():
            server.admit(user, password)
        server.allow("probe", "All", "--topic", "gerai.probe.", "--topic", "public.", "--group", "probe_")
        server.allow("alfamidi", "Read", "--topic", f"public.{CITY}.alfamidi.")
        yield server
    finally:
        server.stop()


@pytest.fixture
async def the(database: NewDatabase, guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Probe]:
    """The probe, which signs in and declares its topic itself."""
    databases = await database("probe")
    owner = await asyncpg.connect(databases.owner_dsn)
    await owner.execute(probe.TABLES)
    await owner.close()
    topic = Topic(f"gerai.probe.{uuid4().hex}.v1")
    monkeypatch.setattr(Noted, "topic", topic)
    monkeypatch.setattr(Struck, "topic", topic)
    settings = Settings(mode="test", database_url=databases.app_dsn, **signed_in(guarded, "probe"))
    pool = await open_pool(settings.database_url)
    yield Probe(settings, pool, topic)
    await pool.close()


def signed_in(guarded: Guarded, user: str) -> dict[str, Any]:
    """What an operator sets for this user."""
    return {
        "kafka_bootstrap_servers": guarded.bootstrap,
        "kafka_security_protocol": "SASL_SSL",
        "kafka_username": user,
        "kafka_password": PASSWORDS[user],
        "kafka_ca_file": guarded.certificate,
    }


async def test_a_service_that_signs_in_publishes_and_hears(the: Probe) -> None:
    notes = [Noted(city=CITY, note_id=uuid4(), number=number) for number in range(3)]
    await the.announce(*notes)
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(3))
    assert await health.check_broker(the.settings)() is None


@pytest.mark.parametrize(
    ("wrong", "logged"),
    [
        ({"kafka_password": SecretStr("guessed")}, "SaslAuthenticationFailed"),
        ({"kafka_username": "nobody"}, "SaslAuthenticationFailed"),
        ({"kafka_ca_file": None}, "CERTIFICATE_VERIFY_FAILED"),
        ({"kafka_security_protocol": "SASL_PLAINTEXT"}, "KafkaConnectionError"),
    ],
    ids=["password", "user", "authority", "clear"],
)  # fmt: skip
async def test_a_service_that_is_not_let_in_is_not_ready_and_its_log_says_why(
    the: Probe, wrong: dict[str, Any], logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    settings = the.settings.model_copy(update=wrong)
    assert await health.check_broker(settings)() == NOT_READY
    assert logged in caplog.text
    assert "guessed" not in caplog.text


async def test_a_retailer_reads_its_own_public_topics_and_nothing_else(
    the: Probe, guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(the, *(made(SAMBAL, retailer=retailer, city=CITY) for retailer in ("alfamidi", "alfamidix")))
    await publish(the, Noted(city=CITY, note_id=uuid4(), number=1))
    alfamidi = Settings(database_url="", **signed_in(guarded, "alfamidi"))
    for name, value in signed_in(guarded, "alfamidi").items():
        monkeypatch.setenv(name.upper(), str(value))
    code, printed = await follow(the, CITY, "alfamidi", tmp_path / "retailer.db")
    assert (code, len(printed.splitlines())) == (0, 1)
    with pytest.raises(AssertionError, match=r"alfamidix.* cannot be read: .*TopicAuthorizationFailedError"):
        await follow(the, CITY, "alfamidix", tmp_path / "others.db")

    async with broker.admin(alfamidi) as admin:
        assert await admin.list_topics() == [f"public.{CITY}.alfamidi.agreements.v1"]
    for others in (the.topic.name, f"public.{CITY}.alfamidix.agreements.v1"):
        await assert_unreadable(alfamidi, others)
    await assert_unwritable(alfamidi, f"public.{CITY}.alfamidi.agreements.v1")


async def assert_unreadable(settings: Settings, topic: str) -> None:
    reader = AIOKafkaConsumer(topic, **broker.connection(settings), auto_offset_reset="earliest")
    try:
        with pytest.raises(TopicAuthorizationFailedError):
            await reader.start()
    finally:
        await reader.stop()


async def assert_unwritable(settings: Settings, topic: str) -> None:
    async with AIOKafkaProducer(**broker.connection(settings)) as producer:
        with pytest.raises(TopicAuthorizationFailedError):
            await producer.send_and_wait(topic, b"{}")
