"""Row-level security is on every table that says of which city a row is, and each policy does what it is for."""

import pytest

from shared.database import transaction as in_cities
from tests.access.conftest import Houses
from tests.access.doors import Behind
from tests.access.people import ELSEWHERE, HERE
from tests.access.routes import SERVICES

OPEN = {"parked", "parked_decisions"}
"""A worker parks events of whichever city, and of none; pages ask for a city's own (`test_pages_parked.py`)."""


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_hides_a_citys_rows_from_another_city(houses: Houses, service: str) -> None:
    door = (await houses.of(service)).doors[Behind.BOTH]
    tables = [
        row["relname"]
        for row in await door.superuser.fetch(
            """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'city'
            """
        )
        if row["relname"] not in OPEN
    ]
    rows = " UNION ALL ".join(f"SELECT '{table}' AS name FROM {table} WHERE city = $1" for table in tables)
    found = {}
    for city in (HERE, ELSEWHERE):
        async with in_cities(door.pool, cities=frozenset({city})) as connection:
            found[city] = {row["name"] for row in await connection.fetch(rows, HERE)}
    assert found == {HERE: set(tables), ELSEWHERE: set()}
