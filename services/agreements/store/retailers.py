"""The SQL of retailers, and of the parties' own numbers."""

from uuid import UUID

from asyncpg import Connection, Record
from pydantic import TypeAdapter

from services.agreements.domain import TEXTS, Branch, Retailer, Signed
from shared.errors import NotFound
from shared.lists import contains

_BRANCHES = TypeAdapter(tuple[Branch, ...])
_RETAILER = "SELECT city, code, legal_name, branches FROM retailers"


async def save_retailer(connection: Connection, retailer: Retailer) -> None:
    """Add a retailer or replace what is known of it."""
    await connection.execute(
        """
        INSERT INTO retailers (city, code, legal_name, branches) VALUES ($1, $2, $3, $4)
        ON CONFLICT (city, code) DO UPDATE SET legal_name = excluded.legal_name, branches = excluded.branches
        """,
        retailer.city,
        retailer.code,
        retailer.legal_name,
        _BRANCHES.dump_json(retailer.branches).decode(),
    )


async def get_retailer(connection: Connection, city: str, code: str) -> Retailer:
    """A retailer of a city. Raises NotFound."""
    row = await connection.fetchrow(f"{_RETAILER} WHERE city = $1 AND code = $2", city, code)
    if row is None:
        raise NotFound(f"retailer {code}")
    return _to_retailer(row)


async def lock_retailer(connection: Connection, city: str, code: str) -> Retailer | None:
    """What is known of a retailer, held until the transaction ends; None if it is new."""
    row = await connection.fetchrow(f"{_RETAILER} WHERE city = $1 AND code = $2 FOR UPDATE", city, code)
    return _to_retailer(row) if row else None


async def list_retailers(
    connection: Connection, city: str, *, search: str = "", after: str = "", limit: int | None = None
) -> list[Retailer]:
    """The retailers of a city, by code; without a limit all of them. `search` is a part of a code or name of theirs or
    of one of their branches."""
    rows = await connection.fetch(
        f"""
        {_RETAILER}
        WHERE city = $1 AND code > $2
          AND ($3 = '' OR code ILIKE $3 OR legal_name ILIKE $3
               OR EXISTS (SELECT FROM jsonb_array_elements(branches) AS branch
                          WHERE branch ->> 'code' ILIKE $3 OR branch ->> 'name' ILIKE $3))
        ORDER BY code
        LIMIT $4
        """,
        city,
        after,
        contains(search),
        limit,
    )
    return [_to_retailer(row) for row in rows]


async def insert_number(
    connection: Connection, signed: Signed, *, city: str, kind: str, owner: str, document_id: UUID
) -> None:
    """Keep the number that a party (`owner`) gave a document; it may give it again to the same one.

    Raises Conflict when another of its documents has it in that year.
    """
    if signed.number is None:
        return
    holder = await connection.fetchval(
        """
        INSERT INTO numbers (city, kind, party, year, number, document_id) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (city, kind, party, year, number) DO UPDATE SET document_id = numbers.document_id
        RETURNING document_id
        """,
        city,
        kind,
        owner,
        signed.year,
        signed.number,
        document_id,
    )
    if holder != document_id:
        raise TEXTS.conflict("number-taken")


def _to_retailer(row: Record) -> Retailer:
    branches = _BRANCHES.validate_json(row["branches"])
    return Retailer(city=row["city"], code=row["code"], legal_name=row["legal_name"], branches=branches)
