"""The SQL of the queue: cases by what is urgent, for who looks for some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Connection

from services.curation.domain import REVIEW_DAYS, CaseLine, Department
from services.curation.store.cases import LINE, to_line
from shared.lists import NOWHERE, Place, contains

CONDITIONS_OPEN = "syarat-terbuka"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for. `state` is dalam-kurasi, syarat-terbuka, syarat-lewat, ditarik or an outcome; `awaits`
    the department whose review an open case needs."""

    cities: Sequence[str]
    state: str | None = None
    awaits: Department | None = None
    category: str | None = None
    search: str = ""


async def list_queue(
    connection: Connection, wanted: Wanted, *, after: Place | None, limit: int
) -> list[tuple[Place, CaseLine]]:
    """The cases that somebody looks for, each with its place: open ones first by their age, then those with open
    conditions by the day on which they lapse, then all others by their age."""
    rows = await connection.fetch(
        f"""
        {_RANKED},
             shown AS (
                 SELECT product_id, rank, at FROM ranked
                 WHERE $7::integer IS NULL OR (rank, at, product_id) > ($7, $8::timestamptz, $9::uuid)
                 ORDER BY rank, at, product_id
                 LIMIT $10
             )
        SELECT line.*, shown.rank, shown.at
        FROM shown JOIN LATERAL ({LINE} WHERE c.product_id = shown.product_id) AS line ON true
        ORDER BY shown.rank, shown.at, shown.product_id
        """,  # noqa: S608 — of the texts below and in `cases`
        wanted.cities,
        wanted.state,
        wanted.awaits,
        wanted.category,
        contains(wanted.search),
        CONDITIONS_OPEN,
        *(after.columns if after else NOWHERE),
        limit,
    )
    found = [dict(row) for row in rows]
    return [(Place(row.pop("rank"), row.pop("at"), row["product_id"]), to_line(row)) for row in found]


async def count_awaited(
    connection: Connection, cities: Sequence[str], at: datetime
) -> dict[Department, tuple[int, int]]:
    """How many open cases need a department's review, and how many of those should be decided by now."""
    rows = await connection.fetch(
        """
        WITH days AS MATERIALIZED (
            SELECT code, (($2::timestamptz AT TIME ZONE time_zone)::date - $4::integer)::timestamp
                         AT TIME ZONE time_zone AS before
            FROM cities WHERE code = ANY ($1::text[])
        )
        SELECT w.department, count(*) AS waiting, count(*) FILTER (WHERE c.opened_at < d.before) AS overdue
        FROM cases c
             LEFT JOIN days d ON d.code = c.city
             CROSS JOIN unnest($3::text[]) AS w (department)
        WHERE c.city = ANY ($1::text[]) AND c.status = 'open'
          AND (c.awaits = w.department
               OR NOT EXISTS (SELECT FROM reviews r WHERE r.product_id = c.product_id AND r.revision = c.revision
                                                      AND r.department = w.department))
        GROUP BY w.department
        """,
        cities,
        at,
        list(Department),
        REVIEW_DAYS,
    )
    return {Department(row["department"]): (row["waiting"], row["overdue"]) for row in rows}


_RANKED = """
        WITH ranked AS (
        SELECT c.product_id,
               CASE WHEN c.status = 'open' THEN 0 WHEN c.lapses_at IS NOT NULL THEN 1 ELSE 2 END AS rank,
               CASE WHEN c.status = 'open' THEN c.opened_at ELSE coalesce(c.lapses_at, c.opened_at) END AS at
        FROM cases c
             LEFT JOIN businesses b ON b.id = c.business_id
             LEFT JOIN decisions d ON d.product_id = c.product_id AND d.revision = c.revision
        WHERE c.city = ANY ($1::text[])
          AND ($2::text IS NULL
               OR $2 = CASE c.status WHEN 'open' THEN 'dalam-kurasi' WHEN 'withdrawn' THEN 'ditarik'
                                     WHEN 'lapsed' THEN 'syarat-lewat' ELSE d.outcome END
               OR $2 = $6 AND c.status = 'decided' AND c.lapses_at IS NOT NULL)
          AND ($3::text IS NULL
               OR c.status = 'open'
                  AND (c.awaits = $3
                       OR NOT EXISTS (SELECT FROM reviews r WHERE r.product_id = c.product_id
                                                              AND r.revision = c.revision AND r.department = $3)))
          AND ($4::text IS NULL OR c.submission ->> 'category' = $4)
          AND ($5 = '' OR c.submission ->> 'name' ILIKE $5 OR b.name ILIKE $5)
        )"""
