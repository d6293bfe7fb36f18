"""The SQL of reviews."""

from uuid import UUID

from asyncpg import Connection, Record
from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from services.curation.domain import Assessment, Demand, Department, Recommendation, Review
from shared.events.curation import Correction

DEMANDS = TypeAdapter(tuple[Demand, ...])
CORRECTIONS = TypeAdapter(tuple[Correction, ...])


async def insert_review(connection: Connection, review: Review) -> None:
    """Add a department's word; it is never changed, only followed by another."""
    assessment = review.assessment
    await connection.execute(
        """
        INSERT INTO reviews (product_id, city, revision, department, number, scores, recommendation,
                             conditions, corrections, reason, subject, title, reviewed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """,
        review.product_id,
        review.city,
        review.revision,
        review.department,
        review.number,
        to_json(assessment.scores).decode(),
        assessment.recommendation,
        DEMANDS.dump_json(assessment.conditions).decode(),
        CORRECTIONS.dump_json(assessment.corrections).decode(),
        assessment.reason,
        review.subject,
        review.title,
        review.reviewed_at,
    )


async def list_reviews(connection: Connection, product_id: UUID) -> list[Review]:
    """All that was ever said about a product, by revision, department and number."""
    rows = await connection.fetch(
        """
        SELECT product_id, city, revision, department, number, scores, recommendation, conditions, corrections,
               reason, subject, title, reviewed_at
        FROM reviews
        WHERE product_id = $1
        ORDER BY revision, department, number
        """,
        product_id,
    )
    return [_to_review(row) for row in rows]


def _to_review(row: Record) -> Review:
    columns = dict(row)
    assessment = Assessment(
        scores=from_json(columns.pop("scores")),
        recommendation=Recommendation(columns.pop("recommendation")),
        conditions=DEMANDS.validate_json(columns.pop("conditions")),
        corrections=CORRECTIONS.validate_json(columns.pop("corrections")),
        reason=columns.pop("reason"),
    )
    columns["department"] = Department(columns["department"])
    return Review(**columns, assessment=assessment)
