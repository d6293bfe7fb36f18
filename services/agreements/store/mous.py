"""The SQL of memoranda."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from pydantic import TypeAdapter

from services.agreements.domain import Agreed, Comment, Mou, MouStatus, MouVersion, Signed, Speaker
from services.agreements.store.sight import Sight
from shared.errors import NotFound

_AGREED = TypeAdapter(tuple[Agreed, ...])
_SIGNED = TypeAdapter(tuple[Signed, ...])
_SPEAKER = TypeAdapter(Speaker)
_MOU = """SELECT id, city, retailers, status, version, title, since, until, content_hash, agreed, signatures, begins_on,
                 ended_at, ended_by, how, reason
          FROM mous"""


async def get_mou(connection: Connection, id: UUID) -> Mou:
    """A memorandum. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_MOU} WHERE id = $1", id), id)


async def lock_mou(connection: Connection, id: UUID) -> Mou:
    """A memorandum, held until the transaction ends. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_MOU} WHERE id = $1 FOR UPDATE", id), id)


async def lock_mou_shared(connection: Connection, id: UUID) -> Mou:
    """A memorandum that cannot end before the transaction does. Raises NotFound."""
    return _found(await connection.fetchrow(f"{_MOU} WHERE id = $1 FOR SHARE", id), id)


async def list_mous(connection: Connection, sight: Sight, *, after: UUID | None = None, limit: int = 200) -> list[Mou]:
    """The memoranda that somebody may see, oldest first."""
    cities, officer_in, retailers, _ = sight.columns
    rows = await connection.fetch(
        f"""
        {_MOU}
        WHERE city = ANY ($1::text[])
          AND (city = ANY ($2::text[])
               OR EXISTS (SELECT FROM unnest(retailers) AS named WHERE city || '/' || named = ANY ($3::text[])))
          AND ($4::uuid IS NULL OR id > $4)
        ORDER BY id
        LIMIT $5
        """,
        cities,
        officer_in,
        retailers,
        after,
        limit,
    )
    return [_to_mou(row) for row in rows]


async def list_these_mous(connection: Connection, ids: Sequence[UUID]) -> list[Mou]:
    """These memoranda, in no order."""
    rows = await connection.fetch(f"{_MOU} WHERE id = ANY ($1::uuid[])", ids)
    return [_to_mou(row) for row in rows]


async def list_mous_in_force(connection: Connection, cities: Iterable[str]) -> list[Mou]:
    """The memoranda of these cities that are in force; read under the lock on the cities."""
    rows = await connection.fetch(
        f"{_MOU} WHERE city = ANY ($1::text[]) AND status = 'in-force' ORDER BY id", sorted(set(cities))
    )
    return [_to_mou(row) for row in rows]


async def list_mous_to_begin(connection: Connection, at: datetime, *, limit: int) -> list[tuple[UUID, str]]:
    """Signed memoranda (with their city) whose first day has come there, and not passed altogether."""
    rows = await connection.fetch(
        """
        SELECT m.id, m.city
        FROM mous m JOIN cities c ON c.code = m.city
        WHERE m.status = 'signed' AND m.begins_on <= ($1::timestamptz AT TIME ZONE c.time_zone)::date
          AND m.until >= ($1::timestamptz AT TIME ZONE c.time_zone)::date
        ORDER BY m.begins_on, m.id
        LIMIT $2
        """,
        at,
        limit,
    )
    return [(row["id"], row["city"]) for row in rows]


async def list_mous_to_lapse(connection: Connection, at: datetime, *, limit: int) -> list[tuple[UUID, str]]:
    """Memoranda (with their city), signed or not, whose last day there is over."""
    rows = await connection.fetch(
        """
        SELECT m.id, m.city
        FROM mous m JOIN cities c ON c.code = m.city
        WHERE m.status <> 'ended' AND m.until < ($1::timestamptz AT TIME ZONE c.time_zone)::date
          AND m.until <= ($1::timestamptz AT TIME ZONE 'UTC')::date
        ORDER BY m.until, m.id
        LIMIT $2
        """,
        at,
        limit,
    )
    return [(row["id"], row["city"]) for row in rows]


async def lock_due_mous(connection: Connection, ids: Sequence[UUID], statuses: Sequence[MouStatus]) -> list[Mou]:
    """Those of these memoranda that still have such a status and that nobody else holds."""
    rows = await connection.fetch(
        f"""
        {_MOU}
        WHERE id = ANY ($1::uuid[]) AND status = ANY ($2::text[])
        ORDER BY id
        FOR UPDATE SKIP LOCKED
        """,
        ids,
        statuses,
    )
    return [_to_mou(row) for row in rows]


async def save_mous(connection: Connection, mous: Sequence[Mou]) -> None:
    """Add memoranda or replace what is known of them."""
    for mou in mous:
        await connection.execute(
            """
            INSERT INTO mous (id, city, retailers, status, version, title, since, until, content_hash, agreed,
                              signatures, begins_on, ended_at, ended_by, how, reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            ON CONFLICT (id) DO UPDATE
            SET status = excluded.status, version = excluded.version, title = excluded.title, since = excluded.since,
                until = excluded.until, content_hash = excluded.content_hash, agreed = excluded.agreed,
                signatures = excluded.signatures, begins_on = excluded.begins_on, ended_at = excluded.ended_at,
                ended_by = excluded.ended_by, how = excluded.how, reason = excluded.reason
            """,
            *_to_columns(mou),
        )


async def insert_mou_version(connection: Connection, mou: Mou, version: MouVersion) -> None:
    """Keep a version for ever."""
    await connection.execute(
        """
        INSERT INTO mou_versions (mou_id, number, city, title, body, since, until, text, changes, drafted_by,
                                  drafted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """,
        mou.id,
        version.number,
        mou.city,
        version.title,
        version.body,
        version.since,
        version.until,
        version.text,
        version.changes,
        version.drafted_by,
        version.drafted_at,
    )


async def list_mou_versions(connection: Connection, mou_id: UUID) -> list[MouVersion]:
    """All versions, the first one first."""
    rows = await connection.fetch(
        """
        SELECT number, title, body, since, until, text, changes, drafted_by, drafted_at
        FROM mou_versions WHERE mou_id = $1 ORDER BY number
        """,
        mou_id,
    )
    return [MouVersion(**dict(row)) for row in rows]


async def insert_comment(connection: Connection, mou: Mou, comment: Comment) -> None:
    """Keep a comment for ever."""
    await connection.execute(
        """
        INSERT INTO mou_comments (id, version, text, party, subject, title, commented_at, mou_id, city)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        *asdict(comment).values(),
        mou.id,
        mou.city,
    )


async def list_comments(connection: Connection, mou_id: UUID) -> list[Comment]:
    """All comments, the first one first."""
    rows = await connection.fetch(
        """
        SELECT id, version, text, party, subject, title, commented_at
        FROM mou_comments WHERE mou_id = $1 ORDER BY id
        """,
        mou_id,
    )
    return [Comment(**dict(row)) for row in rows]


def _to_columns(mou: Mou) -> list[object]:
    return [
        mou.id,
        mou.city,
        mou.retailers,
        mou.status,
        mou.version,
        mou.title,
        mou.since,
        mou.until,
        mou.content_hash,
        _AGREED.dump_json(mou.agreed).decode(),
        _SIGNED.dump_json(mou.signatures).decode(),
        mou.begins_on,
        mou.ended_at,
        mou.ended_by and _SPEAKER.dump_json(mou.ended_by).decode(),
        mou.how,
        mou.reason,
    ]


def _found(row: Record | None, id: UUID) -> Mou:
    if row is None:
        raise NotFound(f"memorandum {id}")
    return _to_mou(row)


def _to_mou(row: Record) -> Mou:
    columns = dict(row)
    columns["retailers"] = tuple(row["retailers"])
    columns["status"] = MouStatus(row["status"])
    columns["agreed"] = _AGREED.validate_json(row["agreed"])
    columns["signatures"] = _SIGNED.validate_json(row["signatures"])
    columns["ended_by"] = row["ended_by"] and _SPEAKER.validate_json(row["ended_by"])
    return Mou(**columns)
