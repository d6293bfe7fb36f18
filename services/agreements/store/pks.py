"""The SQL of cooperation agreements."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record, UniqueViolationError
from pydantic import TypeAdapter

from services.agreements.domain import TEXTS, Pks, PksStatus, PksVersion, Signed, Speaker, Terms
from services.agreements.store.sight import Sight
from shared.errors import NotFound

_TERMS = TypeAdapter(Terms)
_SIGNED = TypeAdapter(tuple[Signed, ...])
_SPEAKER = TypeAdapter(Speaker)
_PKS = """SELECT id, city, offer_id, product_id, business_id, revision, product_name, retailer, mou_id, status, version,
                 terms, content_hash, drafted_at, signatures, sign_by, signed_at, ended_at, ended_by, how,
                 reason, lost
          FROM pks"""


async def get_pks(connection: Connection, id: UUID) -> Pks:
    """An agreement. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_PKS} WHERE id = $1", id), id)


async def lock_pks(connection: Connection, id: UUID) -> Pks:
    """An agreement, held until the transaction ends. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_PKS} WHERE id = $1 FOR UPDATE", id), id)


async def list_pks(
    connection: Connection,
    sight: Sight,
    *,
    status: str | None = None,
    after: UUID | None = None,
    limit: int = 200,
) -> list[Pks]:
    """The agreements that somebody may see, oldest first."""
    rows = await connection.fetch(
        f"""
        {_PKS}
        WHERE city = ANY ($1::text[])
          AND (city = ANY ($2::text[]) OR city || '/' || retailer = ANY ($3::text[])
               OR city || '/' || business_id = ANY ($4::text[]))
          AND ($5::text IS NULL OR status = $5) AND ($6::uuid IS NULL OR id > $6)
        ORDER BY id
        LIMIT $7
        """,
        *sight.columns,
        status,
        after,
        limit,
    )
    return [_to_pks(row) for row in rows]


async def list_pks_of_offer(connection: Connection, offer_id: UUID) -> list[Pks]:
    """Every agreement that was drafted upon an offer, the first one first."""
    rows = await connection.fetch(f"{_PKS} WHERE offer_id = $1 ORDER BY drafted_at, id", offer_id)
    return [_to_pks(row) for row in rows]


async def list_signed_terms(connection: Connection, product_id: UUID) -> list[Terms]:
    """The terms of a product's agreements that both parties have signed and that have not ended."""
    rows = await connection.fetch("SELECT terms FROM pks WHERE product_id = $1 AND status = 'signed'", product_id)
    return [_TERMS.validate_json(row["terms"]) for row in rows]


async def list_these_pks(connection: Connection, ids: Sequence[UUID]) -> list[Pks]:
    """These agreements, in no order."""
    rows = await connection.fetch(f"{_PKS} WHERE id = ANY ($1::uuid[])", ids)
    return [_to_pks(row) for row in rows]


async def lock_pks_of_products(connection: Connection, product_ids: Iterable[UUID]) -> list[Pks]:
    """The agreements about these products that have not ended, held until the transaction ends."""
    rows = await connection.fetch(
        f"{_PKS} WHERE product_id = ANY ($1::uuid[]) AND status <> 'ended' ORDER BY id FOR UPDATE",
        sorted(set(product_ids)),
    )
    return [_to_pks(row) for row in rows]


async def lock_pks_under(connection: Connection, mou_ids: Iterable[UUID]) -> list[Pks]:
    """The agreements under these memoranda that have not ended, held until the transaction ends."""
    rows = await connection.fetch(
        f"{_PKS} WHERE mou_id = ANY ($1::uuid[]) AND status <> 'ended' ORDER BY id FOR UPDATE", sorted(set(mou_ids))
    )
    return [_to_pks(row) for row in rows]


