"""The relay has the broker and the database at work at once, and still sends nothing that could overtake."""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging import producer, relay
from tests.messaging.conftest import Probe, held, running, until
from tests.messaging.probe import Noted


def notes(count: int) -> list[Noted]:
    """Numbers 0, 1, 2, … of one key."""
    key = uuid4()
    return [Noted(city="ambon", note_id=key, number=n) for n in range(count)]


async def published(the: Probe) -> list[int]:
    return [Noted.model_validate_json(b'{"city": "ambon",' + r.value[1:]).number for r in await the.records()]


@pytest.fixture(autouse=True)
def short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "ROUND", 5)


@pytest.mark.broker
async def test_behind_a_batch_that_was_refused_nothing_is_sent_and_nothing_is_sent_twice(
    the: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, batches = AIOKafkaProducer.send_batch, []

    async def refuse_the_second(self: AIOKafkaProducer, batch: Any, *where: Any, **named: Any) -> Any:
        batches.append(batch)
        if len(batches) != 2:
            return await send(self, batch, *where, **named)
        refused: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        refused.set_exception(KafkaError("refused"))
        return refused

    monkeypatch.setattr(AIOKafkaProducer, "send_batch", refuse_the_second)
    await the.announce(*notes(30))
    async with running(the.relay().run()):
        await until(the.is_drained)
    assert await published(the) == list(range(30))


@pytest.mark.broker
async def test_the_broker_has_its_next_round_while_the_last_is_removed(the: Probe) -> None:
    await the.announce(*notes(10))
    async with held(the, "published"), running(the.relay().run()):
        await until(lambda: _has_published(the, range(10)))
        assert await the.pending() == 10


async def _has_published(the: Probe, wanted: Iterable[int]) -> bool:
    return set(await published(the)) == set(wanted)


@given(st.binary(max_size=70))
def test_a_key_s_partition_is_the_one_that_other_clients_choose(key: bytes) -> None:
    assert producer.murmur2(key) == murmur2(key)
