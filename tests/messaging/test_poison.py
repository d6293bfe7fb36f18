"""What cannot be read or handled is parked with its reason and bytes, and people decide about it."""

from uuid import UUID, uuid4

import pytest
from prometheus_client import REGISTRY
from pydantic_core import to_json

from shared import database
from shared.events.event import MAX_BYTES
from shared.messaging import cloudevents, redrive
from shared.messaging.cloudevents import Envelope, RawHeaders
from shared.messaging.decisions import Choice
from shared.messaging.parking import Parked
from shared.sealing import Seal
from tests.messaging.conftest import Probe, retrying, running, until
from tests.messaging.probe import Noted

pytestmark = pytest.mark.broker

Headers = list[tuple[str, bytes | None]]


def good(number: int, key: UUID) -> tuple[bytes, bytes, Headers]:
    """Key, value and headers of a record that can be read."""
    note = Noted(city="ambon", note_id=key, number=number)
    headers, value = cloudevents.encode(note, Envelope(id=str(uuid4()), source="/gerai/probe", type=note.type))
    return note.key.encode(), value or b"", [*headers]


def _without(name: str, headers: Headers) -> Headers:
    return [(n, v) for n, v in headers if n != name]


POISON = {
    "not-json": lambda k, v, h: (k, b"{", h),
    "schema-broken": lambda k, v, h: (k, b'{"number": "many"}', h),
    "oversized": lambda k, v, h: (k, to_json({"text": "x" * MAX_BYTES}), h),
    "null": lambda k, v, h: (k, None, h),
    "header-null": lambda k, v, h: (k, v, [*h, ("ce_extra", None)]),
    "header-not-utf8": lambda k, v, h: (k, v, [*h, ("ce_extra", b"\xff\xfe")]),
    "header-name-not-utf8": lambda k, v, h: (k, v, [*h, (b"\xff\xfe".decode(errors="surrogateescape"), b"x")]),
    "not-a-cloudevent": lambda k, v, h: (k, v, []),
    "attribute-missing": lambda k, v, h: (k, v, _without("ce_id", h)),
    "attribute-broken": lambda k, v, h: (k, v, [*h, ("ce_id", b"a\0b")]),
    "structured-mode": lambda k, v, h: (k, v, [*h, ("content-type", b"application/cloudevents+json")]),
}


async def test_poison_is_parked_with_its_reason_and_bytes_and_others_pass(the: Probe) -> None:
    """Each kind is parked, the next event of its key behind it, and a good event of another key passes."""
    well = uuid4()
    sent = {}
    for reason in POISON:
        ill = uuid4()
        sent[reason] = POISON[reason](*good(1, ill))  # type: ignore[no-untyped-call]
        await the.put(*sent[reason])
        await the.put(*good(2, ill))
    await the.put(*good(3, well))
    async with running(the.worker().run()):
        await until(lambda: _effects_are(the, [3]))
        await until(lambda: _parked_is(the, 2 * len(POISON)))
    async with database.acquire(the.pool) as connection:
        parked = await the.decisions().list_parked(connection)
    heads = {p.reason: p for p in parked if p.state == "stopped"}
    assert {reason: _parts(heads[reason]) for reason in POISON} == {
        reason: (key, value, tuple(headers)) for reason, (key, value, headers) in sent.items()
    }
    assert [p.reason for p in parked if p.state == "behind"] == ["behind-another"] * len(POISON)


def _parts(parked: Parked) -> tuple[bytes | None, bytes | None, RawHeaders]:
    return parked.delivery.key, parked.delivery.value, parked.delivery.headers


@pytest.mark.parametrize(
    "header",
    [
        ("ce_id", b"x" * 12_000),
        ("ce_id", "\u6f22".encode() * 500),
        ("ce_city", b"ambon,ternate"),
        ("ce_city", b"a\0"),
        ("ce_sequence", b"9" * 5000),
    ],
    ids=["long-id", "wide-id", "two-cities", "nul-city", "long-sequence"],
)
@pytest.mark.parametrize("key", [b"a\0key", b"k" * 3000], ids=["nul-key", "long-key"])
async def test_no_header_or_key_stops_the_worker(the: Probe, key: bytes, header: tuple[str, bytes]) -> None:
    _, value, headers = good(1, uuid4())
    await the.put(key, value, [*headers, header])
    await the.put(key, value, good(2, uuid4())[2])
    await the.put(*good(3, uuid4()))
    consumer = the.consumer()
    await consumer.consume(await the.records(), "a-log")
    assert await the.effects() == [3]
    assert await the.parked() == 2


async def test_what_has_no_key_is_parked_alone_and_can_be_mended(the: Probe) -> None:
    _, value, headers = good(1, uuid4())
    await the.put(None, b"{", headers)
    await the.put(None, *good(2, uuid4())[1:])
    await the.consumer().consume(await the.records(), "a-log")
    assert (await the.effects(), await the.parked()) == ([2], 1)
    async with database.acquire(the.pool) as connection, connection.transaction():
        (parked,) = await the.decisions().list_parked(connection)
        await the.decisions().edit(connection, parked.id, value, by="siti", why="tanda kurung hilang")
    await redrive.retry_due(the.consumer())
    assert (await the.effects(), await the.parked()) == ([2, 1], 0)


