"""The lock under which offers are made.

An offer joins a product that passed with a memorandum in force. Two READ COMMITTED transactions, one about each, can
miss each other: neither sees what the other has not committed yet. So the rarer side, a memorandum that begins or
ends, holds the city's offers alone, and whoever hears of products holds them together with others; both before they
read. What they hold is an advisory lock and no row: those queue first come first served, while for a row newcomers who
share it overtake whoever waits to have it alone, and would starve a signature for as long as products are heard of. It
needs no row either, so a city may be held that has not been heard of yet.
"""

from collections.abc import Iterable

from asyncpg import Connection

from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.people import assignments


async def lock_cities(connection: Connection, codes: Iterable[str]) -> dict[str, CityConfigured]:
    """Cities held alone until the transaction ends: nobody decides about their products or memoranda meanwhile."""
    await connection.execute(
        """
        SELECT pg_advisory_xact_lock(hashtext('offers/' || code))
        FROM (SELECT unnest($1::text[]) AS code ORDER BY 1) AS c
        """,
        sorted(set(codes)),
    )
    return await _list(connection, codes)


async def lock_cities_shared(connection: Connection, codes: Iterable[str]) -> dict[str, CityConfigured]:
    """Cities held together with others, while no memorandum there begins or ends."""
    await connection.execute(
        """
        SELECT pg_advisory_xact_lock_shared(hashtext('offers/' || code))
        FROM (SELECT unnest($1::text[]) AS code ORDER BY 1) AS c
        """,
        sorted(set(codes)),
    )
    return await _list(connection, codes)


async def get_city(connection: Connection, code: str) -> CityConfigured:
    """A city that uses Gerai. Raises NotFound."""
    city = await assignments.find_city(connection, code)
    if city is None:
        raise NotFound(f"city {code}")
    return city


async def _list(connection: Connection, codes: Iterable[str]) -> dict[str, CityConfigured]:
    found = [await assignments.find_city(connection, code) for code in sorted(set(codes))]
    return {city.city: city for city in found if city}
