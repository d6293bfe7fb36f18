"""The SQL of what was heard of businesses and products."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from asyncpg import Connection, Record

from services.agreements.domain import Business, Product
from services.agreements.store.conditions import from_column, to_column
from shared.errors import NotFound
from shared.events.curation import PASSED
from shared.events.registration import ProductFacts

_BUSINESS = "SELECT id, city, name, consent_withdrawn_at FROM businesses"
_PRODUCT = """SELECT id, city, business_id, revision, outcome, facts, withdrawn_revision, lapsed_revision, conditions
              FROM products"""


async def lock_businesses(connection: Connection, cities: Mapping[UUID, str]) -> dict[UUID, Business]:
    """These businesses (with their city), held until the transaction ends; one that was not heard of is added.

    Always alone: whoever first shared one with others, and in the same batch then heard that its consent ends, would
    wait for those who wait for it.
    """
    await connection.execute(
        """
        INSERT INTO businesses (id, city) SELECT * FROM unnest($1::uuid[], $2::text[])
        ON CONFLICT (id) DO NOTHING
        """,
        sorted(cities),
        [cities[id] for id in sorted(cities)],
    )
    rows = await connection.fetch(f"{_BUSINESS} WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE", sorted(cities))
    return {row["id"]: Business(**dict(row)) for row in rows}


async def list_businesses(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Business]:
    """Those of these businesses that were heard of."""
    rows = await connection.fetch(f"{_BUSINESS} WHERE id = ANY ($1::uuid[])", sorted(set(ids)))
    return {row["id"]: Business(**dict(row)) for row in rows}


async def save_businesses(connection: Connection, businesses: Sequence[Business]) -> None:
    """Replace what is known of businesses."""
    await connection.execute(
        """
        UPDATE businesses b SET name = n.name, consent_withdrawn_at = n.consent_withdrawn_at
        FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS n (id, name, consent_withdrawn_at)
        WHERE b.id = n.id
        """,
        [b.id for b in businesses],
        [b.name for b in businesses],
        [b.consent_withdrawn_at for b in businesses],
    )


async def lock_products(connection: Connection, cities: Mapping[UUID, str]) -> dict[UUID, Product]:
    """These products (with their city), held until the transaction ends; one that was not heard of is added.

    It is added first because results and withdrawals come on different topics: whoever hears of a product for the
    first time waits here for a twin that does so, too.
    """
    await connection.execute(
        """
        INSERT INTO products (id, city) SELECT * FROM unnest($1::uuid[], $2::text[])
        ON CONFLICT (id) DO NOTHING
        """,
        sorted(cities),
        [cities[id] for id in sorted(cities)],
    )
    rows = await connection.fetch(f"{_PRODUCT} WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE", sorted(cities))
    return {row["id"]: _to_product(row) for row in rows}


async def get_product(connection: Connection, id: UUID) -> Product:
    """A product. Raises NotFound."""
    row = await connection.fetchrow(f"{_PRODUCT} WHERE id = $1", id)
    if row is None:
        raise NotFound(f"product {id}")
    return _to_product(row)


async def lock_products_of(connection: Connection, business_ids: Iterable[UUID]) -> dict[UUID, Product]:
    """The products of businesses, held until the transaction ends."""
    rows = await connection.fetch(
        f"{_PRODUCT} WHERE business_id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE", sorted(set(business_ids))
    )
    return {row["id"]: _to_product(row) for row in rows}


async def list_passed_products(connection: Connection, cities: Iterable[str]) -> dict[UUID, Product]:
    """The products of these cities whose last result is that they passed; read under the lock on the cities."""
    rows = await connection.fetch(
        f"""
        {_PRODUCT}
        WHERE city = ANY ($1::text[]) AND outcome = ANY ($2::text[])
          AND revision > withdrawn_revision AND revision > lapsed_revision
        ORDER BY id
        """,
        sorted(set(cities)),
        sorted(PASSED),
    )
    return {row["id"]: _to_product(row) for row in rows}


async def save_products(connection: Connection, products: Sequence[Product]) -> None:
    """Replace what is known of products."""
    await connection.execute(
        """
        UPDATE products p
        SET business_id = n.business_id, revision = n.revision, outcome = n.outcome, facts = n.facts,
            withdrawn_revision = n.withdrawn_revision, lapsed_revision = n.lapsed_revision,
            conditions = n.conditions
        FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[], $5::jsonb[], $6::integer[], $7::integer[],
                    $8::jsonb[])
             AS n (id, business_id, revision, outcome, facts, withdrawn_revision, lapsed_revision, conditions)
        WHERE p.id = n.id
        """,
        [p.id for p in products],
        [p.business_id for p in products],
        [p.revision for p in products],
        [p.outcome for p in products],
        [p.facts and p.facts.model_dump_json() for p in products],
        [p.withdrawn_revision for p in products],
        [p.lapsed_revision for p in products],
        [to_column(p.conditions) for p in products],
    )


def _to_product(row: Record) -> Product:
    columns = dict(row)
    columns["facts"] = row["facts"] and ProductFacts.model_validate_json(row["facts"])
    columns["conditions"] = from_column(row["conditions"])
    return Product(**columns)
