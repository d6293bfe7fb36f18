"""The SQL of entries: who did what for a business."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Connection

from services.registration.domain import Entry, What


async def insert_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    """Keep who did something."""
    await connection.execute(
        """
        INSERT INTO entries (id, city, business_id, product_id, what, entered_by, entered_as, entered_at, reason)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
                             $8::timestamptz[], $9::text[])
        """,
        [entry.id for entry in entries],
        [entry.city for entry in entries],
        [entry.business_id for entry in entries],
        [entry.product_id for entry in entries],
        [entry.what for entry in entries],
        [entry.entered_by for entry in entries],
        [entry.entered_as for entry in entries],
        [entry.entered_at for entry in entries],
        [entry.reason for entry in entries],
    )


async def list_entries(connection: Connection, business_id: UUID, *, after: UUID | None, limit: int) -> list[Entry]:
    """What was entered about a business and its products, oldest first."""
    rows = await connection.fetch(
        """
        SELECT id, city, business_id, product_id, what, entered_by, entered_as, entered_at, reason
        FROM entries WHERE business_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3
        """,
        business_id,
        after,
        limit,
    )
    return [Entry(**dict(row) | {"what": What(row["what"])}) for row in rows]
