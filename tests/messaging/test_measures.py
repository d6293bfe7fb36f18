"""What operators see while something stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from shared import metrics
from shared.events.event import Topic
from shared.messaging import broker
from shared.messaging.relay import Relay, keep_house
from tests.messaging.conftest import Probe, running, until
from tests.messaging.probe import Noted

pytestmark = pytest.mark.broker


@asynccontextmanager
async def held(the: Probe, table: str, mode: str) -> AsyncIterator[None]:
    """Somebody else holds a table."""
    async with the.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        await connection.execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield


def notes(count: int) -> list[Noted]:
    return [Noted(city="ambon", note_id=uuid4(), number=n) for n in range(count)]


def measured(name: str) -> float:
    """The sum of a metric over its labels."""
    return sum(s.value for metric in REGISTRY.collect() for s in metric.samples if s.name == name)


async def test_an_outbox_that_no_relay_empties_is_seen(the: Probe) -> None:
    await the.announce(*notes(3))
    async with running(keep_house(the.pool, published_days=7)):
        await until(lambda: measured("outbox_pending_events") == 3)
        await until(lambda: measured("outbox_oldest_pending_age_seconds") > 1)


async def test_a_backup_does_not_stop_publishing(the: Probe) -> None:
    house = keep_house(the.pool, published_days=7)
    async with held(the, "published", "ACCESS SHARE"), running(house, the.relay().run()):
        await the.announce(*notes(3))
        await until(the.is_drained, limit=15)


async def test_a_worker_that_stands_still_falls_behind_for_all_to_see(the: Probe) -> None:
    metrics.LAG.clear()
    async with running(the.relay().run(), the.worker().run()):
        await the.announce(*notes(3))
        await until(lambda: the.has_effects(3))
        await until(lambda: measured("consumer_lag_messages") == 0)
        async with held(the, "inbox", "ACCESS EXCLUSIVE"):
            await the.announce(*notes(20))
            await until(lambda: measured("consumer_lag_messages") == 20)
        await until(lambda: the.has_effects(23))
        await until(lambda: measured("consumer_lag_messages") == 0)


async def test_a_worker_says_which_topics_it_waits_for(the: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Topic(f"gerai.probe.{uuid4().hex}.v1")
    monkeypatch.setattr(Noted, "topic", absent)
    with capture_logs() as said:
        async with running(the.worker().run()):
            await until(lambda: said)
    assert [(each["event"], each["missing"]) for each in said] == [("worker waits for topics", [absent.name])]


async def test_a_topic_that_lost_its_records_is_told_everything_again(the: Probe) -> None:
    before, after = notes(20), notes(1)
    await the.announce(*before)
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(20))
        admin = AIOKafkaAdminClient(bootstrap_servers=the.bootstrap)
        await admin.start()
        await admin.delete_topics([the.topic.name])
        await admin.close()
        await the.announce(*after)
        await until(lambda: the.has_effects(21), limit=60)
    await the.is_on_the_topic([*before, *after])


async def test_a_topic_that_lost_its_records_is_told_everything_again_though_nothing_new_is_said(the: Probe) -> None:
    """And though nothing had been published to it yet when the relay began."""
    sent = notes(20)
    relay = Relay(the.settings.model_copy(update={"relay_lost_seconds": 1}), [the.topic])
    async with running(relay.run()):
        await until(lambda: relay.active)
        await the.announce(*sent)
        await until(the.is_drained)
        async with broker.admin(the.settings) as admin:
            await admin.delete_topics([the.topic.name])
        await the.is_on_the_topic(sent)
