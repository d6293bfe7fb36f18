"""The relay has the broker and the database at work at once, and still sends nothing that could overtake."""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from aiokafka.partitioner import murmur2
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging import broker, producer, progress, relay
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


@pytest.mark.broker
async def test_a_relay_that_is_told_to_stop_leaves_nothing_to_be_sent_twice(the: Probe) -> None:
    sent = notes(1500)
    for first in range(0, 1500, 300):
        await the.announce(*sent[first : first + 300])
        before = await the.pending()
        async with running(the.relay().run()):
            await until(partial(_has_shrunk, the, before))
    async with running(the.relay().run()):
        await until(the.is_drained)
    assert await published(the) == list(range(1500))


async def _has_shrunk(the: Probe, before: int) -> bool:
    return await the.pending() < before


@pytest.mark.broker
@pytest.mark.parametrize("shard", [0, 1])
async def test_a_topic_that_was_lost_is_told_everything_again_by_every_shard(the: Probe, shard: int) -> None:
    """Whichever relay finds it empty first: the next one to look finds records there."""
    two = the.settings.model_copy(update={"relay_shards": 2})
    relays = [relay.Relay(two, [the.topic], number) for number in (shard, 1 - shard)]
    sent = [Noted(city="ambon", note_id=uuid4(), number=n) for n in range(20)]
    await the.announce(*sent)
    async with running(relays[0].run(), relays[1].run()):
        await until(the.is_drained)
    async with broker.admin(the.settings) as admin:
        await admin.delete_topics([the.topic.name])
    async with running(relays[0].run()):
        await until(lambda: relays[0].active)
        await until(lambda: _is_said_again(the))
        async with running(relays[1].run()):
            await the.is_on_the_topic(sent)


async def test_what_is_marked_while_the_last_mark_is_worked_off_stays_marked(the: Probe) -> None:
    slots = range(3)
    await progress.mark_for_republishing(the.pool)  # type: ignore[arg-type]
    assert await progress.take_up(the.pool, slots) == progress.TAKEN_UP  # type: ignore[arg-type]
    await progress.mark_for_republishing(the.pool)  # type: ignore[arg-type]
    await progress.advance(the.pool, slots, progress.TAKEN_UP, 100)  # type: ignore[arg-type]
    assert await progress.take_up(the.pool, slots) == progress.TAKEN_UP  # type: ignore[arg-type]
    await progress.advance(the.pool, slots, progress.TAKEN_UP, 100)  # type: ignore[arg-type]
    assert await progress.take_up(the.pool, slots) == 100  # type: ignore[arg-type]
    await progress.advance(the.pool, slots, 100, None)  # type: ignore[arg-type]
    assert await progress.take_up(the.pool, slots) is None  # type: ignore[arg-type]


async def _is_said_again(the: Probe) -> bool:
    """Whether one of two shards has repeated what was its own."""
    return bool(await the.pool.fetchval("SELECT bool_or(republish_from IS NULL) FROM relay_progress"))


async def _has_published(the: Probe, wanted: Iterable[int]) -> bool:
    return set(await published(the)) == set(wanted)


@given(st.binary(max_size=70))
def test_a_key_s_partition_is_the_one_that_other_clients_choose(key: bytes) -> None:
    assert producer.murmur2(key) == murmur2(key)
