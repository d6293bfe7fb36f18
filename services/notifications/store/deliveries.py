"""Deliveries: the inboxes, the mails on their way, and the log of both."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record

from services.notifications.domain import INBOX, LISTED, Claimed, Delivery, Outcome, Status, Text, gathers_as
from services.notifications.store.messages import read_texts, to_shown
from services.notifications.store.people import open_contact
from shared.errors import NotFound
from shared.lists import contains
from shared.sealing import Seal
from shared.texts import LANGUAGES


async def insert_deliveries(
    connection: Connection, deliveries: Sequence[Delivery], *, patience: timedelta, gather: timedelta
) -> list[Delivery]:
    """Put messages into inboxes and mails into the queue; give those that are new: one an event, reader and channel.

    `patience` is how long a mail may wait for its reader's address to become known; `gather`, how long one that may go
    with others waits for them.
    """
    rows = await connection.fetch(
        """
        INSERT INTO deliveries (id, city, message_id, event_id, subject, channel, status, at, gathers_as,
                                settled_at, address_by, next_try_at)
        SELECT id, city, message_id, event_id, subject, channel, status, at, gathers_as,
               CASE WHEN status = 'sent' THEN at END,
               clock_timestamp() + $10::interval,
               clock_timestamp() + CASE WHEN gathers_as IS NULL THEN interval '0' ELSE $11::interval END
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                    $8::timestamptz[], $9::text[])
             AS d (id, city, message_id, event_id, subject, channel, status, at, gathers_as)
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
        [gathers_as(delivery) for delivery in deliveries],
        patience,
        gather,
    )
    new = {row["id"] for row in rows}
    return [delivery for delivery in deliveries if delivery.id in new]


async def lock_claimed(connection: Connection, claim: UUID, seal: Seal, *, lease: timedelta) -> Claimed | None:
    """Take the next letter whose time has come, for as long as the lease lasts, and count a try; None if there is none.

    Another sender passes over it until then. Which mails it carries is settled when it is taken for the first time. One
    sender takes at a time: two at once would make two letters of what waits, or each take a part of one.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('letters'))")
    first = await _lock_first(connection)
    if first is None:
        return None
    letter_id = first["letter_id"] or await _gather(connection, first)
    rows = await connection.fetch(
        """
        UPDATE deliveries AS d
        SET claim = $2, next_try_at = clock_timestamp() + $3::interval, tries = d.tries + $4::integer
        FROM messages AS m
        WHERE d.letter_id = $1 AND d.status = 'waiting' AND m.id = d.message_id
        RETURNING d.id, d.city, d.message_id, d.event_id, d.subject, d.channel, d.status, d.at, d.tries,
                  m.template, m.path, m.correlation_id, m.unless_owner_of IS NOT NULL AS for_assistant
        """,
        letter_id,
        claim,
        lease,
        int(first["email_sealed"] is not None),
    )
    if not rows:  # a slow sender has settled it at this moment
        return None
    rows.sort(key=lambda row: row["id"])
    return Claimed(
        deliveries=tuple(_to_delivery(row) for row in rows),
        claim=claim,
        tries=max(row["tries"] for row in rows),
        texts=await _list_texts(connection, letter_id),
        path=rows[0]["path"],
        contact=open_contact(first, seal),
        erased=first["erased"],
    )


async def _lock_first(connection: Connection) -> Record | None:
    """The mail whose time came first, which stands for all of its letter.

    A mail without an address comes only when nobody need wait for one any more: its time for that is over, or the
    contact was erased.
    """
    return await connection.fetchrow(
        """
        SELECT d.id, d.letter_id, d.subject, d.city, d.gathers_as,
               c.language, c.name_sealed, c.email_sealed, coalesce(c.erased, false) AS erased
        FROM deliveries AS d LEFT JOIN contacts AS c ON c.subject = d.subject
        WHERE d.status = 'waiting' AND d.next_try_at <= clock_timestamp()
          AND (c.email_sealed IS NOT NULL OR c.erased OR d.address_by <= clock_timestamp())
        ORDER BY d.next_try_at, d.id
        LIMIT 1
        FOR UPDATE OF d SKIP LOCKED
        """
    )


async def _gather(connection: Connection, first: Record) -> UUID:
    """Put a mail, and all that wait to go with it, into one letter; a mail without an address goes nowhere, and alone.
    Give the letter's id."""
    await connection.execute(
        """
        UPDATE deliveries SET letter_id = $1
        WHERE id IN (
            SELECT id FROM deliveries
            WHERE id = $1
               OR status = 'waiting' AND letter_id IS NULL AND subject = $2 AND city = $3 AND gathers_as = $4
            FOR UPDATE SKIP LOCKED)
        """,
        first["id"],
        first["subject"],
        first["city"],
        first["gathers_as"] if first["email_sealed"] is not None else None,
    )
    id: UUID = first["id"]
    return id


