"""The SQL of what the departments said of products."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Connection, Record
from pydantic import TypeAdapter

from services.registration.domain import Result
from shared.events.curation import Condition, Correction

CORRECTIONS, CONDITIONS = TypeAdapter(tuple[Correction, ...]), TypeAdapter(tuple[Condition, ...])


async def save_results(connection: Connection, results: Sequence[Result]) -> None:
    """Add results, or replace those of the same revision."""
    await connection.execute(
        """
        INSERT INTO results (product_id, revision, city, outcome, corrections, conditions, reason, heard_at)
        SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::text[],
                             $8::timestamptz[])
        ON CONFLICT (product_id, revision) DO UPDATE
        SET outcome = excluded.outcome, corrections = excluded.corrections, conditions = excluded.conditions,
            reason = excluded.reason, heard_at = excluded.heard_at
        """,
        [result.product_id for result in results],
        [result.revision for result in results],
        [result.city for result in results],
        [result.outcome for result in results],
        [CORRECTIONS.dump_json(result.corrections).decode() for result in results],
        [CONDITIONS.dump_json(result.conditions).decode() for result in results],
        [result.reason for result in results],
        [result.heard_at for result in results],
    )


async def list_results(connection: Connection, product_ids: Sequence[UUID]) -> list[Result]:
    """What was said of these products, the oldest revision first."""
    rows = await connection.fetch(
        """
        SELECT product_id, revision, city, outcome, corrections, conditions, reason, heard_at
        FROM results WHERE product_id = ANY ($1::uuid[]) ORDER BY product_id, revision
        """,
        product_ids,
    )
    return [_to_result(row) for row in rows]


def _to_result(row: Record) -> Result:
    read = {
        "corrections": CORRECTIONS.validate_json(row["corrections"]),
        "conditions": CONDITIONS.validate_json(row["conditions"]),
    }
    return Result(**dict(row) | read)
