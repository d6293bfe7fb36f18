"""Each guard is needed: with it taken out, the promise that it keeps is broken by the same events."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord
from asyncpg import Connection

from shared import database
from shared.clock import Clock
from shared.events.curation import CaseOpened
from shared.events.registration import ProductSubmitted
from shared.messaging import cloudevents, inbox, outbox, position, redrive, transaction
from shared.messaging.cloudevents import Envelope, read_delivery
from shared.messaging.inbox import Identity
from shared.messaging.parking import WAITING, Parking
from tests.examples import PRODUCT
from tests.messaging.conftest import Probe, running, until
from tests.messaging.probe import Noted, Struck


@pytest.fixture
def records() -> list[ConsumerRecord]:
    """Numbers 0 to 5 of one key, as they come from partition 0."""
    key = uuid4()
    return [record(Noted(city="ambon", note_id=key, number=n), n) for n in range(6)]


def record(note: Noted, offset: int) -> ConsumerRecord:
    envelope = Envelope(id=str(uuid4()), source="/gerai/probe", type=note.type, sequence=offset + 1)
    headers, value = cloudevents.encode(note, envelope)
    return ConsumerRecord(
        note.topic.name, 0, offset, 0, 0, note.key.encode(), value, None, 0, len(value or b""), headers
    )


def _note(record: ConsumerRecord) -> Noted:
    return Noted.model_validate_json(b'{"city": "ambon",' + record.value[1:])


async def test_the_inbox_makes_effects_happen_once(
    the: Probe, records: list[ConsumerRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    await the.consumer().consume(records, "a-log")
    await the.consumer().consume(records, "a-log")
    assert await the.effects() == [0, 1, 2, 3, 4, 5]

    async def everything_is_new(_: Connection, __: str, heard: Sequence[Identity]) -> set[Identity]:
        return set(heard)

    monkeypatch.setattr(inbox, "insert", everything_is_new)
    await the.consumer().consume(records, "a-log")
    assert len(await the.effects()) == 12


async def test_lanes_keep_later_events_behind_a_failed_one(
    the: Probe, records: list[ConsumerRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    await the.breaks(_note(records[2]))
    await the.consumer().consume(records, "a-log")
    assert await the.effects() == [0, 1]
    await the.pool.execute("DELETE FROM effects; DELETE FROM inbox; DELETE FROM parked")

    async def no_lanes(*_: Any) -> set[str]:
        return set()

    monkeypatch.setattr(Parking, "list_lanes", no_lanes)
    await the.consumer().consume(records, "a-log")
    assert await the.effects() == [0, 1, 3, 4, 5]


async def test_only_heads_are_tried_again(the: Probe, records: list[ConsumerRecord]) -> None:
    await the.breaks(_note(records[2]))
    await the.consumer().consume(records, "a-log")
    async with database.acquire(the.pool) as connection, connection.transaction():
        parking = the.consumer().parking
        parked = await the.decisions().list_parked(connection)
        assert [p.delivery.offset for p in parked] == [2, 3, 4, 5]
        assert await parking.lock_lane(connection, parked[1].id, limit=9) == []
        lane = await parking.lock_lane(connection, parked[0].id, limit=3)
        assert [p.delivery.offset for p in lane] == [2, 3, 4]


async def test_events_of_one_key_keep_their_order_whatever_their_types(the: Probe) -> None:
    key = uuid4()
    types = (Noted, Struck, Struck, Noted, Struck, Noted)
    mixed = [record(type(city="ambon", note_id=key, number=n), n) for n, type in enumerate(types)]
    await the.consumer().consume(mixed, "a-log")
    assert await the.effects() == [0, 1, 2, 3, 4, 5]


async def test_a_long_lane_hides_no_other_lane(the: Probe, records: list[ConsumerRecord]) -> None:
    other = record(Noted(city="ambon", note_id=uuid4(), number=6), 6)
    await the.breaks(_note(records[0]))
    await the.breaks(_note(other))
    await the.consumer().consume([*records, other], "a-log")
    await the.pool.execute("DELETE FROM broken WHERE number = 6")
    await the.pool.execute("UPDATE parked SET next_try_at = now()")
    await redrive.retry_due(the.consumer(), limit=2)
    assert await the.effects() == [6]


async def test_a_lane_is_handled_up_to_what_a_person_must_decide_about(
    the: Probe, records: list[ConsumerRecord]
) -> None:
    unreadable = replace(records[3], value=b"{")
    await the.breaks(_note(records[0]))
    await the.consumer().consume([*records[:3], unreadable, *records[4:]], "a-log")
    await the.mend()
    await the.pool.execute("UPDATE parked SET next_try_at = now()")
    assert await redrive.retry_due(the.consumer()) == 3
    assert (await the.effects(), await the.parked()) == ([0, 1, 2], 3)


async def test_a_long_lane_is_tried_so_much_at_a_time(
    the: Probe, records: list[ConsumerRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redrive, "AT_ONCE", 2)
    await the.breaks(_note(records[0]))
    await the.consumer().consume(records, "a-log")
    await the.mend()
    await the.pool.execute("UPDATE parked SET next_try_at = now()")
    assert await redrive.retry_due(the.consumer(), limit=3) == 4
    assert await the.effects() == [0, 1, 2, 3]


async def test_of_a_lane_all_before_the_failing_event_is_handled(the: Probe, records: list[ConsumerRecord]) -> None:
    await the.breaks(_note(records[0]))
    await the.consumer().consume(records, "a-log")
    await the.mend()
    await the.breaks(_note(records[4]))
    await the.pool.execute("UPDATE parked SET next_try_at = now()")
    await redrive.retry_due(the.consumer())
    assert await the.effects() == [0, 1, 2, 3]
    parked = await the.pool.fetch("SELECT state, tries FROM parked ORDER BY id")
    assert [tuple(row) for row in parked] == [("waiting", 1), ("behind", 0)]


async def test_an_older_state_is_no_news_even_when_the_inbox_has_forgotten_it(
    the: Probe, records: list[ConsumerRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Noted, "topic", replace(the.topic, compacted=True))
    await the.consumer().consume(records[:3], "a-log")
    await the.pool.execute("DELETE FROM inbox")
    await the.consumer().consume(records[1:5], "a-log")
    assert await the.effects() == [0, 1, 2, 3, 4]


async def test_a_head_that_somebody_is_trying_is_left_to_them(the: Probe, records: list[ConsumerRecord]) -> None:
    await the.breaks(_note(records[0]))
    await the.consumer().consume(records[:1], "a-log")
    await the.mend()
    await the.pool.execute("UPDATE parked SET next_try_at = now()")
    head = int(await the.pool.fetchval("SELECT id FROM parked"))
    async with database.acquire(the.pool) as connection, connection.transaction():
        assert await the.consumer().parking.lock_lane(connection, head, limit=1)
        await asyncio.wait_for(redrive.retry_due(the.consumer()), 10)
        assert await the.effects() == []
    await redrive.retry_due(the.consumer())
    assert await the.effects() == [0]


async def test_what_somebody_else_has_handled_is_not_parked(the: Probe, records: list[ConsumerRecord]) -> None:
    """A worker that was frozen in the middle of a failing batch parks nothing that its successor has handled."""
    await the.breaks(_note(records[0]))
    zombie, successor = the.consumer(), the.consumer()
    park = zombie._park

    async def later(*failed: Any) -> None:
        await the.mend()
        await successor.consume(records[:1], "a-log")
        await park(*failed)

    zombie._park = later  # type: ignore[method-assign, assignment]
    await zombie.consume(records[:1], "a-log")
    assert (await the.effects(), await the.parked()) == ([0], 0)


async def test_an_event_that_waited_for_its_twin_sees_what_the_twin_s_owner_parked(
    the: Probe, records: list[ConsumerRecord]
) -> None:
    """Two owners of one partition: the second meets the first's uncommitted events, and reads the lanes after that."""
    zombie, successor = the.consumer(), the.consumer()
    first = read_delivery(the.topic.name, 0, 0, records[0].key, records[0].headers, records[0].value, "a-log")
    async with database.acquire(the.pool) as connection, connection.transaction():
        identity = inbox.identity(first)
        await inbox.insert(connection, the.reader, [identity])
        await zombie.parking.insert(connection, identity, first, WAITING, ValueError("broken"), sealed=False)
        consuming = asyncio.create_task(successor.consume(records[:2], "a-log"))
        await until(lambda: _somebody_waits_for(the))
    await consuming
    assert (await the.effects(), await the.parked()) == ([], 2)


