"""What agreements tells over a real broker: to Gerai's services, and to each retailer on a topic of its own."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from deploy.local.kafka import Kafka
from deploy.local.tansu import Tansu
from services.agreements import __main__ as agreements
from shared.events.catalog import TOPICS
from shared.messaging.relay import Relay
from shared.messaging.worker import Worker
from shared.service import consumer_of
from tests.agreements.conftest import Agreements
from tests.agreements.samples import curated
from tests.messaging.conftest import running, until

pytestmark = pytest.mark.broker
PUBLIC = "public.ambon.alfamidi.agreements.v1"


async def test_a_result_that_is_heard_becomes_an_offer_on_the_retailers_own_topic(
    ambon: Agreements, broker_server: Tansu | Kafka
) -> None:
    settings = ambon.settings.model_copy(
        update={
            "kafka_bootstrap_servers": broker_server.bootstrap,
            "kafka_idempotent_producer": broker_server.idempotent,
        }
    )
    service = replace(agreements.service, name=f"agreements_{uuid4().hex}")  # a consumer group that no other test has
    product = curated(product_id=uuid4())
    await ambon.sign_mou("alfamidi", "indomaret")
    async with ambon.begin() as tx:
        await tx.publish(product)
    relay = Relay(settings, TOPICS)
    worker = Worker(settings, consumer_of(service, settings, ambon.pool))
    async with running(relay.run(), worker.run()):
        await until(lambda: _published(ambon, product.key))
    told = [event for event in await _records(broker_server.bootstrap) if event["product_id"] == product.key]
    assert [event["retailer"] for event in told] == ["alfamidi"]


async def _published(ambon: Agreements, product: str) -> bool:
    query = "SELECT EXISTS (SELECT FROM published WHERE topic = $1 AND key = $2)"
    return bool(await ambon.pool.fetchval(query, PUBLIC, product))


async def _records(bootstrap: str) -> list[dict[str, Any]]:
    """All that stands on the retailer's topic."""
    reader = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await reader.start()
    try:
        places = [TopicPartition(PUBLIC, number) for number in range(4)]
        reader.assign(places)
        ends = await reader.end_offsets(places)
        found: list[dict[str, Any]] = []
        while len(found) < sum(ends.values()):
            batches = await reader.getmany(timeout_ms=200)
            found += [json.loads(record.value) for batch in batches.values() for record in batch]
        return found
    finally:
        await reader.stop()
