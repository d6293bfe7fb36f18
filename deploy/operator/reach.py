"""Where a service's database and keys are: in the local home or, where there is none, where the environment says."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import asyncpg
from cryptography.exceptions import InvalidTag
from pydantic import ValidationError

from deploy.local.home import Home
from deploy.local.keys import key_variable, uses
from deploy.operator.screen import fail, running
from shared import database
from shared.clock import Clock
from shared.errors import NotFound, Refused
from shared.messaging import transaction
from shared.messaging.transaction import Transaction
from shared.sealing import Seal

T = TypeVar("T")


@dataclass(frozen=True)
class Reached:
    """A service's database, the time that it goes by, and its keys by what they are for."""

    service: str
    dsn: str
    clock: Clock
    keys: Mapping[str, str]

    def seal(self, use: str) -> Seal:
        """The seal of a use, `field` or `parked`; ends the command where there is no such key."""
        variable = key_variable(f"{self.service}/{use}")
        if not self.keys.get(use):
            fail(f"{variable} is not set.")
        try:
            return Seal.from_text(self.keys[use])
        except ValueError as error:
            fail(f"{variable} is no key: {error}")

    def do(self, work: Callable[[Transaction], Awaitable[T]], *, cities: frozenset[str] = frozenset()) -> T:
        """Run this in one transaction that may see these cities; what goes wrong is said in a sentence."""
        try:
            return asyncio.run(self._do(work, cities))
        except Refused as refused:
            fail(refused.texts["en"])
        except ValidationError as wrong:
            fail("\n".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in wrong.errors()))
        except NotFound as missing:
            fail(f"There is no {missing}; it may have been handled meanwhile.")
        except InvalidTag:
            fail(f"The keys given for {self.service} are not those that it sealed this with.")
        except (*database.LOST, asyncpg.PostgresError) as error:
            fail(f"The database did not do it: {error or type(error).__name__}")

    async def _do(self, work: Callable[[Transaction], Awaitable[T]], cities: frozenset[str]) -> T:
        pool = await database.open_pool(self.dsn, size=1)
        source = transaction.source_of(self.service)
        try:
            async with transaction.begin(pool, source=source, clock=self.clock, cities=cities) as tx:
                return await work(tx)
        finally:
            await pool.close()


def reach(service: str, folder: Path) -> Reached:
    """A service of the system in this folder; where none ever was, the one that the environment tells of."""
    home = Home(folder)
    if not home.held and not home.has_data:
        return _elsewhere(service, home)
    home, state = running(folder)
    if service not in state.services:
        fail(f"No service is called {service!r}. There are: {', '.join(state.services)}.")
    kept = home.secrets().keys
    keys = {use: kept[f"{service}/{use}"] for use in uses(service)}
    return Reached(service, home.dsn(service, state.postgres_port), Clock(home.clock), keys)


def _elsewhere(service: str, home: Home) -> Reached:
    variable = f"{service.upper()}_DATABASE_URL"
    address = os.environ.get(variable, "")
    if not address:
        fail(
            f"Nothing runs in {home.folder}, and {variable} is not set. "
            "Start a system with gerai up, or say where the database of one is that runs elsewhere."
        )
    if not _is_address(address):
        fail(f"{variable} does not read postgresql://USER:PASSWORD@HOST/DATABASE.")
    keys = {use: os.environ.get(key_variable(f"{service}/{use}"), "") for use in uses(service)}
    return Reached(service, address, Clock(), keys)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("postgresql", "postgres") and parts.port != 0
    except ValueError:
        return False