async def lock_pks_to_lapse(connection: Connection, at: datetime, *, limit: int) -> list[Pks]:
    """Agreements whose last day, or that for the second signature, is over in their city, and that nobody else
    holds."""
    rows = await connection.fetch(
        f"""
        {_PKS} JOIN cities c ON c.code = city
        WHERE status <> 'ended' AND until < ($1::timestamptz AT TIME ZONE c.time_zone)::date
          AND until <= ($1::timestamptz AT TIME ZONE 'UTC')::date
        ORDER BY until, id
        LIMIT $2
        FOR UPDATE OF pks SKIP LOCKED
        """,
        at,
        limit,
    )
    return [_to_pks(row) for row in rows]


async def insert_pks(connection: Connection, pks: Pks) -> None:
    """Add a draft. Raises Conflict when somebody else has just drafted one for the same offer."""
    try:
        await connection.execute(
            """
            INSERT INTO pks (id, city, offer_id, product_id, business_id, revision, product_name, retailer, mou_id,
                             status, version, terms, until, content_hash, drafted_at, signatures, lost)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '[]', '{}')
            """,
            pks.id,
            pks.city,
            pks.offer_id,
            pks.product_id,
            pks.business_id,
            pks.revision,
            pks.product_name,
            pks.retailer,
            pks.mou_id,
            pks.status,
            pks.version,
            _TERMS.dump_json(pks.terms).decode(),
            pks.terms.until,
            pks.content_hash,
            pks.drafted_at,
        )
    except UniqueViolationError as taken:
        raise TEXTS.conflict("pks-draft-exists") from taken


async def save_pks(connection: Connection, agreements: Sequence[Pks]) -> None:
    """Replace what is known of agreements."""
    await connection.executemany(
        """
        UPDATE pks
        SET status = $2, version = $3, terms = $4, until = $5, content_hash = $6, signatures = $7, signed_at = $8,
            ended_at = $9, ended_by = $10, how = $11, reason = $12, lost = $13, sign_by = $14
        WHERE id = $1
        """,
        [
            (
                p.id,
                p.status,
                p.version,
                _TERMS.dump_json(p.terms).decode(),
                p.sign_by or p.terms.until,
                p.content_hash,
                _SIGNED.dump_json(p.signatures).decode(),
                p.signed_at,
                p.ended_at,
                p.ended_by and _SPEAKER.dump_json(p.ended_by).decode(),
                p.how,
                p.reason,
                p.lost,
                p.sign_by,
            )
            for p in agreements
        ],
    )


async def insert_pks_version(connection: Connection, pks: Pks, version: PksVersion) -> None:
    """Keep a version for ever."""
    await connection.execute(
        """
        INSERT INTO pks_versions (pks_id, number, city, terms, text, drafted_by, drafted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        pks.id,
        version.number,
        pks.city,
        _TERMS.dump_json(version.terms).decode(),
        version.text,
        version.drafted_by,
        version.drafted_at,
    )


async def list_pks_versions(connection: Connection, pks_id: UUID) -> list[PksVersion]:
    """All versions, the first one first."""
    rows = await connection.fetch(
        """
        SELECT number, terms, text, drafted_by, drafted_at
        FROM pks_versions WHERE pks_id = $1 ORDER BY number
        """,
        pks_id,
    )
    return [PksVersion(**dict(row) | {"terms": _TERMS.validate_json(row["terms"])}) for row in rows]


async def delete_names(connection: Connection, business_ids: Iterable[UUID]) -> None:
    """Forget the texts, which name the business, of whatever both parties never signed."""
    await connection.execute(
        """
        UPDATE pks_versions v SET text = ''
        FROM pks p
        WHERE v.pks_id = p.id AND p.business_id = ANY ($1::uuid[]) AND p.signed_at IS NULL
        """,
        sorted(set(business_ids)),
    )


def _found(row: Record | None, id: UUID) -> Pks:
    if row is None:
        raise NotFound(f"agreement {id}")
    return _to_pks(row)


def _to_pks(row: Record) -> Pks:
    columns = dict(row)
    columns["status"] = PksStatus(row["status"])
    columns["terms"] = _TERMS.validate_json(row["terms"])
    columns["signatures"] = _SIGNED.validate_json(row["signatures"])
    columns["ended_by"] = row["ended_by"] and _SPEAKER.validate_json(row["ended_by"])
    columns["lost"] = tuple(row["lost"])
    return Pks(**columns)
