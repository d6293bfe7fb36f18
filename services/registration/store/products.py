"""The SQL of products and their submissions."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection, Record
from pydantic_core import from_json, to_json

from services.registration.domain import Business, Product, Sheet, Status, Submission
from services.registration.store.businesses import to_business
from shared.errors import NotFound
from shared.events.registration import Licence
from shared.sealing import Seal


class Held(NamedTuple):
    """A product that is held, with what there is to know before anything is done about it."""

    product: Product
    business: Business
    zone: ZoneInfo
    """Of its city."""
    photos: tuple[UUID, ...]


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


async def lock_product(connection: Connection, id: UUID, seal: Seal) -> Held:
    """A product with its business, the time zone of their city, and its photos. Raises NotFound.

    The product is held until the transaction ends, and the business with whoever else holds a product of it: so a
    consent that ends at the same moment is either seen here, or sees what is done here. Its row comes first, as where
    a consent ends.
    """
    row = await connection.fetchrow(
        """
        SELECT p.id AS product_id, p.city AS product_city, p.status, p.revision, p.sheet, p.sheet_version,
               p.drafted_at, p.submitted_at, p.withdrawn_at, c.time_zone,
               b.id, b.city, b.owner_subject, b.entered_by, b.name, b.nib, b.legal_form, b.established, b.capital,
               b.turnover, b.scale, b.kbli_code, b.kbli_version, b.district_code, b.owner_name, b.phone, b.nik_sealed,
               b.npwp_sealed, b.consent_text_version, b.consent_channel, b.consent_given_at, b.consent_withdrawn_at,
               b.registered_at,
               ARRAY (SELECT id FROM photos WHERE product_id = p.id AND let_go_at IS NULL ORDER BY id) AS photos
        FROM products p JOIN businesses b ON b.id = p.business_id JOIN cities c ON c.code = p.city
        WHERE p.id = $1
        FOR KEY SHARE OF b FOR UPDATE OF p
        """,
        id,
    )
    if row is None:
        raise NotFound(f"product {id}")
    columns = dict(row)
    product = Product(
        id=columns.pop("product_id"),
        city=columns.pop("product_city"),
        business_id=row["id"],
        status=Status(columns.pop("status")),
        revision=columns.pop("revision"),
        sheet=_to_sheet(columns.pop("sheet")),
        sheet_version=columns.pop("sheet_version"),
        drafted_at=columns.pop("drafted_at"),
        submitted_at=columns.pop("submitted_at"),
        withdrawn_at=columns.pop("withdrawn_at"),
    )
    zone, photos = ZoneInfo(columns.pop("time_zone")), tuple(columns.pop("photos"))
    return Held(product, to_business(columns, seal), zone, photos)


async def lock_products(connection: Connection, business_id: UUID) -> list[Product]:
    """All products of a business, held until the transaction ends."""
    rows = await connection.fetch(f"{_PRODUCT} WHERE business_id = $1 ORDER BY id FOR UPDATE", business_id)
    return [_to_product(row, row["id"]) for row in rows]


async def list_products(connection: Connection, business_id: UUID, *, after: UUID | None, limit: int) -> list[Product]:
    """The products of a business, oldest first."""
    rows = await connection.fetch(
        f"{_PRODUCT} WHERE business_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3",
        business_id,
        after,
        limit,
    )
    return [_to_product(row, row["id"]) for row in rows]


async def save_products(connection: Connection, products: Sequence[Product]) -> None:
    """Replace what is known of products."""
    await connection.execute(
        """
        UPDATE products AS p
        SET status = s.status, revision = s.revision, sheet = s.sheet, sheet_version = s.sheet_version,
            submitted_at = s.submitted_at, withdrawn_at = s.withdrawn_at
        FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::jsonb[], $5::integer[], $6::timestamptz[],
                    $7::timestamptz[])
             AS s (id, status, revision, sheet, sheet_version, submitted_at, withdrawn_at)
        WHERE p.id = s.id
        """,
        [product.id for product in products],
        [product.status for product in products],
        [product.revision for product in products],
        [_sheet_to_json(product.sheet) for product in products],
        [product.sheet_version for product in products],
        [product.submitted_at for product in products],
        [product.withdrawn_at for product in products],
    )


async def save_submission(connection: Connection, product: Product, submission: Submission) -> None:
    """Replace what is known of a product, and keep the revision as it was put forward."""
    await connection.execute(
        """
        WITH saved AS (
            UPDATE products SET status = $2, revision = $3, sheet = $4, submitted_at = $5, withdrawn_at = $6
            WHERE id = $1
        )
        INSERT INTO submissions (product_id, revision, city, sheet, changes, submitted_at, entered_by, entered_as,
                                 photos)
        VALUES ($1, $3, $7, $4, $8, $9, $10, $11, $12)
        """,
        product.id,
        product.status,
        product.revision,
        _sheet_to_json(product.sheet),
        product.submitted_at,
        product.withdrawn_at,
        submission.city,
        submission.changes,
        submission.submitted_at,
        submission.entered_by,
        submission.entered_as,
        submission.photos,
    )


async def list_submissions(connection: Connection, product_id: UUID) -> list[Submission]:
    """Every revision of a product, in order."""
    rows = await connection.fetch(
        """
        SELECT product_id, revision, city, sheet, changes, submitted_at, entered_by, entered_as, photos
        FROM submissions WHERE product_id = $1 ORDER BY revision
        """,
        product_id,
    )
    return [_to_submission(row) for row in rows]


_PRODUCT = """SELECT id, city, business_id, status, revision, sheet, sheet_version, drafted_at, submitted_at,
                     withdrawn_at
              FROM products"""


def _sheet_to_json(sheet: Sheet) -> str:
    return to_json(sheet).decode()


def _to_sheet(text: str) -> Sheet:
    columns: dict[str, Any] = from_json(text)
    licences = tuple(Licence.model_validate(licence) for licence in columns.pop("licences"))
    return Sheet(**columns, licences=licences)


def _to_submission(row: Record) -> Submission:
    return Submission(**dict(row) | {"sheet": _to_sheet(row["sheet"]), "photos": tuple(row["photos"])})


def _to_product(row: Record | None, id: UUID) -> Product:
    if row is None:
        raise NotFound(f"product {id}")
    return Product(**dict(row) | {"status": Status(row["status"]), "sheet": _to_sheet(row["sheet"])})
