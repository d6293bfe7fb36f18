"""The SQL of photos. What they show is here only until it is where the operator keeps it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record

from services.registration.domain import Photo, Picture
from shared.errors import NotFound


async def insert_photo(connection: Connection, photo: Photo, picture: Picture) -> None:
    """Add a photo with what it shows."""
    await connection.execute(
        """
        INSERT INTO photos (id, city, product_id, width, height, added_by, entered_as, added_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        photo.id,
        photo.city,
        photo.product_id,
        photo.width,
        photo.height,
        photo.added_by,
        photo.entered_as,
        photo.added_at,
    )
    await connection.executemany(
        "INSERT INTO photo_contents (photo_id, size, city, content) VALUES ($1, $2, $3, $4)",
        [(photo.id, size, photo.city, content) for size, content in picture.contents.items()],
    )


async def get_photo(connection: Connection, id: UUID) -> Photo:
    """A photo of the cities that the transaction may see. Raises NotFound."""
    row = await connection.fetchrow(f"{_PHOTO} WHERE id = $1", id)
    if row is None:
        raise NotFound(f"photo {id}")
    return _to_photo(row)


async def list_photos(connection: Connection, product_ids: Sequence[UUID]) -> list[Photo]:
    """The photos of these products that were not let go, the first one first."""
    rows = await connection.fetch(
        f"{_PHOTO} WHERE product_id = ANY ($1::uuid[]) AND let_go_at IS NULL ORDER BY id", product_ids
    )
    return [_to_photo(row) for row in rows]


async def save_offered(connection: Connection, offered: Collection[tuple[UUID, str, str]]) -> None:
    """These products were offered to these retailers in these cities."""
    products, retailers, cities = zip(*sorted(offered), strict=True)
    await connection.execute(
        """
        INSERT INTO offered (product_id, retailer, city) SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])
        ON CONFLICT DO NOTHING
        """,
        products,
        retailers,
        cities,
    )


async def list_offered(connection: Connection, product_id: UUID) -> list[str]:
    """The retailers that a product was ever offered to."""
    rows = await connection.fetch("SELECT retailer FROM offered WHERE product_id = $1", product_id)
    return [row["retailer"] for row in rows]


async def find_content(connection: Connection, id: UUID, size: str) -> bytes | None:
    """What a photo shows, while it is still here."""
    content: bytes | None = await connection.fetchval(
        "SELECT content FROM photo_contents WHERE photo_id = $1 AND size = $2", id, size
    )
    return content


async def let_photo_go(connection: Connection, photo: Photo, at: datetime) -> None:
    """A photo is the product's no longer. One that was put forward stays, as what was judged; another is forgotten."""
    judged = await connection.fetchval(
        "SELECT true FROM submissions WHERE product_id = $1 AND $2 = ANY (photos) LIMIT 1", photo.product_id, photo.id
    )
    if judged:
        await connection.execute("UPDATE photos SET let_go_at = $2 WHERE id = $1", photo.id, at)
        return
    await connection.execute("DELETE FROM photos WHERE id = $1", photo.id)
    await connection.execute(
        "INSERT INTO photos_forgotten (id, city, product_id) VALUES ($1, $2, $3)",
        photo.id,
        photo.city,
        photo.product_id,
    )


async def find_unkept(connection: Connection) -> tuple[Photo, dict[str, bytes]] | None:
    """The photo that has waited longest to be brought where it is kept, with what it shows."""
    row = await connection.fetchrow(f"{_PHOTO} WHERE kept_at IS NULL ORDER BY id LIMIT 1")
    if row is None:
        return None
    contents = await connection.fetch("SELECT size, content FROM photo_contents WHERE photo_id = $1", row["id"])
    return _to_photo(row), {each["size"]: each["content"] for each in contents}


async def save_kept(connection: Connection, photo: Photo) -> None:
    """It is where it is kept; a photo that was let go meanwhile is to be removed there, too."""
    kept = await connection.fetchval("UPDATE photos SET kept_at = now() WHERE id = $1 RETURNING true", photo.id)
    await connection.execute("DELETE FROM photo_contents WHERE photo_id = $1", photo.id)
    if not kept:
        await connection.execute(
            "INSERT INTO photos_forgotten (id, city, product_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            photo.id,
            photo.city,
            photo.product_id,
        )


async def find_forgotten(connection: Connection) -> tuple[UUID, str, UUID] | None:
    """A photo of which something may still be where it was kept: its id, city and product."""
    row = await connection.fetchrow("SELECT id, city, product_id FROM photos_forgotten ORDER BY id LIMIT 1")
    return (row["id"], row["city"], row["product_id"]) if row else None


async def delete_forgotten(connection: Connection, id: UUID) -> None:
    """Nothing is left of a photo."""
    await connection.execute("DELETE FROM photos_forgotten WHERE id = $1", id)


async def count_unkept(connection: Connection) -> int:
    """How many photos wait here."""
    waiting: int = await connection.fetchval("SELECT count(*) FROM photos WHERE kept_at IS NULL")
    return waiting


_PHOTO = """SELECT id, city, product_id, width, height, added_by, entered_as, added_at, let_go_at
            FROM photos"""


def _to_photo(row: Record) -> Photo:
    return Photo(**dict(row))
