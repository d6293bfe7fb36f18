"""Events of other services, over a real broker, become messages in inboxes and mails on a real server."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from asyncpg.pool import Pool

from deploy.local.kafka import Kafka
from deploy.local.tansu import Tansu
from shared.clock import Clock
from shared.database import acquire, open_pool
from shared.events.catalog import TOPICS
from shared.events.event import Event
from shared.events.notifications import DELIVERIES
from shared.messaging import broker, progress, transaction
from shared.messaging.relay import Relay
from shared.messaging.worker import Worker
from shared.settings import Settings
from tests.conftest import NewDatabase
from tests.messaging.conftest import running, until
from tests.notifications.conftest import Notifications
from tests.notifications.facts import AMBON, assigned, contact, example, submitted

pytestmark = pytest.mark.broker


@pytest.fixture
async def settings(notifications: Notifications, broker_server: Tansu | Kafka) -> Settings:
    """Notifications' settings, with a broker that has every topic."""
    different = {
        "kafka_bootstrap_servers": broker_server.bootstrap,
        "kafka_idempotent_producer": broker_server.idempotent,
    }
    settings = notifications.settings.model_copy(update=different)
    await broker.declare_topics(settings, TOPICS, replication=1)
    return settings


@pytest.fixture
async def others(database: NewDatabase, settings: Settings) -> AsyncIterator[tuple["Pool", Relay]]:
    """A database in which others announce, and its relay."""
    elsewhere = settings.model_copy(update={"database_url": (await database("registration")).app_dsn})
    pool = await open_pool(elsewhere.database_url)
    yield pool, Relay(elsewhere, TOPICS)
    await pool.close()


async def announce(pool: "Pool", *events: Event) -> None:
    async with transaction.begin(pool, source="/gerai/registration", clock=Clock()) as tx:
        await tx.publish(*events)


async def test_what_others_announce_is_told_once_even_when_all_of_it_is_published_again(
    notifications: Notifications, settings: Settings, others: tuple["Pool", Relay]
) -> None:
    elsewhere, their_relay = others
    product, business, ani = uuid4(), uuid4(), f"ani-{uuid4().hex[:8]}"
    now = datetime.now(UTC)
    curator = assigned(ani, "kurator-diskop").model_copy(update={"since": now})
    await announce(elsewhere, AMBON, submitted(product_id=product, business_id=business), curator, contact(ani))
    worker, own_relay = Worker(settings, notifications.consumer), Relay(settings, [DELIVERIES])
    async with running(their_relay.run(), own_relay.run(), worker.run(), sending(notifications)):
        await until(lambda: _has_mail(notifications, ani, 1), limit=60)
        async with acquire(elsewhere) as connection:
            await progress.mark_for_republishing(connection)
        await announce(elsewhere, example("product-withdrawn.v1", product_id=product))
        await until(lambda: _has_mail(notifications, ani, 2), limit=60)
        await until(lambda: _trail_has(notifications, ani, str(product), 6), limit=60)
    subjects = [letter["Subject"] for letter in notifications.mailbox.to(f"{ani}@example.org")]
    assert subjects == ["Produk baru untuk dikurasi: Sambal Roa Tifa", "Produk ditarik: Sambal Roa Tifa"]
    assert await notifications.inbox(ani) == ["product-submitted", "product-withdrawn"]
    trail = (await notifications.get(ani, f"/trails/{product}")).json()
    by_event = {line["event_id"]: line for line in trail}
    told = [line for line in trail if line["by"] == "notifications"]
    assert [by_event[line["causation_id"]]["by"] for line in told] == ["registration"] * 4


async def sending(notifications: Notifications) -> None:
    """What the role sender does, more often."""
    while True:
        await notifications.send()
        await asyncio.sleep(0.05)


async def _has_mail(notifications: Notifications, subject: str, count: int) -> bool:
    return len(notifications.mailbox.to(f"{subject}@example.org")) == count


async def _trail_has(notifications: Notifications, subject: str, product: str, count: int) -> bool:
    answer = await notifications.get(subject, f"/trails/{product}")
    return answer.status_code == 200 and len(answer.json()) == count
