"""Deliveries: the inboxes, the mails on their way, and the log of both."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record

from services.notifications.domain import INBOX, Claimed, Delivery, Outcome, Status
from services.notifications.store.messages import read_texts, to_shown
from services.notifications.store.people import open_contact
from shared.errors import NotFound
from shared.sealing import Seal


async def insert_deliveries(
    connection: Connection, deliveries: Sequence[Delivery], *, patience: timedelta
) -> list[Delivery]:
    """Put messages into inboxes and mails into the queue; give those that are new: one an event, reader and channel.

    `patience` is how long a mail may wait for its reader's address to become known.
    """
    rows = await connection.fetch(
        """
        INSERT INTO deliveries (id, city, message_id, event_id, subject, channel, status, at, settled_at, address_by)
        SELECT id, city, message_id, event_id, subject, channel, status, at,
               CASE WHEN status = 'sent' THEN at END, clock_timestamp() + $9::interval
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::timestamptz[]) AS d (id, city, message_id, event_id, subject, channel, status, at)
        ORDER BY event_id, subject, channel
        ON CONFLICT DO NOTHING
        RETURNING id
        """,
        [delivery.id for delivery in deliveries],
        [delivery.city for delivery in deliveries],
        [delivery.message_id for delivery in deliveries],
        [delivery.event_id for delivery in deliveries],
        [delivery.subject for delivery in deliveries],
        [delivery.channel for delivery in deliveries],
        [delivery.status for delivery in deliveries],
        [delivery.at for delivery in deliveries],
        patience,
    )
    new = {row["id"] for row in rows}
    return [delivery for delivery in deliveries if delivery.id in new]


async def lock_claimed(connection: Connection, claim: UUID, seal: Seal, *, lease: timedelta) -> Claimed | None:
    """Take the next mail whose time has come, for as long as the lease lasts, and count a try; None if there is none.

    Another sender passes over it until then. A mail without an address comes only when nobody need wait for one any
    more: its time for that is over, or the contact was erased.
    """
    row = await connection.fetchrow(
        """
        WITH next AS MATERIALIZED (
            SELECT d.id, c.language, c.name_sealed, c.email_sealed,
                   coalesce(c.erased, false) AS erased
            FROM deliveries AS d LEFT JOIN contacts AS c ON c.subject = d.subject
            WHERE d.status = 'waiting' AND d.next_try_at <= clock_timestamp()
              AND (c.email_sealed IS NOT NULL OR c.erased OR d.address_by <= clock_timestamp())
            ORDER BY d.next_try_at, d.id
            LIMIT 1
            FOR UPDATE OF d SKIP LOCKED
        )
        UPDATE deliveries AS d
        SET claim = $1, next_try_at = clock_timestamp() + $2::interval,
            tries = d.tries + (next.email_sealed IS NOT NULL)::integer
        FROM next, messages AS m
        WHERE d.id = next.id AND m.id = d.message_id
        RETURNING d.id, d.city, d.message_id, d.event_id, d.subject, d.channel, d.status, d.at, d.tries,
                  m.template, m.correlation_id, m.texts,
                  next.language, next.name_sealed, next.email_sealed, next.erased
        """,
        claim,
        lease,
    )
    return _to_claimed(row, claim, seal) if row else None


async def save_outcome(
    connection: Connection, claimed: Claimed, outcome: Outcome, *, pause: timedelta, at: datetime
) -> bool:
    """Note what came of a try; False when it is settled already, or another sender has taken the mail over.

    That a mail has arrived is noted even then: it is the truth, and ends all further tries.
    """
    row = await connection.fetchval(
        """
        UPDATE deliveries
        SET status = $3, last_error = $4, claim = NULL, next_try_at = clock_timestamp() + $5::interval,
            settled_at = CASE WHEN $3 = 'waiting' THEN NULL ELSE $6::timestamptz END
        WHERE id = $1 AND status = 'waiting' AND (claim = $2 OR $3 = 'sent')
        RETURNING true
        """,
        claimed.delivery.id,
        claimed.claim,
        outcome.status,
        outcome.reason,
        pause,
        at,
    )
    return bool(row)


async def list_inbox(
    connection: Connection,
    subject: str,
    language: str,
    *,
    cities: Sequence[str],
    unread: bool,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """What a person was told in these cities, newest first."""
    rows = await connection.fetch(
        """
        SELECT d.id, d.event_id AS about, m.template, d.city, m.at, d.read_at, m.texts
        FROM deliveries AS d JOIN messages AS m ON m.id = d.message_id
        WHERE d.subject = $1 AND d.channel = $2 AND (NOT $3 OR d.read_at IS NULL) AND ($4::uuid IS NULL OR d.id < $4)
          AND d.city = ANY ($6::text[])
        ORDER BY d.id DESC
        LIMIT $5
        """,
        subject,
        INBOX,
        unread,
        after,
        limit,
        cities,
    )
    columns = ("id", "about", "template", "city", "at", "read_at")
    return [{name: row[name] for name in columns} | to_shown(row, language) for row in rows]


async def save_read(connection: Connection, id: UUID, subject: str, cities: Sequence[str], at: datetime) -> datetime:
    """Mark a message of one's own in these cities as read, if it is not; give since when it is. Raises NotFound."""
    read_at = await connection.fetchval(
        """
        UPDATE deliveries SET read_at = coalesce(read_at, $4)
        WHERE id = $1 AND subject = $2 AND channel = $3 AND city = ANY ($5::text[])
        RETURNING read_at
        """,
        id,
        subject,
        INBOX,
        at,
        cities,
    )
    if not isinstance(read_at, datetime):
        raise NotFound(f"message {id}")
    return read_at


async def list_deliveries(
    connection: Connection, cities: Sequence[str], *, status: str | None, after: UUID | None, limit: int
) -> list[dict[str, Any]]:
    """The log of these cities, newest first; no address is in it."""
    rows = await connection.fetch(
        """
        SELECT d.id, m.template, d.subject, d.channel, d.status, d.tries, d.last_error,
               coalesce(d.settled_at, d.at) AS at
        FROM deliveries AS d JOIN messages AS m ON m.id = d.message_id
        WHERE d.city = ANY ($1::text[]) AND ($2::text IS NULL OR d.status = $2) AND ($3::uuid IS NULL OR d.id < $3)
        ORDER BY d.id DESC
        LIMIT $4
        """,
        cities,
        status,
        after,
        limit,
    )
    return [dict(row) for row in rows]


def _to_claimed(row: Record, claim: UUID, seal: Seal) -> Claimed:
    own = {name: row[name] for name in Delivery.__dataclass_fields__}
    return Claimed(
        delivery=Delivery(**own | {"status": Status(row["status"])}),
        claim=claim,
        tries=row["tries"],
        texts=read_texts(row["texts"]),
        contact=open_contact(row, seal),
        erased=row["erased"],
    )
