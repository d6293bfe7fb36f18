"""Ten thousand events parked by a bug: an operator finds out what they are, mends some, and has all tried again."""

import asyncio
import time
from collections import Counter
from uuid import UUID, uuid4

from aiokafka import ConsumerRecord

from shared import database
from shared.messaging import cloudevents, redrive
from shared.messaging.cloudevents import Envelope
from shared.messaging.decisions import Choice
from tests.messaging.conftest import Probe, until
from tests.messaging.probe import Noted

LANES, DEEP, BATCH = 500, 20, 500
SIGNED = {"by": "siti", "why": "kesalahan program, sudah diperbaiki"}


def records(the: Probe, keys: list[UUID], numbers: range, first_offset: int = 0) -> list[ConsumerRecord]:
    """These numbers of each key, as they would come from one partition."""
    found = []
    for offset, (number, key) in enumerate(((n, k) for n in numbers for k in keys), start=first_offset):
        note = Noted(city="ambon", note_id=key, number=number)
        headers, value = cloudevents.encode(note, Envelope(id=str(uuid4()), source="/gerai/probe", type=note.type))
        found.append(
            ConsumerRecord(the.topic.name, 0, offset, 0, 0, note.key.encode(), value, None, 36, 0, tuple(headers))
        )
    return found


async def park_all(the: Probe, keys: list[UUID]) -> None:
    """A bug meets the first event of each key; what follows it waits behind."""
    await the.pool.execute("INSERT INTO broken SELECT unnest($1::uuid[]), 0", keys)
    consumer, sent = the.consumer(), records(the, keys, range(DEEP))
    for start in range(0, len(sent), BATCH):
        await consumer.consume(sent[start : start + BATCH], "a-log")
    assert await the.parked() == LANES * DEEP
    # As after the last try: now people decide.
    await the.pool.execute("UPDATE parked SET state = 'stopped' WHERE state = 'waiting'")


async def test_ten_thousand_parked_events_are_sorted_out_while_others_go_on(the: Probe) -> None:
    keys = [uuid4() for _ in range(LANES)]
    await park_all(the, keys)
    decisions, (edited, thinned) = the.decisions(), keys[:2]
    async with database.acquire(the.pool) as connection, connection.transaction():
        groups = await decisions.list_groups(connection, Choice())
        assert [(g.state, g.reason, g.events, g.lanes) for g in groups] == [
            ("behind", "behind-another", LANES * (DEEP - 1), LANES),
            ("stopped", "failed", LANES, LANES),
        ]
        first = await decisions.list_parked(connection, Choice(state="stopped"), limit=300)
        rest = await decisions.list_parked(connection, Choice(state="stopped"), after=first[-1].id, limit=300)
        assert len({p.lane for p in first + rest}) == LANES
        lane = await decisions.list_parked(connection, Choice(lane=f"{the.topic.name}/{edited}"))
        assert len(lane) == DEEP
        value = b'{"note_id": "%s", "number": 777}' % str(edited).encode()
        await decisions.edit(connection, lane[0].id, value, by="siti", why="nomornya salah")
        behind = await decisions.list_parked(connection, Choice(lane=f"{the.topic.name}/{thinned}"))
        assert await decisions.drop(connection, Choice([p.id for p in behind[5:8]]), by="siti", why="ganda") == 3
        assert await decisions.retry(connection, Choice(state="stopped"), **SIGNED) == LANES - 1
    await the.mend()

    with the.process("clock", CRASH_POINT="while-redriving:100") as dying:
        assert await asyncio.to_thread(dying.wait, 60) == -9
    left = await the.parked()
    assert 0 < left < LANES * DEEP - 3

    consumer, others = the.consumer(), [uuid4() for _ in range(100)]
    fresh, waits, begun = records(the, others, range(50), LANES * DEEP), list[float](), time.perf_counter()
    redriving = asyncio.create_task(redrive_all(the))
    while fresh and not redriving.done():
        batch, fresh = fresh[:100], fresh[100:]
        at = time.perf_counter()
        await consumer.consume(batch, "a-log")
        waits.append(time.perf_counter() - at)
    await redriving
    seconds = time.perf_counter() - begun
    assert left / seconds >= 1000, f"{left} in {seconds:.1f} s"
    assert max(waits) < 2, waits

    assert await the.effects(edited) == [777, *range(1, DEEP)]
    assert await the.effects(thinned) == [n for n in range(DEEP) if n not in range(5, 8)]
    for key in keys[2:]:
        assert await the.effects(key) == list(range(DEEP))
    for key in others:
        heard = await the.effects(key)
        assert heard == list(range(len(heard)))
    assert len(await the.effects()) == LANES * DEEP - 3 + 100 * len(waits)
    async with database.acquire(the.pool) as connection:
        kept = await decisions.list_decisions(connection, limit=LANES * DEEP)
    assert Counter((d.decision, d.by, d.why) for d in kept) == {
        ("retry", *SIGNED.values()): LANES - 1,
        ("edit", "siti", "nomornya salah"): 1,
        ("drop", "siti", "ganda"): 3,
    }


async def redrive_all(the: Probe) -> None:
    """What the role clock does, again and again until nothing is parked."""
    consumer = the.consumer()

    async def nothing_is_parked() -> bool:
        await redrive.retry_due(consumer)
        return await the.parked() == 0

    await until(nothing_is_parked)
