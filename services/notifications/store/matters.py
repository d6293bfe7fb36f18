"""Where things stand, and whose turn it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection
from pydantic_core import from_json

from services.notifications.domain.matters import Matter
from shared.people.functions import OWNER


@dataclass(frozen=True, slots=True)
class Board:
    """The first of many things, and how many there are of each kind, most first."""

    first: Sequence[dict[str, Any]]
    numbers: Mapping[str, int]


async def save_matters(connection: Connection, matters: Sequence[Matter]) -> None:
    """Add matters or move them on; what is already further stays."""
    await connection.executemany(
        """
        INSERT INTO matters AS m (id, kind, city, stage, state, waits_for, business_id, product_id, retailers, title,
                                  since, begins, due, acted)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (id) DO UPDATE
        SET stage = excluded.stage, state = excluded.state, waits_for = excluded.waits_for,
            business_id = coalesce(excluded.business_id, m.business_id),
            product_id = coalesce(excluded.product_id, m.product_id), retailers = excluded.retailers,
            title = coalesce(excluded.title, m.title), begins = excluded.begins, due = excluded.due,
            acted = excluded.acted,
            since = CASE WHEN $15 AND m.state = excluded.state THEN m.since ELSE excluded.since END
        WHERE m.stage <= excluded.stage
        """,
        [
            (
                matter.id,
                matter.kind,
                matter.city,
                matter.stage,
                matter.state,
                matter.waits_for,
                matter.business_id,
                matter.product_id,
                matter.retailers,
                matter.title,
                matter.since,
                matter.begins,
                matter.due,
                matter.acted,
                matter.stays,
            )
            for matter in sorted(matters, key=lambda matter: matter.id)
        ],
    )


async def find_matter(connection: Connection, id: UUID) -> dict[str, Any] | None:
    """Where a thing stands, if it is one that waits for somebody at times."""
    row = await connection.fetchrow(f"{_MATTER} WHERE m.id = $1", id)
    return dict(row) if row else None


async def list_waiting(
    connection: Connection,
    held: Sequence[tuple[str, str, str | None]],
    assists_in: Sequence[str],
    *,
    at: datetime,
    limit: int,
) -> Board:
    """What waits for somebody who holds these functions (city, function, scope), the longest first, but not for a
    retailer that has acted already; an assistant does what waits for an owner who is not there at that moment."""
    return await _list_board(connection, _WAITS, "since, id", limit, *_who(held, assists_in), at)


async def list_mine(
    connection: Connection,
    businesses: Sequence[tuple[str, UUID]],
    retailers: Sequence[tuple[str, str]],
    *,
    limit: int,
) -> Board:
    """Where the things of these businesses and of these retailers stand, each with its city; what moved last first."""
    return await _list_board(connection, _MINE, "since DESC, id", limit, *_whose(businesses, retailers))


async def _list_board(connection: Connection, condition: str, order: str, limit: int, *values: object) -> Board:
    """In one pass over what there is: names are looked up for the first ones alone."""
    rows = await connection.fetch(
        f"""
        WITH found AS MATERIALIZED (SELECT m.id, m.kind, m.since FROM matters AS m WHERE {condition}),
        first AS (SELECT id FROM found ORDER BY {order} LIMIT ${len(values) + 1}),
        numbers AS (SELECT kind, count(*) AS number FROM found GROUP BY kind)
        SELECT board.*, (SELECT json_agg(n ORDER BY n.number DESC, n.kind) FROM numbers AS n) AS numbers
        FROM ({_MATTER} JOIN first ON first.id = m.id) AS board
        ORDER BY {order}
        """,  # noqa: S608 — of the texts below
        *values,
        limit,
    )
    numbers = from_json(rows[0]["numbers"]) if rows else []
    first = [{name: row[name] for name in row.keys() if name != "numbers"} for row in rows]  # noqa: SIM118
    return Board(first, {each["kind"]: each["number"] for each in numbers})


async def count_matters(connection: Connection, today: Mapping[str, date]) -> list[dict[str, Any]]:
    """How many things of each kind stand where, in these cities with their day, and since when the first of them
    does; what is signed ahead of its first day stands apart (belum-berlaku)."""
    rows = await connection.fetch(
        """
        SELECT m.city, m.kind, s.state, count(*) AS number, min(m.since) AS oldest
        FROM matters AS m
        JOIN unnest($1::text[], $2::date[]) AS c (code, today) ON c.code = m.city
        CROSS JOIN LATERAL (SELECT CASE WHEN m.state = 'berlaku' AND m.begins > c.today THEN 'belum-berlaku'
                                        ELSE m.state END AS state) AS s
        GROUP BY m.city, m.kind, s.state
        ORDER BY m.city, m.kind, s.state
        """,
        list(today),
        list(today.values()),
    )
    return [dict(row) for row in rows]


_MATTER = """
        SELECT m.id, m.kind, m.city, m.state, m.waits_for, m.business_id, m.product_id, m.retailers, m.acted, m.since,
               m.begins, m.due, coalesce(m.title, p.name) AS title, b.name AS business
        FROM matters AS m
        LEFT JOIN names AS p ON p.id = m.product_id
        LEFT JOIN names AS b ON b.id = m.business_id"""
_WAITS = """
              m.waits_for <> '{}'
          AND (m.waits_for && $2::text[]
               AND EXISTS (SELECT FROM unnest($1::text[], $2::text[], $3::text[]) AS h (city, function, scope)
                           WHERE h.city = m.city AND h.function = ANY (m.waits_for)
                             AND (h.scope IS NULL OR h.scope = m.business_id::text
                                  OR h.scope = ANY (m.retailers) AND h.scope <> ALL (m.acted)))
               OR m.city = ANY ($4::text[]) AND $5 = ANY (m.waits_for)
                  AND NOT EXISTS (SELECT FROM assignments AS o
                                  WHERE o.city = m.city AND o.function = $5 AND o.scope = m.business_id::text
                                    AND o.since <= $6 AND (o.until IS NULL OR o.until > $6)))"""
_MINE = """
              m.business_id = ANY ($2::uuid[])
              AND EXISTS (SELECT FROM unnest($1::text[], $2::uuid[]) AS b (city, id)
                          WHERE b.id = m.business_id AND b.city = m.city)
           OR m.retailers && $4::text[]
              AND EXISTS (SELECT FROM unnest($3::text[], $4::text[]) AS r (city, code)
                          WHERE r.city = m.city AND r.code = ANY (m.retailers))"""


def _who(held: Sequence[tuple[str, str, str | None]], assists_in: Sequence[str]) -> tuple[Any, ...]:
    """The parameters of `_WAITS` but the last, the moment."""
    return (*_columns(held, 3), assists_in, OWNER)


def _whose(businesses: Sequence[tuple[str, UUID]], retailers: Sequence[tuple[str, str]]) -> tuple[Any, ...]:
    """The parameters of `_MINE`."""
    return (*_columns(businesses, 2), *_columns(retailers, 2))


def _columns(rows: Sequence[tuple[Any, ...]], number: int) -> list[list[Any]]:
    return [[row[column] for row in rows] for column in range(number)]
