"""A database and two roles per service: one owns the tables, the other works with what is in them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

if TYPE_CHECKING:
    # Generic only for the type checker.
    Connection = asyncpg.Connection[Any]
else:
    Connection = asyncpg.Connection


def name(service: str) -> str:
    """The service's database."""
    return f"gerai_{service}"


def owner(service: str) -> str:
    """The role that migrates: it owns the database and everything in it."""
    return f"gerai_{service}_owner"


def app(service: str) -> str:
    """The role that the service works as."""
    return f"gerai_{service}_app"


def dsn(port: int, database: str, role: str, password: str | None) -> str:
    """The address of a database of this machine's server."""
    secret = "" if password is None else f":{quote(password, safe='')}"
    return f"postgresql://{quote(role, safe='')}{secret}@127.0.0.1:{port}/{quote(database, safe='')}"


async def create_databases(superuser_dsn: str, services: Sequence[str], passwords: Mapping[str, str]) -> None:
    """Bring databases, roles and rights to where they should be; may be run again.

    `passwords` is by role name, as `owner` and `app` give it.
    """
    server = await asyncpg.connect(superuser_dsn)
    try:
        for service in services:
            await _save_role(server, owner(service), passwords[owner(service)])
            await _save_role(server, app(service), passwords[app(service)])
            await _save_database(server, service)
    finally:
        await server.close()
    for service in services:
        database = await asyncpg.connect(_with_database(superuser_dsn, name(service)))
        try:
            await _grant_inside(database, service)
        finally:
            await database.close()


async def admit_only(connection: Connection, database: str, service: str) -> None:
    """Let only the service's two roles connect to this database. A copy made from a template needs it again."""
    await _run(connection, "REVOKE ALL ON DATABASE %I FROM PUBLIC", database)
    await _run(connection, "GRANT CONNECT ON DATABASE %I TO %I, %I", database, owner(service), app(service))


async def _save_role(connection: Connection, role: str, password: str) -> None:
    if not await connection.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", role):
        await _run(connection, "CREATE ROLE %I", role)
    await _run(
        connection,
        "ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD %L",
        role,
        password,
    )


async def _save_database(connection: Connection, service: str) -> None:
    known = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)"
    if not await connection.fetchval(known, name(service)):
        await _run(connection, "CREATE DATABASE %I", name(service))
    await _run(connection, "ALTER DATABASE %I OWNER TO %I", name(service), owner(service))
    await admit_only(connection, name(service), service)


async def _grant_inside(connection: Connection, service: str) -> None:
    """What the owner makes from now on, in whichever schema, the app may use but not change."""
    await _run(connection, "ALTER SCHEMA public OWNER TO %I", owner(service))
    await _run(connection, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    await _run(connection, "GRANT USAGE ON SCHEMA public TO %I", app(service))
    for rights in (
        "SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "USAGE ON SEQUENCES",
        "EXECUTE ON FUNCTIONS",
        "USAGE ON SCHEMAS",
    ):
        statement = f"ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT {rights} TO %I"
        await _run(connection, statement, owner(service), app(service))


async def _run(connection: Connection, statement: str, *parts: str) -> None:
    """Run a statement that takes no parameters, with %I and %L filled in and quoted by the server itself."""
    marks = ", ".join(f"${place}::text" for place in range(2, len(parts) + 2))
    call = f"SELECT format($1::text{', ' if parts else ''}{marks})"
    await connection.execute(await connection.fetchval(call, statement, *parts))


def _with_database(dsn: str, database: str) -> str:
    return urlunsplit(urlsplit(dsn)._replace(path=f"/{database}"))
