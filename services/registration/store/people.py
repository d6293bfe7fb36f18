"""The SQL of people: the functions that they hold, and how they can be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Connection, Record
from pydantic_core import from_json, to_json

from services.registration.domain import Contact
from shared.errors import NotFound
from shared.events.registration import FunctionAssigned, FunctionEnded
from shared.sealing import Seal


async def lock_people(connection: Connection, subjects: Sequence[str]) -> None:
    """Hold people until the transaction ends: nobody decides meanwhile how they are reached, in whichever city.

    To be taken before their contacts and functions are read. It is an advisory lock, since of whom no city knows there
    is no row to hold, and what two businesses of one owner say of each other stands in neither's row.
    """
    await connection.execute(
        """
        SELECT pg_advisory_xact_lock(hashtext('person/' || subject))
        FROM (SELECT unnest($1::text[]) AS subject ORDER BY 1) AS p
        """,
        subjects,
    )


async def lock_assignment(connection: Connection, id: UUID) -> FunctionAssigned | FunctionEnded:
    """An assignment as it stands, held until the transaction ends. Raises NotFound."""
    row = await connection.fetchrow(f"{_ASSIGNMENT} WHERE id = $1 FOR UPDATE", id)
    if row is None:
        raise NotFound(f"assignment {id}")
    return _to_assignment(row)


async def save_giver(connection: Connection, change: FunctionAssigned | FunctionEnded) -> None:
    """Keep who gave a function or ended it; only registration does, beside the copy of assignments that all keep."""
    await connection.execute(
        "UPDATE assignments SET assigned_by = $2, ended_by = $3 WHERE id = $1",
        change.assignment_id,
        change.assigned_by,
        change.ended_by if isinstance(change, FunctionEnded) else None,
    )


@dataclass(frozen=True, slots=True)
class Sought:
    """Which assignments one is looking for: part of an account's name, functions, and how they stand at `at`."""

    search: str = ""
    functions: Sequence[str] | None = None
    state: str | None = None
    """current, coming or ended."""
    at: datetime | None = None


async def list_assignments(
    connection: Connection, cities: Sequence[str], *, sought: Sought, after: UUID | None, limit: int
) -> list[FunctionAssigned | FunctionEnded]:
    """The assignments of these cities, those that have ended too, oldest first."""
    rows = await connection.fetch(
        f"""
        {_ASSIGNMENT}
        WHERE city = ANY ($1::text[]) AND ($2::uuid IS NULL OR id > $2)
          AND ($4 = '' OR position(lower($4) IN lower(subject)) > 0)
          AND ($5::text[] IS NULL OR function = ANY ($5))
          AND ($6::text IS NULL
               OR $6 = CASE WHEN until <= greatest($7, since) THEN 'ended'
                            WHEN since > $7 THEN 'coming' ELSE 'current' END)
        ORDER BY id
        LIMIT $3
        """,
        cities,
        after,
        limit,
        sought.search.strip(),
        sought.functions,
        sought.state,
        sought.at,
    )
    return [_to_assignment(row) for row in rows]


async def list_held(connection: Connection, subjects: Sequence[str], at: datetime) -> list[FunctionAssigned]:
    """What these people hold at a moment or will hold later, in every city."""
    rows = await connection.fetch(
        """
        SELECT id AS assignment_id, city, subject, function, scope, since, until, title
        FROM assignments
        WHERE subject = ANY ($1::text[]) AND (until IS NULL OR until > greatest($2, since))
        ORDER BY id
        """,
        subjects,
        at,
    )
    return [FunctionAssigned(**dict(row)) for row in rows]


async def list_businesses_without_consent(connection: Connection, subjects: Sequence[str]) -> set[str]:
    """The businesses that are in a function of these people and whose consent has ended, by id as a scope has it."""
    rows = await connection.fetch(
        """
        SELECT b.id::text AS scope FROM businesses b
        WHERE b.consent_withdrawn_at IS NOT NULL
          AND EXISTS (SELECT FROM assignments a WHERE a.subject = ANY ($1::text[]) AND a.scope = b.id::text)
        """,
        subjects,
    )
    return {row["scope"] for row in rows}


async def save_contact(connection: Connection, contact: Contact | None, seal: Seal) -> None:
    """Add a city's contact of a person, or replace it; None says that there is nobody to reach."""
    if contact is None:
        return
    await connection.execute(
        """
        INSERT INTO contacts (city, subject, sealed, language, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (subject, city) DO UPDATE
        SET sealed = excluded.sealed, language = excluded.language, changed_at = excluded.changed_at
        """,
        contact.city,
        contact.subject,
        seal.close(to_json([contact.name, contact.email, contact.phone]), _about(contact.city, contact.subject)),
        contact.language,
        contact.changed_at,
    )


async def list_contacts(connection: Connection, subjects: Sequence[str], seal: Seal) -> list[Contact]:
    """These people's contacts in the cities that the transaction may see, what changed last first."""
    rows = await connection.fetch(
        f"{_CONTACT} WHERE subject = ANY ($1::text[]) ORDER BY changed_at DESC, subject, city", subjects
    )
    return [_to_contact(row, seal) for row in rows]


async def delete_contacts(connection: Connection, subjects: Sequence[str], cities: Sequence[str]) -> None:
    """Forget how these cities could reach these people."""
    await connection.execute(
        "DELETE FROM contacts WHERE subject = ANY ($1::text[]) AND city = ANY ($2::text[])", subjects, cities
    )


_ASSIGNMENT = """SELECT id AS assignment_id, city, subject, function, scope, since, until, title, ended, assigned_by,
                        ended_by
                 FROM assignments"""
_CONTACT = "SELECT city, subject, sealed, language, changed_at FROM contacts"


def _to_assignment(row: Record) -> FunctionAssigned | FunctionEnded:
    columns = dict(row)
    return FunctionEnded(**columns) if columns.pop("ended") else FunctionAssigned(**columns)


def _about(city: str, subject: str) -> str:
    return f"contact/{city}/{subject}"


def _to_contact(row: Record, seal: Seal) -> Contact:
    name, email, phone = from_json(seal.open(row["sealed"], _about(row["city"], row["subject"])))
    return Contact(
        city=row["city"],
        subject=row["subject"],
        name=name,
        email=email,
        phone=phone,
        language=row["language"],
        changed_at=row["changed_at"],
    )
