"""Brings photos to where the operator keeps them, and removes there what was let go: read, carry, record.

Carrying twice does no harm: a photo's place is its own, and what it shows never changes.
"""

import contextlib
from collections.abc import AsyncIterator

import obstore
import structlog
from asyncpg import Connection
from asyncpg.pool import Pool
from obstore.exceptions import BaseError

from services.registration import domain, settings, store
from shared import database, metrics
from shared.clock import Clock
from shared.people import assignments

log = structlog.get_logger()


async def send(pool: "Pool", clock: Clock) -> bool:
    """Carry one photo, and remove one; whether more may be waiting."""
    async with _in_all_cities(pool) as connection:
        metrics.PHOTOS_WAITING.set(await store.count_unkept(connection))
    try:
        carried, removed = await _carry(pool), await _remove(pool)
    except (BaseError, OSError) as away:
        log.warning("photos wait for the place where they are kept", reason=type(away).__name__)
        return False
    return carried or removed


async def _carry(pool: "Pool") -> bool:
    async with _in_all_cities(pool) as connection:
        found = await store.find_unkept(connection)
    if found is None:
        return False
    photo, contents = found
    for size, content in contents.items():
        await obstore.put_async(settings.photos(), photo.place(size), content)
    async with _in_all_cities(pool) as connection:
        await store.save_kept(connection, photo)
    return True


async def _remove(pool: "Pool") -> bool:
    async with _in_all_cities(pool) as connection:
        found = await store.find_forgotten(connection)
    if found is None:
        return False
    id, city, product_id = found
    for size in domain.SIDES:
        with contextlib.suppress(FileNotFoundError):
            await obstore.delete_async(settings.photos(), domain.place_of(city, product_id, id, size))
    async with _in_all_cities(pool) as connection:
        await store.delete_forgotten(connection, id)
    return True


@contextlib.asynccontextmanager
async def _in_all_cities(pool: "Pool") -> AsyncIterator["Connection"]:
    async with database.transaction(pool) as connection:
        await database.enter_cities(connection, frozenset(await assignments.list_cities(connection)))
        yield connection