async def test_an_unknown_type_is_skipped_and_counted(the: Probe) -> None:
    key, value, headers = good(1, uuid4())
    await the.put(key, value, [*_without("ce_type", headers), ("ce_type", b"gerai.probe.sung.v1")])
    await the.put(*good(2, uuid4()))
    before = REGISTRY.get_sample_value("events_skipped_total") or 0
    await the.consumer().consume(await the.records(), "a-log")
    assert await the.effects() == [2]
    assert await the.parked() == 0
    assert REGISTRY.get_sample_value("events_skipped_total") == before + 1


async def test_an_edited_event_is_handled_and_its_lane_follows_in_order(the: Probe) -> None:
    ill = uuid4()
    key, value, headers = good(1, ill)
    await the.put(key, b"{", headers)
    for number in (2, 3):
        await the.put(*good(number, ill))
    await the.consumer().consume(await the.records(), "a-log")
    async with running(retrying(the.consumer())):
        await until(lambda: _parked_is(the, 3))
        decisions = the.decisions()
        async with database.acquire(the.pool) as connection, connection.transaction():
            head = (await decisions.list_parked(connection))[0]
            await decisions.edit(connection, head.id, value, by="siti", why="tanda kurung hilang")
        await until(lambda: _effects_are(the, [1, 2, 3]))
    assert await the.effects() == [1, 2, 3]
    kept = await the.pool.fetchrow("SELECT decision, decided_by, why, value FROM parked_decisions")
    assert tuple(kept or ()) == ("edit", "siti", "tanda kurung hilang", b"{")


async def test_a_dropped_event_is_kept_with_who_and_why_and_its_lane_goes_on(the: Probe) -> None:
    ill = uuid4()
    key, _, headers = good(1, ill)
    await the.put(key, b"{", headers)
    await the.put(*good(2, ill))
    await the.consumer().consume(await the.records(), "a-log")
    async with running(retrying(the.consumer())):
        await until(lambda: _parked_is(the, 2))
        decisions = the.decisions()
        async with database.acquire(the.pool) as connection, connection.transaction():
            head = (await decisions.list_parked(connection))[0]
            await decisions.drop(connection, Choice([head.id]), by="siti", why="tidak terbaca")
        await until(lambda: _effects_are(the, [2]))
    kept = await the.pool.fetchrow("SELECT decision, decided_by, why, value FROM parked_decisions")
    assert tuple(kept or ()) == ("drop", "siti", "tidak terbaca", b"{")


async def test_what_is_parked_of_a_personal_topic_is_not_stored_in_clear(the: Probe) -> None:
    consumer = the.consumer()
    consumer.parking = the.parking(Seal(bytes(32)))
    consumer._personal = {the.topic.name}
    key, _, headers = good(1, uuid4())
    await the.put(key, b'{"phone": "081234567890"', headers)
    await consumer.consume(await the.records(), "a-log")
    stored = await the.pool.fetchrow("SELECT value, detail FROM parked")
    assert stored is not None
    assert b"0812" not in stored["value"]
    assert stored["detail"] == ""
    async with database.acquire(the.pool) as connection:
        (parked,) = await the.decisions(Seal(bytes(32))).list_parked(connection)
        assert parked.delivery.value == b'{"phone": "081234567890"'


async def test_what_another_key_has_sealed_waits_for_a_person_who_may_drop_it(the: Probe) -> None:
    consumer = the.consumer()
    consumer.parking, consumer._personal = the.parking(Seal(bytes(32))), {the.topic.name}
    key, _, headers = good(1, uuid4())
    await the.breaks(Noted.model_validate_json(b'{"city": "ambon", "note_id": "%s", "number": 1}' % key))
    await the.put(key, b'{"note_id": "%s", "number": 1}' % key, headers)
    await consumer.consume(await the.records(), "a-log")
    await the.pool.execute("UPDATE parked SET next_try_at = now()")
    consumer.parking = the.parking(Seal(bytes([1]) * 32))
    await redrive.retry_due(consumer)
    async with database.acquire(the.pool) as connection, connection.transaction():
        decisions = the.decisions(Seal(bytes([1]) * 32))
        (stopped,) = await decisions.list_parked(connection)
        assert (stopped.state, stopped.reason, stopped.delivery.value) == ("stopped", "sealed", None)
        await decisions.drop(connection, Choice([stopped.id]), by="siti", why="kunci hilang")
    assert await the.parked() == 0
    assert await the.pool.fetchval("SELECT value FROM parked_decisions") is None


async def _effects_are(the: Probe, wanted: list[int]) -> bool:
    return await the.effects() == wanted


async def _parked_is(the: Probe, wanted: int) -> bool:
    return await the.parked() == wanted
