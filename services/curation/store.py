"""Every SQL statement of curation."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Connection, Record
from pydantic_core import from_json, to_json

from services.curation.domain import Case, Status
from shared.events.registration import ProductSubmitted


async def lock_cases(connection: Connection, product_ids: Sequence[UUID]) -> dict[UUID, Case]:
    """The cases of these products that there are, held until the transaction ends, in the order of ids."""
    rows = await connection.fetch(
        """
        SELECT product_id, city, status, revision, business_id, submission, opened_at
        FROM cases
        WHERE product_id = ANY ($1::uuid[])
        ORDER BY product_id
        FOR UPDATE
        """,
        product_ids,
    )
    return {row["product_id"]: _to_case(row) for row in rows}


async def save_cases(connection: Connection, cases: Sequence[Case]) -> None:
    """Add cases or replace what is known of them."""
    await connection.execute(
        """
        INSERT INTO cases (product_id, city, status, revision, business_id, submission, opened_at)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::uuid[], $6::jsonb[],
                             $7::timestamptz[])
        ON CONFLICT (product_id) DO UPDATE
        SET status = excluded.status, revision = excluded.revision, business_id = excluded.business_id,
            submission = excluded.submission, opened_at = excluded.opened_at
        """,
        [case.product_id for case in cases],
        [case.city for case in cases],
        [case.status for case in cases],
        [case.revision for case in cases],
        [case.business_id for case in cases],
        [case.submission and to_json(case.submission.body()).decode() for case in cases],
        [case.opened_at for case in cases],
    )


def _to_case(row: Record) -> Case:
    body = row["submission"]
    return Case(
        product_id=row["product_id"],
        city=row["city"],
        status=Status(row["status"]),
        revision=row["revision"],
        business_id=row["business_id"],
        submission=ProductSubmitted.model_validate(from_json(body) | {"city": row["city"]}) if body else None,
        opened_at=row["opened_at"],
    )
