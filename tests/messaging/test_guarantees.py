"""The promises of the toolkit, on whichever broker the tests run."""

import asyncio
from uuid import uuid4

import pytest
from prometheus_client import REGISTRY

from shared import database
from shared.clock import Clock
from shared.messaging import progress, transaction
from tests.messaging.conftest import Probe, retrying, running, until
from tests.messaging.probe import Noted, Struck

pytestmark = pytest.mark.broker


def notes(count: int, keys: int = 1, city: str = "ambon") -> list[Noted]:
    """Numbers 0, 1, 2, … dealt to some keys in turn."""
    ids = [uuid4() for _ in range(keys)]
    return [Noted(city=city, note_id=ids[n % keys], number=n) for n in range(count)]


async def test_what_is_committed_is_published_and_has_its_effect(the: Probe) -> None:
    sent = notes(300, keys=7)
    await the.announce(*sent)
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(300))
    assert await the.pending() == 0


@pytest.mark.parametrize("written", [False, True])
async def test_what_was_rolled_back_is_never_published(the: Probe, written: bool) -> None:
    gone, kept = notes(1), notes(1)
    with pytest.raises(RuntimeError):
        await _announce_and_fail(the, gone, written=written)
    await the.announce(*kept)
    async with running(the.relay().run()):
        await until(the.is_drained)
    assert {record.key for record in await the.records()} == {kept[0].key.encode()}


async def test_what_a_process_committed_before_it_died_is_published_by_the_next(the: Probe) -> None:
    due = uuid4()
    with the.process("all", CRASH_POINT="after-commit", PROBE_DUE=str(due)) as dying:
        assert await asyncio.to_thread(dying.wait, 30) == -9
    assert (await the.pending(), await the.records()) == (1, [])
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(1))
    assert await the.effects(due) == [0]


async def test_a_relay_killed_between_acknowledgement_and_removal_loses_and_repeats_nothing_that_shows(
    the: Probe,
) -> None:
    sent = notes(50, keys=5)
    await the.announce(*sent)
    with the.process("relay", CRASH_POINT="after-ack-before-removal") as dying:
        await asyncio.to_thread(dying.wait, 30)
    assert await the.pending() == 50
    async with running(the.relay().run(), the.worker().run()):
        await until(the.is_drained)
        await until(lambda: the.has_effects(50))
    assert len(await the.records()) == 100
    await the.assert_in_order(sent)


async def test_an_event_published_twice_has_one_effect_across_a_restart(the: Probe) -> None:
    sent = notes(100, keys=3)
    await the.announce(*sent)
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(100))
    async with database.acquire(the.pool) as connection:
        await progress.mark_for_republishing(connection)
    last = notes(1)
    await the.announce(*last)
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(101))
    assert len(await the.records()) == 201
    await the.assert_in_order(sent)


async def test_an_event_published_twice_has_one_effect_across_a_rebalance(the: Probe) -> None:
    sent = notes(100, keys=7)
    await the.announce(*sent)
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(100))
        before = _rebalances()
        async with running(the.worker().run()):
            await until(lambda: _rebalances() >= before + 2)
            async with database.acquire(the.pool) as connection:
                await progress.mark_for_republishing(connection)
            await the.announce(*notes(1))
            await until(lambda: the.has_effects(101))
    assert len(await the.records()) == 201
    await the.assert_in_order(sent)


async def test_two_copies_in_one_batch_have_one_effect(the: Probe) -> None:
    await the.announce(*notes(20))
    async with running(the.relay().run()):
        await until(the.is_drained)
    records = await the.records()
    await the.consumer().consume([record for record in records for _ in range(2)], "a-log")
    assert await the.effects() == list(range(20))


async def test_a_restored_database_hears_again_what_it_has_forgotten(the: Probe) -> None:
    sent = notes(60, keys=3)
    await the.announce(*sent)
    async with running(the.relay().run(), the.worker().run()):
        await until(lambda: the.has_effects(60))
    for table in ("effects", "inbox", "positions"):
        await the.pool.execute(f"DELETE FROM {table}")
    async with running(the.worker().run()):
        await until(lambda: the.has_effects(60))
    await the.assert_in_order(sent)


async def test_order_per_key_holds_with_two_relays_two_workers_and_mixed_types(the: Probe) -> None:
    keys = [uuid4() for _ in range(10)]
    sent = [(Struck if n % 3 == 1 else Noted)(city="ambon", note_id=keys[n % 10], number=n) for n in range(600)]
    async with running(the.relay().run(), the.relay().run(), the.worker().run(), the.worker().run()):
        for n in range(0, 600, 20):
            await the.announce(*sent[n : n + 20])
        await until(lambda: the.has_effects(600), limit=60)
    await the.assert_in_order(sent)


async def test_a_failed_event_holds_up_its_own_key_and_no_other(the: Probe) -> None:
    sent = notes(60, keys=3)
    await the.breaks(sent[9])
    await the.announce(*sent)
    async with running(the.relay().run(), the.worker().run(), retrying(the.consumer())):
        await until(lambda: the.has_effects(43))
        assert await the.effects(sent[9].note_id) == [0, 3, 6]
        assert await the.effects(sent[1].note_id) == list(range(1, 60, 3))
        await the.mend()
        await until(lambda: the.has_effects(60))
    await the.assert_in_order(sent)
    assert await the.parked() == 0


async def test_types_mixed_on_one_key_keep_their_order_through_a_retry(the: Probe) -> None:
    key = uuid4()
    sent = [
        Noted(city="ambon", note_id=key, number=1),
        Struck(city="ambon", note_id=key, number=2),
        Noted(city="ambon", note_id=key, number=3),
    ]
    await the.breaks(sent[1])
    await the.announce(*sent)
    async with running(the.relay().run(), the.worker().run(), retrying(the.consumer())):
        await until(lambda: _parked(the, 2))
        assert await the.effects() == [1]
        await the.mend()
        await until(lambda: the.has_effects(3))
    assert await the.effects() == [1, 2, 3]


async def _announce_and_fail(the: Probe, gone: list[Noted], *, written: bool) -> None:
    """Fail after the announcement, before or after it stands in the outbox."""
    async with transaction.begin(the.pool, source="/gerai/probe", clock=Clock()) as tx:
        await tx.publish(*gone)
        if written:
            await tx.write_outbox()
        raise RuntimeError("the rest of the work failed")


def _rebalances() -> float:
    return REGISTRY.get_sample_value("consumer_rebalances_total") or 0


async def _parked(the: Probe, wanted: int) -> bool:
    return await the.parked() == wanted
