"""The SQL of businesses."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asyncpg import Connection, Record, UniqueViolationError

from services.registration import domain
from services.registration.domain import Business, Consent
from shared.errors import NotFound
from shared.sealing import Seal

TAKEN = {
    "businesses_nib_key": "nib-taken",
    "businesses_nik_index_key": "nik-taken",
    "businesses_npwp_index_key": "npwp-taken",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the businesses one is looking for: part of a name or a whole NIB, a kecamatan, a scale."""

    search: str = ""
    district: str | None = None
    scale: str | None = None


async def insert_business(connection: Connection, business: Business, seal: Seal) -> None:
    """Add a business. Raises Conflict when its NIB, NIK or NPWP is registered already."""
    consent = business.consent
    with _unless_taken():
        await connection.execute(
            """
            INSERT INTO businesses (id, city, owner_subject, entered_by, name, nib, legal_form, established,
                                    capital, turnover, scale, kbli_code, kbli_version, district_code,
                                    owner_name, phone, nik_sealed, nik_index, npwp_sealed, npwp_index,
                                    consent_text_version, consent_channel, consent_given_at,
                                    consent_withdrawn_at, registered_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
                    $21, $22, $23, $24, $25)
            """,
            business.id,
            business.city,
            business.owner_subject,
            business.entered_by,
            business.name,
            business.nib,
            business.legal_form,
            business.established,
            business.capital,
            business.turnover,
            business.scale,
            business.kbli_code,
            business.kbli_version,
            business.district_code,
            business.owner_name,
            business.phone,
            *_sealed(seal, "nik", business.nik, business.id),
            *_sealed(seal, "npwp", business.npwp, business.id),
            consent.text_version,
            consent.channel,
            consent.given_at,
            consent.withdrawn_at,
            business.registered_at,
        )


async def get_business(connection: Connection, id: UUID, seal: Seal) -> Business:
    """A business of the cities that the transaction may see. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_BUSINESS} WHERE id = $1", id), id, seal)


async def find_business(connection: Connection, nib: str, seal: Seal) -> Business | None:
    """A business by its NIB, if there is one in the cities that the transaction may see."""
    row = await connection.fetchrow(f"{_BUSINESS} WHERE nib = $1", nib)
    return to_business(dict(row), seal) if row else None


async def lock_business(connection: Connection, id: UUID, seal: Seal) -> Business:
    """The same, held until the transaction ends."""
    return _found(await connection.fetchrow(f"{_BUSINESS} WHERE id = $1 FOR UPDATE", id), id, seal)


async def list_businesses(
    connection: Connection,
    seal: Seal,
    *,
    cities: Sequence[str],
    all_in: Sequence[str],
    owned: Sequence[UUID],
    wanted: Wanted,
    after: UUID | None,
    limit: int,
) -> list[Business]:
    """The businesses of these cities, oldest first: all of those that are in `all_in`, of others those `owned`.

    Without its owner's consent a business is found by its NIB alone: it is named to nobody.
    """
    rows = await connection.fetch(
        f"""
        {_BUSINESS}
        WHERE city = ANY ($1::text[]) AND (city = ANY ($2::text[]) OR id = ANY ($3::uuid[]))
          AND ($4::uuid IS NULL OR id > $4)
          AND ($6 = '' OR nib = $6
               OR (consent_withdrawn_at IS NULL AND position(lower($6) IN lower(name)) > 0))
          AND ($7::text IS NULL OR district_code = $7) AND ($8::text IS NULL OR scale = $8)
        ORDER BY id
        LIMIT $5
        """,
        cities,
        all_in,
        owned,
        after,
        limit,
        wanted.search.strip(),
        wanted.district,
        wanted.scale,
    )
    return [to_business(dict(row), seal) for row in rows]


async def find_business_city(connection: Connection, id: UUID | None) -> str | None:
    """Where a business is registered, if it is and the transaction may see it."""
    city: str | None = await connection.fetchval("SELECT city FROM businesses WHERE id = $1", id)
    return city


async def save_business(connection: Connection, business: Business) -> None:
    """Replace what may change of a business, and the end of its consent."""
    await connection.execute(
        """
        UPDATE businesses
        SET name = $2, legal_form = $3, established = $4, capital = $5, turnover = $6, scale = $7, kbli_code = $8,
            kbli_version = $9, district_code = $10, owner_name = $11, phone = $12, consent_withdrawn_at = $13
        WHERE id = $1
        """,
        business.id,
        business.name,
        business.legal_form,
        business.established,
        business.capital,
        business.turnover,
        business.scale,
        business.kbli_code,
        business.kbli_version,
        business.district_code,
        business.owner_name,
        business.phone,
        business.consent.withdrawn_at,
    )


async def save_numbers(connection: Connection, business: Business, seal: Seal) -> None:
    """Replace the numbers of a business. Raises Conflict when one of them is registered already."""
    with _unless_taken():
        await connection.execute(
            """
            UPDATE businesses SET nib = $2, nik_sealed = $3, nik_index = $4, npwp_sealed = $5, npwp_index = $6
            WHERE id = $1
            """,
            business.id,
            business.nib,
            *_sealed(seal, "nik", business.nik, business.id),
            *_sealed(seal, "npwp", business.npwp, business.id),
        )


_BUSINESS = """SELECT id, city, owner_subject, entered_by, name, nib, legal_form, established, capital, turnover,
                      scale, kbli_code, kbli_version, district_code, owner_name, phone, nik_sealed, npwp_sealed,
                      consent_text_version, consent_channel, consent_given_at, consent_withdrawn_at, registered_at
               FROM businesses"""


@contextmanager
def _unless_taken() -> Iterator[None]:
    try:
        yield
    except UniqueViolationError as taken:
        raise domain.TEXTS.conflict(TAKEN[taken.constraint_name or ""]) from taken


def _sealed(seal: Seal, what: str, number: str | None, of: UUID) -> tuple[bytes | None, bytes | None]:
    if number is None:
        return None, None
    return seal.close(number.encode(), f"{what}/{of}"), seal.blind_index(number, what)


def to_business(columns: dict[str, Any], seal: Seal) -> Business:
    """A business from its columns."""
    id = columns["id"]
    nik, npwp = columns.pop("nik_sealed"), columns.pop("npwp_sealed")
    consent = Consent(
        text_version=columns.pop("consent_text_version"),
        given_at=columns.pop("consent_given_at"),
        channel=columns.pop("consent_channel"),
        withdrawn_at=columns.pop("consent_withdrawn_at"),
    )
    return Business(
        **columns,
        nik=seal.open(nik, f"nik/{id}").decode(),
        npwp=seal.open(npwp, f"npwp/{id}").decode() if npwp else None,
        consent=consent,
    )


def _found(row: Record | None, id: UUID, seal: Seal) -> Business:
    if row is None:
        raise NotFound(f"business {id}")
    return to_business(dict(row), seal)
