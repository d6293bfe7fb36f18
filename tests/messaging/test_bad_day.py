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


async def sort_out(the: Probe, edited: UUID, thinned: UUID) -> None:
    """See what is parked and why: mend one lane's head, drop three events of another, have the rest tried again."""
    decisions = the.decisions()
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


async def seconds_for(the: Probe, batch: list[ConsumerRecord]) -> float:
    """How long the consumer takes for these."""
    begun = time.perf_counter()
    await the.consumer().consume(batch, "a-log")
    return time.perf_counter() - begun


async def redrive_while_others_go_on(the: Probe, others: list[UUID]) -> tuple[float, list[float]]:
    """Have all tried that is parked while batches of a hundred events come; how long that took, and each of these."""
    fresh, waits, begun = records(the, others, range(50), LANES * DEEP), list[float](), time.perf_counter()
    redriving = asyncio.create_task(redrive_all(the))
    while fresh and not redriving.done():
        batch, fresh = fresh[:100], fresh[100:]
        waits.append(await seconds_for(the, batch))
    await redriving
    return time.perf_counter() - begun, waits


async def test_ten_thousand_parked_events_are_sorted_out_while_others_go_on(the: Probe) -> None:
    """At an eighth or more of the rate of events that nothing is wrong with, on the same machine in the same minute."""
    keys, others, untroubled = ([uuid4() for _ in range(n)] for n in (LANES, 100, BATCH))
    await park_all(the, keys)
    edited, thinned = keys[:2]
    await sort_out(the, edited, thinned)

    with the.process("clock", CRASH_POINT="while-redriving:100") as dying:
        assert await asyncio.to_thread(dying.wait, 60) == -9
    left = await the.parked()
    assert 0 < left < LANES * DEEP - 3

    sent = [records(the, untroubled, range(n, n + 1), 3 * LANES * DEEP) for n in range(10)]
    before = [await seconds_for(the, batch) for batch in sent[:5]]
    seconds, waits = await redrive_while_others_go_on(the, others)
    after = [await seconds_for(the, batch) for batch in sent[5:]]
    assert max(waits) < seconds / 2, waits
    await assert_in_order(the, keys, others)
    assert len(await the.effects()) == LANES * DEEP - 3 + 100 * len(waits) + len(sent) * BATCH
    await assert_told_who_decided(the)

    rate = len(sent) * BATCH / sum(before + after)
    assert left / seconds >= rate / 8, f"{left} in {seconds:.1f} s, others at {rate:.0f}/s"


async def assert_in_order(the: Probe, keys: list[UUID], others: list[UUID]) -> None:
    """Each key has its effects in order: as edited, as thinned, all, and as many as came."""
    edited, thinned = keys[:2]
    assert await the.effects(edited) == [777, *range(1, DEEP)]
    assert await the.effects(thinned) == [n for n in range(DEEP) if n not in range(5, 8)]
    for key in keys[2:]:
        assert await the.effects(key) == list(range(DEEP))
    for key in others:
        heard = await the.effects(key)
        assert heard == list(range(len(heard)))


async def assert_told_who_decided(the: Probe) -> None:
    """Every decision is kept, with who and why."""
    async with database.acquire(the.pool) as connection:
        kept = await the.decisions().list_decisions(connection, limit=LANES * DEEP)
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
