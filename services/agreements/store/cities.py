"""The lock under which offers are made.

An offer joins a product that passed with a memorandum in force. Two READ COMMITTED transactions, one about each, can
miss each other: neither sees what the other has not committed yet. So the rarer side, a memorandum that begins or
ends, holds the city's row alone, and whoever hears of products holds it together with others; both before they read.
"""

from collections.abc import Iterable

from asyncpg import Connection

from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.people import assignments


async def lock_cities(connection: Connection, codes: Iterable[str]) -> dict[str, CityConfigured]:
    """Cities held alone until the transaction ends: nobody decides about their products or memoranda meanwhile."""
    await connection.execute(
        "SELECT FROM cities WHERE code = ANY ($1::text[]) ORDER BY code FOR UPDATE", sorted(set(codes))
    )
    return await _list(connection, codes)


async def lock_cities_shared(connection: Connection, codes: Iterable[str]) -> dict[str, CityConfigured]:
    """Cities held together with others, while no memorandum there begins or ends.

    A city that has not been heard of yet has no row to hold: then the memoranda themselves are held.
    """
    wanted = sorted(set(codes))
    held = await connection.fetch(
        "SELECT code FROM cities WHERE code = ANY ($1::text[]) ORDER BY code FOR SHARE", wanted
    )
    if len(held) < len(wanted):
        await connection.execute("LOCK TABLE mous IN EXCLUSIVE MODE")
    return await _list(connection, wanted)


async def get_city(connection: Connection, code: str) -> CityConfigured:
    """A city that uses Gerai. Raises NotFound."""
    city = await assignments.find_city(connection, code)
    if city is None:
        raise NotFound(f"city {code}")
    return city


async def _list(connection: Connection, codes: Iterable[str]) -> dict[str, CityConfigured]:
    found = [await assignments.find_city(connection, code) for code in sorted(set(codes))]
    return {city.city: city for city in found if city}
