"""The SQL of cases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record
from pydantic_core import from_json

from services.curation.domain import Case, CaseLine, Department, Status, due_day
from shared.errors import NotFound
from shared.events.registration import ProductSubmitted


async def get_case(connection: Connection, product_id: UUID) -> Case:
    """A case of the cities that the transaction may see. Raises NotFound."""
    return _one(await connection.fetchrow(f"{_CASE} WHERE product_id = $1", product_id), product_id)


async def lock_case(connection: Connection, product_id: UUID) -> Case:
    """The same, held until the transaction ends: whatever is decided about a product waits here for its turn."""
    return _one(await connection.fetchrow(f"{_CASE} WHERE product_id = $1 FOR UPDATE", product_id), product_id)


async def lock_cases(connection: Connection, product_ids: Sequence[UUID]) -> dict[UUID, Case]:
    """The cases of these products that there are, held until the transaction ends, in the order of ids."""
    rows = await connection.fetch(
        f"{_CASE} WHERE product_id = ANY ($1::uuid[]) ORDER BY product_id FOR UPDATE", product_ids
    )
    return {row["product_id"]: _to_case(row) for row in rows}


async def lock_lapsing_cases(connection: Connection, at: datetime, *, limit: int) -> dict[UUID, Case]:
    """Cases with a condition whose day is over, the oldest first; one that somebody else holds is left for later."""
    rows = await connection.fetch(
        f"{_CASE} WHERE lapses_at <= $1 ORDER BY lapses_at, product_id LIMIT $2 FOR UPDATE SKIP LOCKED", at, limit
    )
    return {row["product_id"]: _to_case(row) for row in rows}


async def save_cases(connection: Connection, cases: Sequence[Case]) -> None:
    """Add cases or replace what is known of them."""
    await connection.execute(
        """
        INSERT INTO cases (product_id, city, status, revision, business_id, submission, rubric_version,
                           standing, lapses_at, awaits, opened_at)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::uuid[], $6::jsonb[],
                             $7::integer[], $8::integer[], $9::timestamptz[], $10::text[], $11::timestamptz[])
        ON CONFLICT (product_id) DO UPDATE
        SET status = excluded.status, revision = excluded.revision, business_id = excluded.business_id,
            submission = excluded.submission, rubric_version = excluded.rubric_version,
            standing = excluded.standing, lapses_at = excluded.lapses_at, awaits = excluded.awaits,
            opened_at = excluded.opened_at
        """,
        [case.product_id for case in cases],
        [case.city for case in cases],
        [case.status for case in cases],
        [case.revision for case in cases],
        [case.business_id for case in cases],
        [case.submission and case.submission.json_body().decode() for case in cases],
        [case.rubric_version for case in cases],
        [case.standing for case in cases],
        [case.lapses_at for case in cases],
        [case.awaits for case in cases],
        [case.opened_at for case in cases],
    )


async def list_lines(
    connection: Connection, cities: Sequence[str], *, status: Status | None, after: UUID | None, limit: int
) -> list[CaseLine]:
    """Cases of these cities as a list shows them, in the order of ids."""
    rows = await connection.fetch(
        f"""
        {LINE}
        WHERE c.city = ANY ($1::text[]) AND ($2::text IS NULL OR c.status = $2)
          AND ($3::uuid IS NULL OR c.product_id > $3)
        ORDER BY c.product_id
        LIMIT $4
        """,
        cities,
        status,
        after,
        limit,
    )
    return [to_line(dict(row)) for row in rows]


async def get_line(connection: Connection, product_id: UUID) -> CaseLine:
    """One case as a list shows it. Raises NotFound."""
    row = await connection.fetchrow(f"{LINE} WHERE c.product_id = $1", product_id)
    if row is None:
        raise NotFound(f"case {product_id}")
    return to_line(dict(row))


_CASE = """SELECT product_id, city, status, revision, business_id, submission, rubric_version, standing, lapses_at,
                  awaits, opened_at
           FROM cases"""
LINE = """
        SELECT c.product_id, c.city, c.business_id, b.name AS business_name, c.submission ->> 'name' AS name,
               c.submission ->> 'category' AS category, c.revision, c.status,
               CASE WHEN c.standing = c.revision THEN d.outcome END AS outcome, c.opened_at,
               ARRAY (SELECT DISTINCT r.department FROM reviews r
                      WHERE r.product_id = c.product_id AND r.revision = c.revision
                        AND r.department IS DISTINCT FROM c.awaits
                      ORDER BY r.department) AS reviewed_by,
               c.awaits,
               (c.opened_at AT TIME ZONE z.time_zone)::date AS opened_on,
               (c.lapses_at AT TIME ZONE z.time_zone)::date - 1 AS owed_by
        FROM cases c
             LEFT JOIN cities z ON z.code = c.city
             LEFT JOIN businesses b ON b.id = c.business_id
             LEFT JOIN decisions d ON d.product_id = c.product_id AND d.revision = c.revision"""
"""A case as a list shows it; more may be said about its rows."""


def _one(row: Record | None, product_id: UUID) -> Case:
    if row is None:
        raise NotFound(f"case {product_id}")
    return _to_case(row)


def _to_case(row: Record) -> Case:
    columns = dict(row)
    body = columns.pop("submission")
    columns["status"] = Status(columns["status"])
    columns["awaits"] = columns["awaits"] and Department(columns["awaits"])
    return Case(
        **columns,
        submission=ProductSubmitted.model_validate(from_json(body) | {"city": row["city"]}) if body else None,
    )


def to_line(columns: dict[str, Any]) -> CaseLine:
    """A row of LINE."""
    columns["status"] = Status(columns["status"])
    columns["reviewed_by"] = tuple(map(Department, columns["reviewed_by"]))
    columns["awaits"] = columns["awaits"] and Department(columns["awaits"])
    columns["due"] = due_day(columns["status"], columns.pop("opened_on"), columns.pop("owed_by"))
    return CaseLine(**columns)
