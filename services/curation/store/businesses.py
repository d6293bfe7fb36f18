"""The SQL of the copy of businesses."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Connection

from services.curation.domain import Business


async def find_business(connection: Connection, id: UUID | None) -> Business | None:
    """A business, if it was heard of."""
    row = await connection.fetchrow(f"{_BUSINESS} WHERE id = $1", id)
    return Business(**dict(row)) if row else None


async def lock_businesses(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Business]:
    """Those of these businesses that were heard of, held until the transaction ends, in the order of ids."""
    rows = await connection.fetch(f"{_BUSINESS} WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE", ids)
    return {row["id"]: Business(**dict(row)) for row in rows}


async def save_businesses(connection: Connection, businesses: Sequence[Business]) -> None:
    """Add businesses or replace what is known of them."""
    await connection.execute(
        """
        INSERT INTO businesses (id, city, name, nib, scale, forgotten_at)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
        ON CONFLICT (id) DO UPDATE
        SET name = excluded.name, nib = excluded.nib, scale = excluded.scale, forgotten_at = excluded.forgotten_at
        """,
        [business.id for business in businesses],
        [business.city for business in businesses],
        [business.name for business in businesses],
        [business.nib for business in businesses],
        [business.scale for business in businesses],
        [business.forgotten_at for business in businesses],
    )


_BUSINESS = "SELECT id, city, name, nib, scale, forgotten_at FROM businesses"
