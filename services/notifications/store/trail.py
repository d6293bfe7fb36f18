"""The trail of everything that was announced."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asyncpg import Connection

from services.notifications.domain import Line


async def insert_trail(connection: Connection, lines: Sequence[Line]) -> None:
    """Add lines. One that is about another event speaks of what that one speaks of, too."""
    await connection.execute(
        """
        INSERT INTO trail (event_id, city, type, at, key, source, correlation_id, causation_id, mentions, summary)
        SELECT l.event_id, l.city, l.type, l.at, l.key, l.source, l.correlation_id, l.causation_id,
               l.mentions::uuid[] || coalesce(about.mentions, '{}'), l.summary
        FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[], $10::text[], $11::text[])
             AS l (event_id, city, type, at, key, source, correlation_id, causation_id, mentions, about, summary)
        LEFT JOIN trail AS about ON about.event_id = l.about
        ORDER BY l.event_id
        ON CONFLICT DO NOTHING
        """,
        [line.event_id for line in lines],
        [line.city for line in lines],
        [line.type for line in lines],
        [line.at for line in lines],
        [line.key for line in lines],
        [line.source for line in lines],
        [line.correlation_id for line in lines],
        [line.causation_id for line in lines],
        ["{" + ",".join(map(str, line.mentions)) + "}" for line in lines],
        [line.about for line in lines],
        [line.summary for line in lines],
    )


async def list_trail(
    connection: Connection,
    id: UUID,
    *,
    cities: Sequence[str],
    businesses: Sequence[UUID],
    owner_in: Sequence[str],
    city: str | None,
    after: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """What was announced about a thing, or about a product of it, in order: all of it in these cities; where these
    businesses are owned, what speaks of them or of their products."""
    rows = await connection.fetch(
        """
        SELECT event_id, type, at, key, source, correlation_id, causation_id, summary
        FROM trail
        WHERE mentions && ($1::uuid || ARRAY (SELECT id FROM names WHERE business_id = $1))
          AND (city = ANY ($2::text[])
               OR city = ANY ($7::text[])
                  AND mentions && ($3::uuid[] || ARRAY (SELECT id FROM names WHERE business_id = ANY ($3::uuid[]))))
          AND ($4::text IS NULL OR city = $4)
          AND ($5::text IS NULL OR (at, event_id) > (SELECT at, event_id FROM trail WHERE event_id = $5))
        ORDER BY at, event_id
        LIMIT $6
        """,
        id,
        cities,
        businesses,
        city,
        after,
        limit,
        owner_in,
    )
    return [dict(row) for row in rows]
