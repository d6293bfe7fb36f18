"""The SQL of what admins do for their city: invitations, and the trail."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from pydantic_core import from_json, to_json

from services.registration.domain import Act, Done, Invitation
from shared.errors import NotFound
from shared.sealing import Seal


async def save_invitation(connection: Connection, invitation: Invitation, seal: Seal) -> None:
    """Add an invitation, or settle it: then name and address are forgotten."""
    said = seal.close(to_json([invitation.name, invitation.email]), _about(invitation.id)) if invitation.email else None
    await connection.execute(
        """
        INSERT INTO invitations (id, city, sealed, language, function, scope, title, since, until, invited_by,
                                 invited_at, expires_at, settled_at, accepted_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (id) DO UPDATE
        SET sealed = excluded.sealed, settled_at = excluded.settled_at, accepted_by = excluded.accepted_by
        """,
        invitation.id,
        invitation.city,
        said,
        invitation.language,
        invitation.function,
        invitation.scope,
        invitation.title,
        invitation.since,
        invitation.until,
        invitation.invited_by,
        invitation.invited_at,
        invitation.expires_at,
        invitation.settled_at,
        invitation.accepted_by,
    )


async def lock_invitation(connection: Connection, id: UUID, seal: Seal) -> Invitation:
    """An invitation, held until the transaction ends. Raises NotFound."""
    row = await connection.fetchrow(f"{_INVITATION} WHERE id = $1 FOR UPDATE", id)
    if row is None:
        raise NotFound(f"invitation {id}")
    return _to_invitation(row, seal)


async def lock_expired_invitations(connection: Connection, at: datetime, seal: Seal) -> list[Invitation]:
    """Some of those that nobody took in time, held until the transaction ends."""
    rows = await connection.fetch(
        f"{_INVITATION} WHERE settled_at IS NULL AND expires_at <= $1 ORDER BY expires_at, id LIMIT 100 FOR UPDATE", at
    )
    return [_to_invitation(row, seal) for row in rows]


async def list_invitations(
    connection: Connection, cities: Sequence[str], seal: Seal, *, after: UUID | None, limit: int
) -> list[Invitation]:
    """The invitations of these cities, the newest first."""
    rows = await connection.fetch(
        f"""
        {_INVITATION}
        WHERE city = ANY ($1::text[]) AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
        """,
        cities,
        after,
        limit,
    )
    return [_to_invitation(row, seal) for row in rows]


async def insert_act(connection: Connection, act: Act) -> None:
    """Keep that somebody did something."""
    await connection.execute(
        """
        INSERT INTO acts (id, city, at, by_subject, what, about, function, scope, title)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        act.id,
        act.city,
        act.at,
        act.by_subject,
        act.what,
        act.about,
        act.function,
        act.scope,
        act.title,
    )


async def list_acts(
    connection: Connection, cities: Sequence[str], *, search: str, after: UUID | None, limit: int
) -> list[Act]:
    """What was done for these cities, the newest first; by or about accounts in whose name `search` stands."""
    rows = await connection.fetch(
        """
        SELECT id, city, at, by_subject, what, about, function, scope, title
        FROM acts
        WHERE city = ANY ($1::text[]) AND ($2::uuid IS NULL OR id < $2)
          AND ($4 = '' OR position(lower($4) IN lower(by_subject)) > 0 OR position(lower($4) IN lower(about)) > 0)
        ORDER BY id DESC
        LIMIT $3
        """,
        cities,
        after,
        limit,
        search.strip(),
    )
    return [Act(**dict(row) | {"what": Done(row["what"])}) for row in rows]


_INVITATION = """SELECT id, city, sealed, language, function, scope, title, since, until, invited_by, invited_at,
                        expires_at, settled_at, accepted_by
                 FROM invitations"""


def _about(id: UUID) -> str:
    return f"invitation/{id}"


def _to_invitation(row: Record, seal: Seal) -> Invitation:
    columns = dict(row)
    sealed = columns.pop("sealed")
    name, email = from_json(seal.open(sealed, _about(row["id"]))) if sealed else (None, None)
    return Invitation(**columns, name=name, email=email)
