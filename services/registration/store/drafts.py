"""The SQL of applications that are still being written; the database itself shows nobody another's."""

from uuid import UUID

from asyncpg import Connection, Record
from pydantic_core import from_json, to_json

from services.registration.domain import ApplicationDraft
from shared.errors import NotFound
from shared.sealing import Seal


async def save_draft(connection: Connection, draft: ApplicationDraft, seal: Seal) -> None:
    """Add a draft, or replace what is in it."""
    await connection.execute(
        """
        INSERT INTO drafts (id, subject, sealed, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at, kept_at = now()
        """,
        draft.id,
        draft.subject,
        seal.close(to_json(dict(draft.fields)), _about(draft.id)),
        draft.changed_at,
    )


async def get_draft(connection: Connection, id: UUID, subject: str, seal: Seal) -> ApplicationDraft:
    """A person's draft. Raises NotFound."""
    row = await connection.fetchrow(f"{_DRAFT} WHERE id = $1 AND subject = $2", id, subject)
    if row is None:
        raise NotFound(f"draft {id}")
    return _to_draft(row, seal)


async def lock_draft(connection: Connection, id: UUID, subject: str, seal: Seal) -> ApplicationDraft:
    """The same, held until the transaction ends."""
    row = await connection.fetchrow(f"{_DRAFT} WHERE id = $1 AND subject = $2 FOR UPDATE", id, subject)
    if row is None:
        raise NotFound(f"draft {id}")
    return _to_draft(row, seal)


async def list_drafts(connection: Connection, subject: str, seal: Seal) -> list[ApplicationDraft]:
    """A person's drafts, oldest first, a hundred at most."""
    rows = await connection.fetch(f"{_DRAFT} WHERE subject = $1 ORDER BY id LIMIT 100", subject)
    return [_to_draft(row, seal) for row in rows]


async def delete_draft(connection: Connection, id: UUID, subject: str) -> None:
    """Forget a draft: it was sent, or let go."""
    await connection.execute("DELETE FROM drafts WHERE id = $1 AND subject = $2", id, subject)


async def delete_old_drafts(connection: Connection) -> None:
    """Forget some of what nobody has gone on with for 90 days."""
    await connection.execute(
        """
        DELETE FROM drafts WHERE id IN (
            SELECT id FROM drafts WHERE kept_at < now() - interval '90 days' ORDER BY kept_at LIMIT 100
        )
        """
    )


_DRAFT = "SELECT id, subject, sealed, changed_at FROM drafts"


def _about(id: UUID) -> str:
    return f"draft/{id}"


def _to_draft(row: Record, seal: Seal) -> ApplicationDraft:
    fields = from_json(seal.open(row["sealed"], _about(row["id"])))
    return ApplicationDraft(id=row["id"], subject=row["subject"], fields=fields, changed_at=row["changed_at"])
