"""The announcements that wait for the relay, written in the transaction of the change they tell of."""

import zlib
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from asyncpg import Connection
from asyncpg.pool import Pool
from pydantic_core import from_json, to_json

from shared import database, metrics
from shared.events.event import Event
from shared.messaging import cloudevents
from shared.messaging.cloudevents import Envelope

CHANNEL = "outbox"
SLOTS = 64
"""Keys are spread over slots, for ever; a relay shard owns some of them."""
COUNTED = 10_000
"""Announcements that wait are counted no further."""


INSERT = """
WITH announced AS (
    SELECT slot, topic, key, headers, value, place,
           row_number() OVER (PARTITION BY topic, key ORDER BY place DESC) - 1 AS behind
    FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bytea[])
         WITH ORDINALITY AS a (slot, topic, key, headers, value, place)
), floor AS (
    SELECT coalesce(max(last), 0) AS last FROM sequences WHERE topic = '' AND key = ''
), numbered AS (
    INSERT INTO sequences AS s (topic, key, last)
    SELECT topic, key, floor.last + count(*) FROM announced, floor
    GROUP BY topic, key, floor.last ORDER BY topic, key
    ON CONFLICT (topic, key) DO UPDATE SET last = s.last + excluded.last - (SELECT last FROM floor)
    RETURNING topic, key, last
), written AS (
    INSERT INTO outbox (slot, topic, key, headers, value)
    SELECT slot, topic, key,
           left(headers, -1) || ', ["ce_sequence", "' || lpad((last - behind)::text, $6, '0') || '"]]',
           value
    FROM announced JOIN numbered USING (topic, key)
    ORDER BY place
), answered AS (
    UPDATE idempotency SET status = $10, headers = $11, body = $12
    WHERE subject = $7 AND route = $8 AND key = $9
)
SELECT pg_notify($13, '') WHERE $14
"""
"""Numbers announcements on from what their aggregate announced last, writes them and their answer, wakes the relay."""


class Announcement(NamedTuple):
    """An event with the envelope it will travel in, whose subject is the event's key; still without its sequence."""

    event: Event
    envelope: Envelope


class Answer(NamedTuple):
    """How a POST was answered, for whoever repeats it with the same key."""

    subject: str
    route: str
    key: str
    status: int
    headers: str
    body: bytes


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


async def insert(
    connection: Connection, announcements: Sequence[Announcement], answer: Answer | None = None, *, notify: bool
) -> None:
    """Write announcements in order, numbered on from what their aggregate announced last, with the answer that tells
    of them, and wake the relay. Raises ValueError when one is too large to be published.

    The rows of sequences stay locked until the commit, in the order of keys, so that nobody deadlocks and
    the order of commits is the order of sequences and of outbox ids. New aggregates begin behind the row of none.
    """
    if not announcements and answer is None:
        return
    described = [cloudevents.describe(event, envelope) for event, envelope in announcements]
    await connection.execute(
        INSERT,
        [slot_of(envelope.subject) for _, envelope in announcements],
        [event.goes_to.name for event, _ in announcements],
        [envelope.subject for _, envelope in announcements],
        [to_json(list(headers.items())).decode() for headers, _ in described],
        [value for _, value in described],
        cloudevents.SEQUENCE_DIGITS,
        *(answer or [None] * len(Answer._fields)),
        CHANNEL,
        notify and bool(announcements),
    )
    for type, count in Counter(event.type for event, _ in announcements).items():
        metrics.ANNOUNCED.labels(type).inc(count)


async def advance_sequences(connection: Connection, by: int) -> None:
    """Number all that is announced from now on so much higher, that of new aggregates too: a database that was restored
    has forgotten what it announced since its backup, and readers take a number that they know for an older state."""
    await connection.execute("SET LOCAL statement_timeout = '1h'")
    await connection.execute("LOCK TABLE sequences IN EXCLUSIVE MODE")
    await connection.execute("INSERT INTO sequences (topic, key, last) VALUES ('', '', 0) ON CONFLICT DO NOTHING")
    await connection.execute("UPDATE sequences SET last = last + $1", by, timeout=3600)


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
        ), named AS (
            INSERT INTO published_topics AS p (topic, last_day)
            SELECT DISTINCT topic, CASE WHEN topic <> ALL ($2::text[]) THEN current_date END FROM gone ORDER BY topic
            ON CONFLICT (topic) DO UPDATE SET last_day = excluded.last_day WHERE p.last_day < excluded.last_day
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
        await connection.execute("DELETE FROM published_topics WHERE last_day < current_date - $1::integer", days)


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


async def list_published_topics(connection: Connection) -> list[str]:
    """The topics that something was published to and is still kept of."""
    return [r["topic"] for r in await connection.fetch("SELECT topic FROM published_topics")]


async def measure(connection: Connection) -> tuple[int, float]:
    """How many announcements wait (COUNTED: that many or more), and the age of the first in seconds."""
    row = await connection.fetchrow(
        """
        SELECT (SELECT count(*) FROM (SELECT FROM outbox LIMIT $1) AS first_ones) AS pending,
               coalesce((SELECT extract(epoch FROM clock_timestamp() - announced_at)
                         FROM outbox ORDER BY id LIMIT 1), 0)::float8 AS age
        """,
        COUNTED,
    )
    return (row["pending"], row["age"]) if row else (0, 0.0)


def read_headers(text: str) -> list[tuple[str, bytes]]:
    """Headers as the producer wants them, from how they are stored."""
    return [(name, value.encode()) for name, value in from_json(text)]
