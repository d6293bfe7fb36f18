"""A service with one of everything in Ambon: behind both guards, behind one of them, and behind none."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from deploy.local import databases
from deploy.local.postgres import Postgres
from shared.service import Service
from shared.settings import Settings
from tests.access.doors import Behind, Door, open_door
from tests.access.worlds import Things, make_things
from tests.conftest import ServiceDatabase, Templates


@dataclass(frozen=True)
class House:
    """A service with things of Ambon."""

    things: Things
    doors: Mapping[Behind, Door]


@dataclass(frozen=True)
class Ground:
    """Where a service's databases are made."""

    server: Postgres
    templates: Templates
    service: Service
    settings: Settings

    @asynccontextmanager
    async def new(self) -> AsyncIterator[ServiceDatabase]:
        """A migrated database."""
        name = f"test_access_{self.service.name}_{secrets.token_hex(4)}"
        yield await self.templates.copy(self.service.name, name)
        await self.templates.drop(name)

    @asynccontextmanager
    async def copy(self, of: ServiceDatabase) -> AsyncIterator[ServiceDatabase]:
        """A database with all that is in another one, which nobody may be using."""
        name = f"{_name(of)}_copy"
        connection = await asyncpg.connect(self.server.dsn("postgres"))
        try:
            owner = databases.owner(self.service.name)
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{_name(of)}" OWNER "{owner}"')
            await databases.admit_only(connection, name, self.service.name)
        finally:
            await connection.close()
        yield ServiceDatabase(f"{of.owner_dsn}_copy", f"{of.app_dsn}_copy")
        await self.templates.drop(name)

    def door(self, behind: Behind, database: ServiceDatabase) -> AbstractAsyncContextManager[Door]:
        """A door to a database."""
        superuser_dsn = self.server.dsn(_name(database))
        return open_door(self.service, behind, database.app_dsn, superuser_dsn, self.settings)


@asynccontextmanager
async def build(ground: Ground) -> AsyncIterator[House]:
    """Make one of everything, and a copy of it that hides nothing."""
    async with AsyncExitStack() as until_then:
        guarded = await until_then.enter_async_context(ground.new())
        async with ground.door(Behind.BOTH, guarded) as door:
            things = await make_things(door)
        exposed = await until_then.enter_async_context(ground.copy(guarded))
        await _disable_row_level_security(exposed)
        databases_of = {Behind.BOTH: guarded, Behind.DATABASE: guarded, Behind.CODE: exposed, Behind.NOTHING: exposed}
        doors = {
            behind: await until_then.enter_async_context(ground.door(behind, database))
            for behind, database in databases_of.items()
        }
        yield House(things, doors)


async def _disable_row_level_security(database: ServiceDatabase) -> None:
    """As only the owner of the tables may."""
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        for table in await owner.fetch("SELECT relname AS name FROM pg_class WHERE relrowsecurity"):
            await owner.execute(f"ALTER TABLE {table['name']} NO FORCE ROW LEVEL SECURITY")
            await owner.execute(f"ALTER TABLE {table['name']} DISABLE ROW LEVEL SECURITY")
    finally:
        await owner.close()


def _name(database: ServiceDatabase) -> str:
    return urlsplit(database.app_dsn).path.lstrip("/")
