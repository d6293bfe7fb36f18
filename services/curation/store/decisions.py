"""The SQL of decisions and of the conditions that come with them."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Connection, Record
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from services.curation.domain import Condition, Decision, Department, Gate, Outcome
from services.curation.store.reviews import CORRECTIONS
from shared.events.curation import Reason
from shared.events.registration import ProductSubmitted

GATES = TypeAdapter(tuple[Gate, ...])
REASONS = TypeAdapter(tuple[Reason, ...])


async def insert_decision(connection: Connection, decision: Decision) -> None:
    """Add the decision about a revision; there is never a second one."""
    await connection.execute(
        """
        INSERT INTO decisions (product_id, city, revision, outcome, score, rubric_version, gates, corrections,
                               reason, reasons, submission, decided_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        decision.product_id,
        decision.city,
        decision.revision,
        decision.outcome,
        decision.score,
        decision.rubric_version,
        GATES.dump_json(decision.gates).decode(),
        CORRECTIONS.dump_json(decision.corrections).decode(),
        decision.reason,
        REASONS.dump_json(decision.reasons).decode(),
        to_json(decision.submission.body()).decode(),
        decision.decided_at,
    )


async def save_decision(connection: Connection, decision: Decision) -> None:
    """Keep what a decision has become: its outcome is all of it that changes."""
    await connection.execute(
        "UPDATE decisions SET outcome = $3 WHERE product_id = $1 AND revision = $2",
        decision.product_id,
        decision.revision,
        decision.outcome,
    )


async def list_decisions(connection: Connection, product_id: UUID) -> list[Decision]:
    """All decisions about a product, by revision."""
    rows = await connection.fetch(
        """
        SELECT product_id, city, revision, outcome, score, rubric_version, gates, corrections, reason, reasons,
               submission, decided_at
        FROM decisions
        WHERE product_id = $1
        ORDER BY revision
        """,
        product_id,
    )
    return [_to_decision(row) for row in rows]


async def list_conditions(connection: Connection, product_ids: Sequence[UUID]) -> list[Condition]:
    """All conditions that these products ever had, in the order of their days."""
    rows = await connection.fetch(
        """
        SELECT id, product_id, city, revision, department, text, due, lapses_at, met_at, met_by, note, lapsed_at
        FROM conditions
        WHERE product_id = ANY ($1::uuid[])
        ORDER BY product_id, revision, due, id
        """,
        product_ids,
    )
    return [_to_condition(row) for row in rows]


async def save_conditions(connection: Connection, conditions: Sequence[Condition]) -> None:
    """Add conditions, or keep how they ended."""
    await connection.execute(
        """
        INSERT INTO conditions (id, product_id, city, revision, department, text, due, lapses_at, met_at, met_by,
                                note, lapsed_at)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::date[],
                             $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[], $12::timestamptz[])
        ON CONFLICT (id) DO UPDATE
        SET met_at = excluded.met_at, met_by = excluded.met_by, note = excluded.note, lapsed_at = excluded.lapsed_at
        """,
        [condition.id for condition in conditions],
        [condition.product_id for condition in conditions],
        [condition.city for condition in conditions],
        [condition.revision for condition in conditions],
        [condition.department for condition in conditions],
        [condition.text for condition in conditions],
        [condition.due for condition in conditions],
        [condition.lapses_at for condition in conditions],
        [condition.met_at for condition in conditions],
        [condition.met_by for condition in conditions],
        [condition.note for condition in conditions],
        [condition.lapsed_at for condition in conditions],
    )


def _to_decision(row: Record) -> Decision:
    columns = dict(row)
    columns["outcome"] = Outcome(columns["outcome"])
    columns["gates"] = GATES.validate_json(columns["gates"])
    columns["corrections"] = CORRECTIONS.validate_json(columns["corrections"])
    columns["reasons"] = _reasons(columns.pop("reason"), columns["reasons"])
    body = from_json(columns.pop("submission"))
    return Decision(**columns, submission=ProductSubmitted.model_validate(body | {"city": row["city"]}))


def _reasons(text: str | None, reasons: str | None) -> tuple[Reason, ...]:
    """Of a decision from before they were kept one by one there is the text alone."""
    if reasons is not None:
        return REASONS.validate_json(reasons)
    return (Reason(text=text),) if text else ()


def _to_condition(row: Record) -> Condition:
    columns = dict(row)
    columns["department"] = Department(columns["department"])
    return Condition(**columns)
