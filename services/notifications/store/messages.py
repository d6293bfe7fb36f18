"""Messages, and who they are for."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from pydantic_core import from_json, to_json

from services.notifications.domain import Message, Recipient, Text
from shared.people.functions import OWNER


async def lock_cities(connection: Connection, cities: Iterable[str], *, alone: bool) -> None:
    """Hold these cities until the transaction ends: with others who tell events, or alone.

    Events look for assignments that were heard, assignments for events that were heard. At the same moment each could
    miss the other, so the one waits for the other. Advisory locks, since the city itself may not have been heard of.

    A batch that tells events and then hears assignments holds a city with others before it wants it alone. Two such
    batches at once can each wait for the other: PostgreSQL ends one of them, which is tried again by itself.
    """
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    await connection.execute(
        f"SELECT {lock}(hashtext('told/' || city)) FROM (SELECT unnest($1::text[]) AS city ORDER BY 1) AS c",  # noqa: S608
        sorted(set(cities)),
    )


async def insert_messages(connection: Connection, messages: Sequence[Message]) -> list[UUID]:
    """Keep what is to be told and whom it is for; give the ids of those that were not kept already."""
    rows = await connection.fetch(
        """
        INSERT INTO messages (id, city, event_id, place, template, at, correlation_id, texts, unless_owner_of,
                              path)
        SELECT *
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::timestamptz[], $7::text[],
                    $8::jsonb[], $9::text[], $10::text[])
             AS m (id, city, event_id, place, template, at, correlation_id, texts, unless_owner_of, path)
        ORDER BY event_id, place
        ON CONFLICT DO NOTHING
        RETURNING id
        """,
        [message.id for message in messages],
        [message.city for message in messages],
        [message.event_id for message in messages],
        [message.place for message in messages],
        [message.template for message in messages],
        [message.at for message in messages],
        [message.correlation_id for message in messages],
        [_texts_to_json(message) for message in messages],
        [message.unless_owner_of for message in messages],
        [message.path for message in messages],
    )
    new = {row["id"] for row in rows}
    await _insert_audiences(connection, [message for message in messages if message.id in new])
    return list(new)


async def _insert_audiences(connection: Connection, messages: Sequence[Message]) -> None:
    audiences = [
        (message, function, scope)
        for message in messages
        for function in message.functions
        for scope in (message.scopes if message.scopes is not None else ("",))
    ]
    await connection.execute(
        """
        INSERT INTO audiences (city, function, scope, at, message_id)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::uuid[])
        ON CONFLICT DO NOTHING
        """,
        [message.city for message, _, _ in audiences],
        [function for _, function, _ in audiences],
        [scope for _, _, scope in audiences],
        [message.at for message, _, _ in audiences],
        [message.id for message, _, _ in audiences],
    )


async def list_recipients(connection: Connection, message_ids: Sequence[UUID]) -> list[Recipient]:
    """Whom these messages are for, by the assignments that have been heard: each person once for an event. Whoever held
    a function up to that moment is among them: whose own ends is told of it."""
    rows = await connection.fetch(
        f"""
        {_RECIPIENTS}
        WHERE u.message_id = ANY ($2::uuid[]) AND {_NO_OWNER}
        ORDER BY m.event_id, a.subject, m.place
        """,
        OWNER,
        message_ids,
    )
    return [Recipient(**dict(row)) for row in rows]


async def list_late_recipients(
    connection: Connection, assignment_ids: Sequence[UUID], announced_at: Sequence[datetime]
) -> list[Recipient]:
    """Whom messages are for by these assignments alone, where the assignment was announced by the time of the event
    and is only now heard. Who is assigned later, be it for the past, is not told of what was."""
    rows = await connection.fetch(
        f"""
        {_RECIPIENTS}
        JOIN unnest($2::uuid[], $3::timestamptz[]) AS late (id, announced_at)
          ON late.id = a.id AND u.at >= late.announced_at
        WHERE {_NO_OWNER}
        ORDER BY m.event_id, a.subject, m.place
        """,
        OWNER,
        assignment_ids,
        announced_at,
    )
    return [Recipient(**dict(row)) for row in rows]


def read_texts(texts: str) -> dict[str, Text]:
    """The texts of a message by language, as they are stored."""
    return {language: Text(**text) for language, text in from_json(texts).items()}


def to_shown(row: Record, language: str) -> dict[str, str]:
    """Title and body of a message in a language, or else in Indonesian."""
    texts = read_texts(row["texts"])
    return asdict(texts.get(language, texts["id"]))


_RECIPIENTS = """
    SELECT DISTINCT ON (m.event_id, a.subject)
           m.id AS message_id, m.city, m.event_id, m.template, m.correlation_id, a.subject,
           m.unless_owner_of IS NOT NULL AS for_assistant
    FROM audiences AS u
    JOIN messages AS m ON m.id = u.message_id
    JOIN assignments AS a
      ON a.city = u.city AND a.function = u.function AND coalesce(a.scope, '') = u.scope
     AND a.since <= u.at AND (a.until IS NULL OR a.until >= u.at)
"""
_NO_OWNER = """
    NOT EXISTS (SELECT FROM assignments AS o
                WHERE o.city = m.city AND o.function = $1 AND coalesce(o.scope, '') = m.unless_owner_of
                  AND o.since <= m.at AND (o.until IS NULL OR o.until > m.at))
"""


def _texts_to_json(message: Message) -> str:
    return to_json({language: asdict(text) for language, text in message.texts.items()}).decode()
