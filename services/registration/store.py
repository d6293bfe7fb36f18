"""Every SQL statement of registration."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from asyncpg import Connection, Record, UniqueViolationError
from pydantic_core import from_json, to_json

from services.registration.domain import Business, Consent, Product, Sheet, Status
from shared.errors import Conflict, NotFound
from shared.events.registration import Licence
from shared.sealing import Seal

TAKEN: Mapping[str, str] = {
    "businesses_nib_key": "NIB ini sudah terdaftar. Masuklah dengan akun yang mendaftarkannya, atau hubungi dinas.",
    "businesses_nik_index_key": "NIK ini sudah terdaftar pada usaha lain. Hubungi dinas bila itu bukan usaha Anda.",
    "businesses_npwp_index_key": "NPWP ini sudah terdaftar pada usaha lain. Hubungi dinas bila itu bukan usaha Anda.",
}


async def insert_business(connection: Connection, business: Business, seal: Seal) -> None:
    """Add a business. Raises Conflict when its NIB, NIK or NPWP is registered already."""
    consent = business.consent
    try:
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
    except UniqueViolationError as taken:
        raise Conflict(TAKEN.get(taken.constraint_name or "", "Usaha ini sudah terdaftar.")) from taken


async def get_business(connection: Connection, id: UUID, seal: Seal) -> Business:
    """A business of the cities that the transaction may see. Raises NotFound."""
    row = await connection.fetchrow(
        """
        SELECT id, city, owner_subject, entered_by, name, nib, legal_form, established, capital, turnover,
               scale, kbli_code, kbli_version, district_code, owner_name, phone, nik_sealed, npwp_sealed,
               consent_text_version, consent_channel, consent_given_at, consent_withdrawn_at, registered_at
        FROM businesses WHERE id = $1
        """,
        id,
    )
    if row is None:
        raise NotFound(f"business {id}")
    return _to_business(row, seal)


async def insert_product(connection: Connection, product: Product) -> None:
    """Add a product."""
    await connection.execute(
        """
        INSERT INTO products (id, city, business_id, status, revision, sheet, drafted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        product.id,
        product.city,
        product.business_id,
        product.status,
        product.revision,
        _sheet_to_json(product.sheet),
        product.drafted_at,
    )


async def get_product(connection: Connection, id: UUID) -> Product:
    """A product of the cities that the transaction may see. Raises NotFound."""
    return _to_product(await connection.fetchrow(f"{_PRODUCT} WHERE id = $1", id), id)


async def lock_product(connection: Connection, id: UUID) -> Product:
    """The same, held until the transaction ends."""
    return _to_product(await connection.fetchrow(f"{_PRODUCT} WHERE id = $1 FOR UPDATE", id), id)


async def list_products(connection: Connection, business_id: UUID) -> list[Product]:
    """The products of a business, oldest first."""
    rows = await connection.fetch(f"{_PRODUCT} WHERE business_id = $1 ORDER BY id", business_id)
    return [_to_product(row, row["id"]) for row in rows]


async def save_product(connection: Connection, product: Product) -> None:
    """Replace what is known of a product."""
    await connection.execute(
        """
        UPDATE products
        SET status = $2, revision = $3, sheet = $4, submitted_at = $5, withdrawn_at = $6
        WHERE id = $1
        """,
        product.id,
        product.status,
        product.revision,
        _sheet_to_json(product.sheet),
        product.submitted_at,
        product.withdrawn_at,
    )


_PRODUCT = """SELECT id, city, business_id, status, revision, sheet, drafted_at, submitted_at, withdrawn_at
              FROM products"""


def _sealed(seal: Seal, what: str, number: str | None, of: UUID) -> tuple[bytes | None, bytes | None]:
    if number is None:
        return None, None
    return seal.close(number.encode(), f"{what}/{of}"), seal.blind_index(number, what)


def _to_business(row: Record, seal: Seal) -> Business:
    columns = dict(row)
    nik, npwp = columns.pop("nik_sealed"), columns.pop("npwp_sealed")
    consent = Consent(
        text_version=columns.pop("consent_text_version"),
        given_at=columns.pop("consent_given_at"),
        channel=columns.pop("consent_channel"),
        withdrawn_at=columns.pop("consent_withdrawn_at"),
    )
    return Business(
        **columns,
        nik=seal.open(nik, f"nik/{row['id']}").decode(),
        npwp=seal.open(npwp, f"npwp/{row['id']}").decode() if npwp else None,
        consent=consent,
    )


def _sheet_to_json(sheet: Sheet) -> str:
    return to_json(asdict(sheet) | {"licences": sheet.licences}).decode()


def _to_product(row: Record | None, id: UUID) -> Product:
    if row is None:
        raise NotFound(f"product {id}")
    columns = dict(row)
    sheet = from_json(columns.pop("sheet"))
    licences = tuple(Licence.model_validate(licence) for licence in sheet.pop("licences"))
    columns["status"] = Status(columns["status"])
    return Product(**columns, sheet=Sheet(**sheet, licences=licences))
