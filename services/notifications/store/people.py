"""Contacts, sealed, and what businesses and products are called."""

from collections.abc import Sequence
from uuid import UUID

from asyncpg import Connection, Record

from services.notifications.domain import Contact, Name
from shared.events.registration import ConsentWithdrawn
from shared.sealing import Seal


async def save_contacts(connection: Connection, contacts: Sequence[Contact], seal: Seal) -> None:
    """Add contacts or replace what is known of them; of one subject the last counts."""
    last = {contact.subject: contact for contact in contacts}
    await connection.execute(
        """
        INSERT INTO contacts (subject, language, name_sealed, email_sealed, erased)
        SELECT subject, language, name, email, false
        FROM unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[]) AS c (subject, language, name, email)
        ORDER BY subject
        ON CONFLICT (subject) DO UPDATE
        SET language = excluded.language, name_sealed = excluded.name_sealed, email_sealed = excluded.email_sealed,
            erased = false
        """,
        list(last),
        [contact.language for contact in last.values()],
        [_closed(seal, "name", contact.name, contact.subject) for contact in last.values()],
        [_closed(seal, "email", contact.email, contact.subject) for contact in last.values()],
    )


async def save_contacts_erased(connection: Connection, subjects: Sequence[str]) -> None:
    """Forget how these people are reached, and remember that it was to be forgotten."""
    await connection.execute(
        """
        INSERT INTO contacts (subject, language, erased)
        SELECT DISTINCT subject, 'id', true FROM unnest($1::text[]) AS c (subject) ORDER BY subject
        ON CONFLICT (subject) DO UPDATE
        SET language = 'id', name_sealed = NULL, email_sealed = NULL, erased = true
        """,
        subjects,
    )


async def find_language(connection: Connection, subject: str) -> str:
    """The language that a person wants to be told in; Indonesian where nobody has said."""
    found = await connection.fetchval("SELECT language FROM contacts WHERE subject = $1", subject)
    return str(found or "id")


async def save_names(connection: Connection, names: Sequence[Name]) -> None:
    """Add names of businesses and products or replace them; what was forgotten stays so."""
    await connection.execute(
        """
        INSERT INTO names (id, city, name, business_id)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS n (id, city, name, business_id)
        ORDER BY id
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, business_id = excluded.business_id
        WHERE names.name IS NOT NULL
        """,
        [name.id for name in names],
        [name.city for name in names],
        [name.name for name in names],
        [name.business_id for name in names],
    )


async def save_names_forgotten(connection: Connection, withdrawn: Sequence[ConsentWithdrawn]) -> None:
    """Forget what these businesses are called, and remember that it was to be forgotten."""
    await connection.execute(
        """
        INSERT INTO names (id, city)
        SELECT DISTINCT id, city FROM unnest($1::uuid[], $2::text[]) AS n (id, city) ORDER BY id
        ON CONFLICT (id) DO UPDATE SET name = NULL
        """,
        [event.business_id for event in withdrawn],
        [event.city for event in withdrawn],
    )


async def list_names(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Name]:
    """What was heard of the names of these, with the businesses of the products among them."""
    rows = await connection.fetch(
        """
        SELECT id, city, name, business_id FROM names
        WHERE id = ANY ($1::uuid[]) OR id IN (SELECT business_id FROM names WHERE id = ANY ($1::uuid[]))
        """,
        ids,
    )
    return {row["id"]: Name(**dict(row)) for row in rows}


def open_contact(row: Record, seal: Seal) -> Contact | None:
    """The contact in a row, in clear; None where there is none, or none any more."""
    if row["name_sealed"] is None:
        return None
    return Contact(
        subject=row["subject"],
        name=_opened(seal, "name", row["name_sealed"], row["subject"]) or "",
        email=_opened(seal, "email", row["email_sealed"], row["subject"]),
        language=row["language"],
    )


def _closed(seal: Seal, what: str, clear: str | None, of: str) -> bytes | None:
    return None if clear is None else seal.close(clear.encode(), f"{what}/{of}")


def _opened(seal: Seal, what: str, sealed: bytes | None, of: str) -> str | None:
    return None if sealed is None else seal.open(sealed, f"{what}/{of}").decode()
