"""The SQL of what is overdue in a city: what waits, for whom, how much of it, and since when."""

from datetime import date
from typing import Any

from asyncpg import Connection


async def count_unanswered(connection: Connection, city: str, on: date) -> list[dict[str, Any]]:
    """By retailer: offers that wait for an answer, those of them whose day has passed, and the oldest such day;
    accepted ones upon which nothing was drafted, and since when the oldest was accepted."""
    rows = await connection.fetch(
        """
        SELECT o.retailer,
               count(*) FILTER (WHERE o.status IN ('open', 'sample-asked', 'overdue')) AS waiting,
               count(*) FILTER (WHERE o.status IN ('open', 'sample-asked', 'overdue') AND o.answer_due < $2) AS overdue,
               min(o.answer_due) FILTER (WHERE o.status IN ('open', 'sample-asked', 'overdue')) AS oldest_due,
               count(*) FILTER (WHERE o.status = 'accepted' AND p.id IS NULL) AS undrafted,
               min(o.answered_at) FILTER (WHERE o.status = 'accepted' AND p.id IS NULL) AS accepted_since
        FROM offers o LEFT JOIN pks p ON p.offer_id = o.id AND p.status = 'draft'
        WHERE o.city = $1 AND o.status IN ('open', 'sample-asked', 'overdue', 'accepted')
        GROUP BY o.retailer
        ORDER BY overdue DESC, waiting DESC, o.retailer
        """,
        city,
        on,
    )
    return [dict(row) for row in rows]


async def count_unsigned(connection: Connection, city: str) -> list[dict[str, Any]]:
    """By retailer: agreements that wait for the retailer's signature, for the business's, or for the barcode without
    which nobody signs, and the oldest of them."""
    rows = await connection.fetch(
        """
        SELECT p.retailer,
               count(*) FILTER (WHERE o.signable AND NOT s.by @> ARRAY[p.retailer]) AS for_retailer,
               count(*) FILTER (WHERE o.signable AND NOT s.by @> ARRAY['usaha']) AS for_business,
               count(*) FILTER (WHERE NOT o.signable) AS for_barcode,
               min(p.drafted_at) AS oldest
        FROM pks p
             JOIN (SELECT id, facts ->> 'gtin' IS NOT NULL AS signable FROM offers) AS o ON o.id = p.offer_id
             CROSS JOIN LATERAL (SELECT coalesce(array_agg(each ->> 'party'), '{}') AS by
                                 FROM jsonb_array_elements(p.signatures) AS each) AS s
        WHERE p.city = $1 AND p.status = 'draft'
        GROUP BY p.retailer
        ORDER BY count(*) DESC, p.retailer
        """,
        city,
    )
    return [dict(row) for row in rows]
