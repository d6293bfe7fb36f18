"""The trail of everything that was announced."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asyncpg import Connection

from services.notifications.domain import Line
from shared.lists import contains


async def insert_trail(connection: Connection, lines: Sequence[Line]) -> None:
    """Add lines. One that is about another event speaks of what that one speaks of, too."""
    await connection.execute(
        """
        INSERT INTO trail (event_id, city, type, at, key, source, correlation_id, causation_id, mentions,
                           done_by, done_by_en, summary, summary_en)
        SELECT l.event_id, l.city, l.type, l.at, l.key, l.source, l.correlation_id, l.causation_id,
               l.mentions::uuid[] || coalesce(about.mentions, '{}'), l.done_by, l.done_by_en, l.summary, l.summary_en
        FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
                    $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
             AS l (event_id, city, type, at, key, source, correlation_id, causation_id, mentions, about,
                   done_by, done_by_en, summary, summary_en)
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
        [line.actors["id"] for line in lines],
        [line.actors["en"] for line in lines],
        [line.summaries["id"] for line in lines],
        [line.summaries["en"] for line in lines],
    )


@dataclass(frozen=True, slots=True)
class Sight:
    """What of the trail somebody may see: all of it in `cities`; in `owner_in` what speaks of these businesses, their
    own, or of products of these."""

    cities: Sequence[str]
    owner_in: Sequence[str]
    businesses: Sequence[UUID]


async def list_trail(
    connection: Connection,
    id: UUID,
    sight: Sight,
    *,
    language: str,
    city: str | None,
    notices: bool,
    search: str,
    after: str | None,
    limit: int,
) -> list[dict[str, Any]]:
    """What was announced about a thing, or about a product of it, in order, as far as it is in sight. By whom and what
    is said in a language, where that was kept; what happened else in Indonesian. `search` is part of either;
    `notices` are lines that only say that somebody was told."""
    rows = await connection.fetch(
        _EVERYTHING if notices else _ACTS,
        id,
        sight.cities,
        sight.businesses,
        city,
        after,
        limit,
        sight.owner_in,
        language,
        contains(search),
    )
    return [dict(row) for row in rows]


_SAID = """CROSS JOIN LATERAL (SELECT CASE WHEN $8 = 'en' THEN t.done_by_en ELSE t.done_by END AS done_by,
                                   CASE WHEN $8 = 'en' THEN coalesce(t.summary_en, t.summary) ELSE t.summary END
                                   AS summary) AS said"""
"""By whom and what, in the language $8."""


def _trail(kept: str) -> str:
    """The query for the mentions that are kept so."""
    return f"""
    WITH lines AS (
        SELECT DISTINCT line.at, line.event_id
        FROM (SELECT $1::uuid AS id UNION ALL SELECT id FROM names WHERE business_id = $1) AS thing
        CROSS JOIN LATERAL (
            SELECT m.at, m.event_id
            FROM mentions AS m JOIN trail AS t USING (event_id)
            {_SAID}
            WHERE m.thing = thing.id AND {kept}
              AND (m.city = ANY ($2::text[])
                   OR m.city = ANY ($7::text[])
                      AND t.mentions
                          && ($3::uuid[] || ARRAY (SELECT id FROM names WHERE business_id = ANY ($3::uuid[]))))
              AND ($4::text IS NULL OR m.city = $4)
              AND ($5::text IS NULL
                   OR (m.at, m.event_id) > (SELECT at, event_id FROM trail WHERE event_id = $5))
              AND ($9 = '' OR lower(concat_ws(E'\\n', said.done_by, said.summary)) LIKE lower($9))
            ORDER BY m.at, m.event_id
            LIMIT $6
        ) AS line
        ORDER BY line.at, line.event_id
        LIMIT $6
    )
    SELECT t.event_id, t.type, t.at, t.key, t.source, t.correlation_id, t.causation_id, said.done_by, said.summary
    FROM lines JOIN trail AS t USING (event_id)
    {_SAID}
    ORDER BY lines.at, lines.event_id
    """  # noqa: S608 — of the texts here


_EVERYTHING, _ACTS = _trail("true"), _trail("NOT m.notice")