async def _list_texts(connection: Connection, letter_id: UUID) -> tuple[Mapping[str, Text], ...]:
    """What the first mails of a letter say, as many as are listed in it."""
    rows = await connection.fetch(
        """
        SELECT m.texts FROM deliveries AS d JOIN messages AS m ON m.id = d.message_id
        WHERE d.letter_id = $1 AND d.status = 'waiting'
        ORDER BY d.id
        LIMIT $2
        """,
        letter_id,
        LISTED,
    )
    return tuple(read_texts(row["texts"]) for row in rows)


async def count_waiting_mails(connection: Connection) -> tuple[int, datetime | None]:
    """How many mails wait for the mail server, and since when the oldest; who waits for an address is not meant."""
    row = await connection.fetchrow(
        """
        SELECT count(*) AS mails, min(d.at) AS since
        FROM deliveries AS d JOIN contacts AS c ON c.subject = d.subject
        WHERE d.status = 'waiting' AND c.email_sealed IS NOT NULL
        """
    )
    return (row["mails"], row["since"]) if row else (0, None)


async def save_outcome(
    connection: Connection, claimed: Claimed, outcome: Outcome, *, pause: timedelta, at: datetime
) -> set[UUID]:
    """Note what came of a try; give the mails that it settles or puts off: none when they are settled already, or
    another sender has taken the letter over.

    That a letter has arrived is noted even then: it is the truth, and ends all further tries.
    """
    rows = await connection.fetch(
        """
        UPDATE deliveries
        SET status = $3, last_error = $4, claim = NULL, next_try_at = clock_timestamp() + $5::interval,
            settled_at = CASE WHEN $3 = 'waiting' THEN NULL ELSE $6::timestamptz END
        WHERE id = ANY ($1::uuid[]) AND status = 'waiting' AND (claim = $2 OR $3 = 'sent')
        RETURNING id
        """,
        [delivery.id for delivery in claimed.deliveries],
        claimed.claim,
        outcome.status,
        outcome.reason,
        pause,
        at,
    )
    return {row["id"] for row in rows}


async def list_inbox(
    connection: Connection,
    subject: str,
    language: str,
    *,
    cities: Sequence[str],
    unread: bool,
    search: str,
    after: UUID | None,
    limit: int,
) -> list[dict[str, Any]]:
    """What a person was told in these cities, newest first; `search` is part of a title."""
    titled = [contains(search), language if language in LANGUAGES else "id"] if search.strip() else []
    rows = await connection.fetch(
        f"""
        SELECT d.id, d.event_id AS about, m.template, m.path, d.city, m.at, d.read_at, m.texts
        FROM deliveries AS d JOIN messages AS m ON m.id = d.message_id
        WHERE d.subject = $1 AND d.channel = $2 AND (NOT $3 OR d.read_at IS NULL) AND ($4::uuid IS NULL OR d.id < $4)
          AND d.city = ANY ($6::text[]) {_TITLED if titled else ""}
        ORDER BY d.id DESC
        LIMIT $5
        """,  # noqa: S608
        subject,
        INBOX,
        unread,
        after,
        limit,
        cities,
        *titled,
    )
    columns = ("id", "about", "template", "path", "city", "at", "read_at")
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
    connection: Connection,
    cities: Sequence[str],
    *,
    status: str | None,
    search: str,
    after: UUID | None,
    limit: int,
) -> list[Record]:
    """The log of these cities, newest first; no address is in it. `search` is part of the account of who was told."""
    return await connection.fetch(
        """
        SELECT d.id, m.template, d.subject, d.channel, d.status, d.tries, d.last_error,
               coalesce(d.settled_at, d.at) AS at
        FROM deliveries AS d JOIN messages AS m ON m.id = d.message_id
        WHERE d.city = ANY ($1::text[]) AND ($2::text IS NULL OR d.status = $2) AND ($3::uuid IS NULL OR d.id < $3)
          AND ($5::text[] IS NULL OR d.subject = ANY ($5))
        ORDER BY d.id DESC
        LIMIT $4
        """,
        cities,
        status,
        after,
        limit,
        await _list_subjects(connection, cities, search) if search.strip() else None,
    )


async def _list_subjects(connection: Connection, cities: Sequence[str], search: str) -> list[str]:
    """The accounts of these cities that a text is part of, found among those that hold or held anything: they are
    fewer than what was sent to them. Who was only invited is found by the whole."""
    rows = await connection.fetch(
        "SELECT DISTINCT subject FROM assignments WHERE city = ANY ($1::text[]) AND subject ILIKE $2",
        cities,
        contains(search),
    )
    return [search.strip(), *(row["subject"] for row in rows)]


def _to_delivery(row: Record) -> Delivery:
    own = {name: row[name] for name in Delivery.__dataclass_fields__}
    return Delivery(**own | {"status": Status(row["status"])})


_TITLED = "AND m.texts #>> ARRAY[$8, 'title'] ILIKE $7"
"""Not asked where nothing is looked for: a plan that is good for any search sorts all of somebody's messages."""
