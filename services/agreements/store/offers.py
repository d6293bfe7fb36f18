"""The SQL of offers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from services.agreements.domain import Offer, OfferStatus
from services.agreements.store.conditions import from_column, to_column
from services.agreements.store.sight import Sight
from shared.errors import NotFound
from shared.events.registration import ProductFacts

_OFFER = """SELECT id, city, product_id, business_id, revision, retailer, mou_id, outcome, facts, status, offered_at,
                   answer_due, answer, reason, answered_at, answered_by, closed_why, closed_at, conditions
            FROM offers"""


async def get_offer(connection: Connection, id: UUID) -> Offer:
    """An offer. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_OFFER} WHERE id = $1", id), id)


async def lock_offer(connection: Connection, id: UUID) -> Offer:
    """An offer, held until the transaction ends. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_OFFER} WHERE id = $1 FOR UPDATE", id), id)


async def list_offers(
    connection: Connection,
    sight: Sight,
    *,
    status: str | None = None,
    retailer: str | None = None,
    after: UUID | None = None,
    limit: int = 200,
) -> list[Offer]:
    """The offers that somebody may see, oldest first."""
    rows = await connection.fetch(
        f"""
        {_OFFER}
        WHERE city = ANY ($1::text[])
          AND (city = ANY ($2::text[]) OR city || '/' || retailer = ANY ($3::text[])
               OR city || '/' || business_id = ANY ($4::text[]))
          AND ($5::text IS NULL OR status = $5) AND ($6::text IS NULL OR retailer = $6)
          AND ($7::uuid IS NULL OR id > $7)
        ORDER BY id
        LIMIT $8
        """,
        *sight.columns,
        status,
        retailer,
        after,
        limit,
    )
    return [_to_offer(row) for row in rows]


async def list_these_offers(connection: Connection, ids: Sequence[UUID]) -> list[Offer]:
    """These offers, in no order."""
    rows = await connection.fetch(f"{_OFFER} WHERE id = ANY ($1::uuid[])", ids)
    return [_to_offer(row) for row in rows]


async def lock_offers_of_products(connection: Connection, product_ids: Iterable[UUID]) -> list[Offer]:
    """All offers of these products, held until the transaction ends."""
    rows = await connection.fetch(
        f"{_OFFER} WHERE product_id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE", sorted(set(product_ids))
    )
    return [_to_offer(row) for row in rows]


async def lock_offers_under(connection: Connection, mou_ids: Iterable[UUID]) -> list[Offer]:
    """All offers under these memoranda, held until the transaction ends."""
    rows = await connection.fetch(
        f"{_OFFER} WHERE mou_id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE", sorted(set(mou_ids))
    )
    return [_to_offer(row) for row in rows]


async def lock_overdue_offers(connection: Connection, at: datetime, *, limit: int) -> list[Offer]:
    """Offers whose last day for an answer is over in their city, and that nobody else holds."""
    rows = await connection.fetch(
        f"""
        {_OFFER} JOIN cities c ON c.code = city
        WHERE status IN ('open', 'sample-asked') AND answer_due < ($1::timestamptz AT TIME ZONE c.time_zone)::date
          AND answer_due <= ($1::timestamptz AT TIME ZONE 'UTC')::date
        ORDER BY answer_due, id
        LIMIT $2
        FOR UPDATE OF offers SKIP LOCKED
        """,
        at,
        limit,
    )
    return [_to_offer(row) for row in rows]


async def insert_offers(connection: Connection, offers: Sequence[Offer]) -> None:
    """Add offers. One that is there already is an error: the lock on the city should have shown it."""
    await connection.execute(
        """
        INSERT INTO offers (id, city, product_id, business_id, revision, retailer, mou_id, outcome, facts, status,
                            offered_at, answer_due, conditions)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::integer[], $6::text[], $7::uuid[],
                             $8::text[], $9::jsonb[], $10::text[], $11::timestamptz[], $12::date[], $13::jsonb[])
        """,
        [o.id for o in offers],
        [o.city for o in offers],
        [o.product_id for o in offers],
        [o.business_id for o in offers],
        [o.revision for o in offers],
        [o.retailer for o in offers],
        [o.mou_id for o in offers],
        [o.outcome for o in offers],
        [o.facts.model_dump_json() for o in offers],
        [o.status for o in offers],
        [o.offered_at for o in offers],
        [o.answer_due for o in offers],
        [to_column(o.conditions) for o in offers],
    )


async def save_offers(connection: Connection, offers: Sequence[Offer]) -> None:
    """Replace what is known of offers."""
    await connection.execute(
        """
        UPDATE offers o
        SET outcome = n.outcome, status = n.status, answer_due = n.answer_due, answer = n.answer, reason = n.reason,
            answered_at = n.answered_at, answered_by = n.answered_by, closed_why = n.closed_why,
            closed_at = n.closed_at, conditions = n.conditions
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::text[], $6::text[], $7::timestamptz[],
                    $8::text[], $9::text[], $10::timestamptz[], $11::jsonb[])
             AS n (id, outcome, status, answer_due, answer, reason, answered_at, answered_by, closed_why, closed_at,
                   conditions)
        WHERE o.id = n.id
        """,
        [o.id for o in offers],
        [o.outcome for o in offers],
        [o.status for o in offers],
        [o.answer_due for o in offers],
        [o.answer for o in offers],
        [o.reason for o in offers],
        [o.answered_at for o in offers],
        [o.answered_by for o in offers],
        [o.closed_why for o in offers],
        [o.closed_at for o in offers],
        [to_column(o.conditions) for o in offers],
    )


def _found(row: Record | None, id: UUID) -> Offer:
    if row is None:
        raise NotFound(f"offer {id}")
    return _to_offer(row)


def _to_offer(row: Record) -> Offer:
    columns = dict(row)
    columns["status"] = OfferStatus(row["status"])
    columns["conditions"] = from_column(row["conditions"])
    columns["facts"] = ProductFacts.model_validate_json(row["facts"])
    return Offer(**columns)
