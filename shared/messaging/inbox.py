"""What a service has heard, so that what is delivered or published twice has one effect."""

import hashlib
import re
from collections.abc import Sequence

from asyncpg import Connection
from asyncpg.pool import Pool

from shared import metrics
from shared.messaging.cloudevents import Delivery

Identity = tuple[str, str]
"""(source, id), as CloudEvents defines sameness."""

PLAIN_KEY = re.compile(rb"[A-Za-z0-9._:-]{1,100}")


def identity(delivery: Delivery) -> Identity:
    """Who a record is: its source and id, or its place in the log when these cannot be read."""
    if delivery.envelope is not None:
        return delivery.envelope.source, delivery.envelope.id
    return f"kafka:{delivery.log}", f"{delivery.topic}/{delivery.partition}/{delivery.offset}"


def key_text(key: bytes) -> str:
    """A record's key as it is stored: itself if it is an ordinary id, else its digest. Never two keys as one."""
    return key.decode() if PLAIN_KEY.fullmatch(key) else f"sha256={hashlib.sha256(key).hexdigest()}"


async def insert(connection: Connection, reader: str, heard: Sequence[Identity]) -> set[Identity]:
    """Remember these as heard and give those that were new.

    Sorted, so that two transactions never wait for each other; an insert that meets the uncommitted
    twin of another owner waits for it.
    """
    wanted = sorted(set(heard))
    rows = await connection.fetch(
        """
        INSERT INTO inbox (reader, source, event_id)
        SELECT $1, source, event_id FROM unnest($2::text[], $3::text[]) AS h (source, event_id)
        ON CONFLICT DO NOTHING
        RETURNING source, event_id
        """,
        reader,
        [source for source, _ in wanted],
        [event_id for _, event_id in wanted],
    )
    metrics.DUPLICATES.inc(len(heard) - len(rows))
    return {(r["source"], r["event_id"]) for r in rows}


async def raise_states(
    connection: Connection, reader: str, states: Sequence[tuple[str, str, int]]
) -> dict[tuple[str, str], int]:
    """Note the sequences heard of compacted topics; give, for each (topic, key), the highest heard before."""
    highest: dict[tuple[str, str], int] = {}
    for topic, key, sequence in states:
        highest[topic, key] = max(sequence, highest.get((topic, key), 0))
    before = await connection.fetch(
        """
        SELECT topic, key, sequence FROM heard_states
        WHERE reader = $1 AND (topic, key) IN (SELECT * FROM unnest($2::text[], $3::text[]))
        ORDER BY topic, key
        FOR UPDATE
        """,
        reader,
        [topic for topic, _ in highest],
        [key for _, key in highest],
    )
    await connection.execute(
        """
        INSERT INTO heard_states AS s (reader, topic, key, sequence)
        SELECT $1, topic, key, n FROM unnest($2::text[], $3::text[], $4::bigint[]) AS h (topic, key, n)
        ORDER BY topic, key
        ON CONFLICT (reader, topic, key) DO UPDATE SET sequence = greatest(s.sequence, excluded.sequence)
        """,
        reader,
        [topic for topic, _ in highest],
        [key for _, key in highest],
        list(highest.values()),
    )
    return {(r["topic"], r["key"]): r["sequence"] for r in before}


async def forget(pool: "Pool", *, days: int, limit: int = 10_000) -> None:
    """Forget some of what was heard, and answered, longer ago than published events are kept anywhere."""
    for table, column in (("inbox", "heard_at"), ("idempotency", "answered_at")):
        await pool.execute(
            f"""
            DELETE FROM {table} WHERE ctid IN (
                SELECT ctid FROM {table} WHERE {column} < now() - make_interval(days => $1) LIMIT $2
            )
            """,  # noqa: S608 — both names stand in the line above
            days,
            limit,
        )