async def _somebody_waits_for(the: Probe) -> bool:
    """Whether a transaction of this database waits for another one."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(await the.pool.fetchval(waiting))


async def test_the_position_moves_with_the_effects_and_never_back(the: Probe, records: list[ConsumerRecord]) -> None:
    place = (the.topic.name, 0)
    await the.consumer().consume(records, "a-log")
    await the.consumer().consume(records[:2], "a-log")
    assert await the.consumer().positions("a-log", [place]) == {place: 6}
    assert await the.consumer().positions("another-log", [place]) == {}


async def test_without_its_transaction_an_event_takes_its_position_with_it(
    the: Probe, records: list[ConsumerRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cannot(*_: Any) -> None:
        raise ValueError("the position cannot be stored")

    monkeypatch.setattr(position, "save", cannot)
    with pytest.raises(ValueError, match="cannot be stored"):
        await the.consumer().consume(records[:1], "a-log")
    assert await the.effects() == []


async def test_sequences_count_without_gap_and_rollbacks_leave_none(the: Probe) -> None:
    key = uuid4()
    for number in range(3):
        await the.announce(Noted(city="ambon", note_id=key, number=number))
    async with database.acquire(the.pool) as connection:
        rows = await outbox.list_pending(connection, range(64), limit=10)
    sequences = [dict(outbox.read_headers(row.headers))["ce_sequence"] for row in rows]
    assert sequences == [f"{n:020}".encode() for n in (1, 2, 3)]


async def test_an_event_over_256_kib_is_refused_before_it_can_jam_its_key(the: Probe) -> None:
    with pytest.raises(ValueError, match="262144 is the most"):
        await the.announce(Noted(city="ambon", note_id=uuid4(), number=1, text="x" * 270_000))
    assert await the.pending() == 0


async def test_what_is_announced_is_caused_by_what_was_heard_of_the_same_thing_whatever_is_heard_next(
    the: Probe,
) -> None:
    first, second = Noted(city="ambon", note_id=uuid4(), number=1), Struck(city="ambon", note_id=uuid4(), number=2)
    async with transaction.begin(the.pool, source="/gerai/probe", clock=Clock()) as tx:
        for event in (first, second):
            tx.hear([(event, Envelope(f"heard-{event.number}", "/gerai/test", event.type, correlation_id="story"))])
            await tx.publish(event)
        tx.hear([])
        await tx.publish(first)
        await tx.publish(second, cause=Envelope("elsewhere", "/gerai/test", "", correlation_id="another"))
    rows = await the.pool.fetch("SELECT headers FROM outbox ORDER BY id")
    told = [dict(json.loads(row["headers"])) for row in rows]
    assert [each.get("ce_causationid") for each in told] == ["heard-1", "heard-2", None, "elsewhere"]
    assert [each["ce_correlationid"] for each in told] == ["story", "story", told[2]["ce_id"], "another"]


async def test_of_two_products_of_one_business_each_case_is_caused_by_its_own_submission(the: Probe) -> None:
    business = uuid4()
    submitted = [
        ProductSubmitted(**PRODUCT, city="ambon", product_id=uuid4(), business_id=business, revision=1)
        for _ in range(2)
    ]
    async with transaction.begin(the.pool, source="/gerai/probe", clock=Clock()) as tx:
        tx.hear([(each, Envelope(f"heard-{n}", "/gerai/test", each.type)) for n, each in enumerate(submitted)])
        for each in submitted:
            await tx.publish(
                CaseOpened(city="ambon", product_id=each.product_id, business_id=business, revision=each.revision)
            )
    rows = await the.pool.fetch("SELECT headers FROM outbox ORDER BY id")
    assert [dict(json.loads(row["headers"]))["ce_causationid"] for row in rows] == ["heard-0", "heard-1"]


async def test_one_relay_publishes_and_the_next_takes_over_when_it_ends(the: Probe) -> None:
    first, second = the.relay(), the.relay()
    tried: list[bool] = []
    lock = second._lock

    async def noted(connection: Connection) -> bool:
        tried.append(await lock(connection))
        return tried[-1]

    second._lock = noted  # type: ignore[method-assign]
    publishing = asyncio.create_task(first.run())
    await until(lambda: first.active)
    async with running(second.run()):
        await until(lambda: len(tried) > 1)
        assert not any(tried)
        publishing.cancel()
        await asyncio.gather(publishing, return_exceptions=True)
        await until(lambda: second.active)
