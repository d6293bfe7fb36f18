"""The announcements that wait for the relay, written in the transaction of the change they tell of."""

import json
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from asyncpg import Connection
from asyncpg.pool import Pool
from pydantic_core import from_json

from shared import database, metrics
from shared.events.event import Event
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope

CHANNEL = "outbox"
SLOTS = 64
"""Keys are spread over slots, for ever; a relay shard owns some of them."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """An event with the envelope it will travel in, still without its sequence."""

    event: Event
    envelope: Envelope


class Pending(NamedTuple):
    """A row of the outbox."""

    id: int
    topic: str
    key: str
    headers: str
    """As they are stored; see read_headers."""
    value: bytes | None


def slot_of(key: str) -> int:
    """The slot that a key belongs to, the same in every process and for ever."""
    return zlib.crc32(key.encode()) % SLOTS


async def insert(connection: Connection, announcements: Sequence[Announcement], *, notify: bool) -> None:
    """Write announcements in order. Raises ValueError when one is too large to be published."""
    if not announcements:
        return
    sequences = await _take_sequences(connection, announcements)
    rows = []
    for event, envelope in ((a.event, a.envelope) for a in announcements):
        aggregate = (event.goes_to.name, event.key)
        sequences[aggregate] += 1
        headers, value = cloudevents.encode(event, replace(envelope, sequence=sequences[aggregate]))
        text = json.dumps([[name, octets.decode()] for name, octets in headers])
        rows.append((slot_of(event.key), *aggregate, text, value))
        metrics.ANNOUNCED.labels(event.type).inc()
    await connection.execute(
        """
        INSERT INTO outbox (slot, topic, key, headers, value)
        SELECT slot, topic, key, headers, value
        FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bytea[])
             WITH ORDINALITY AS a (slot, topic, key, headers, value, place)
        ORDER BY place
        """,
        *map(list, zip(*rows, strict=True)),
    )
    if notify:
        await connection.execute("SELECT pg_notify($1, '')", CHANNEL)


async def _take_sequences(connection: Connection, announcements: Sequence[Announcement]) -> dict[tuple[str, str], int]:
    """Reserve numbers for each aggregate and give the last one used before.

    The rows stay locked until the commit, in the order of keys, so that nobody deadlocks and
    the order of commits is the order of sequences and of outbox ids.
    """
    counts = Counter((a.event.goes_to.name, a.event.key) for a in announcements)
    rows = await connection.fetch(
        """
        INSERT INTO sequences AS s (topic, key, last)
        SELECT topic, key, n FROM unnest($1::text[], $2::text[], $3::bigint[]) AS a (topic, key, n)
        ORDER BY topic, key
        ON CONFLICT (topic, key) DO UPDATE SET last = s.last + excluded.last
        RETURNING topic, key, last
        """,
        [topic for topic, _ in counts],
        [key for _, key in counts],
        list(counts.values()),
    )
    return {(r["topic"], r["key"]): r["last"] - counts[r["topic"], r["key"]] for r in rows}


async def list_pending(
    connection: Connection, slots: Sequence[int], *, skip: Sequence[int] = (), limit: int
) -> list[Pending]:
    """The lowest rows of these slots that are not being sent already, in order."""
    rows = await connection.fetch(
        """
        SELECT id, topic, key, headers, value
        FROM outbox
        WHERE slot = ANY ($1::smallint[]) AND id NOT IN (SELECT unnest($2::bigint[]))
        ORDER BY id
        LIMIT $3
        """,
        slots,
        skip,
        limit,
    )
    return [Pending(*row) for row in rows]


async def keep_published(connection: Connection, ids: Sequence[int], compacted: Sequence[str]) -> None:
    """Move what the broker has acknowledged out of the outbox, to where it can be published again from.

    Of a compacted topic only the last record of each key is kept, for ever; of others all, for some days.
    """
    await connection.execute(
        """
        WITH gone AS (
            DELETE FROM outbox WHERE id = ANY ($1::bigint[])
            RETURNING id, slot, topic, key, headers, value
        ), kept AS (
            INSERT INTO published (id, slot, topic, key, headers, value)
            SELECT id, slot, topic, key, headers, value FROM gone WHERE topic <> ALL ($2::text[])
        )
        INSERT INTO published_states AS s (topic, key, id, slot, headers, value)
        SELECT DISTINCT ON (topic, key) topic, key, id, slot, headers, value
        FROM gone WHERE topic = ANY ($2::text[])
        ORDER BY topic, key, id DESC
        ON CONFLICT (topic, key) DO UPDATE
        SET id = excluded.id, headers = excluded.headers, value = excluded.value
        WHERE s.id < excluded.id
        """,
        ids,
        compacted,
    )


async def keep_days(pool: Pool, *, days: int) -> None:
    """Make the days to come of `published` and drop those that are over. Raises LockNotAvailableError after half a
    second where somebody reads them (a backup): nobody may wait behind us, and another time will do."""
    async with database.acquire(pool) as connection, connection.transaction():
        await connection.execute("SET LOCAL lock_timeout = '500ms'")
        await connection.execute("SELECT keep_published($1)", days)


async def list_published(connection: Connection, slots: Sequence[int], *, after: int, limit: int) -> list[Pending]:
    """What was published and is still kept, in the order of its first publication."""
    rows = await connection.fetch(
        """
        SELECT id, topic, key, headers, value FROM published
        WHERE slot = ANY ($1::smallint[]) AND id > $2
        UNION ALL
        SELECT id, topic, key, headers, value FROM published_states
        WHERE slot = ANY ($1::smallint[]) AND id > $2
        ORDER BY id
        LIMIT $3
        """,
        slots,
        after,
        limit,
    )
    return [Pending(*row) for row in rows]


async def list_published_topics(connection: Connection, slots: Sequence[int]) -> list[str]:
    """The topics that something was published to and is still kept of."""
    rows = await connection.fetch(
        """
        SELECT topic FROM published WHERE slot = ANY ($1::smallint[])
        UNION
        SELECT topic FROM published_states WHERE slot = ANY ($1::smallint[])
        """,
        slots,
    )
    return [r["topic"] for r in rows]


async def measure(connection: Connection) -> tuple[int, float]:
    """How many announcements wait (10,000: that many or more), and the age of the first in seconds."""
    row = await connection.fetchrow(
        """
        SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT 10000) AS first_ones) AS pending,
               coalesce((SELECT extract(epoch FROM clock_timestamp() - announced_at)
                         FROM outbox ORDER BY id LIMIT 1), 0)::float8 AS age
        """
    )
    return (row["pending"], row["age"]) if row else (0, 0.0)


def read_headers(text: str) -> list[tuple[str, bytes]]:
    """Headers as the producer wants them, from how they are stored."""
    return [(name, value.encode()) for name, value in from_json(text)]
