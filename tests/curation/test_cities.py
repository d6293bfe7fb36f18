"""A city's cases are its own: for the code, and for the database should the code forget."""

from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.curation import domain, store
from services.curation.domain import Review
from shared.database import transaction as in_cities
from shared.errors import NotFound
from shared.people.functions import FUNCTIONS
from tests.curation.conftest import Curation
from tests.curation.samples import BUSINESS_ID, DISKOP, TODAY, review

TABLES = ("businesses", "cases", "conditions", "decisions", "reviews", "rubrics")
CONDITION = {"text": "Ganti label", "due": "2026-12-24"}
RUBRIC: dict[str, Any] = {"criteria": [{"code": "rasa", "name": "Rasa", "weight": 100}], "pass_mark": 60}


@pytest.fixture
async def product_id(curation: Curation) -> UUID:
    """A product of Ambon of which there is something in every table, and people of Kediri with every function."""
    product_id = await curation.submitted()
    await curation.review("ani", product_id, recommendation="pass-with-conditions", conditions=[CONDITION])
    await curation.review("dewi", product_id)
    await curation.assign("ani", "admin-kota")
    assert (await curation.post("ani", "/rubrics", RUBRIC | {"city": "ambon"})).status_code == 201
    for function in FUNCTIONS:
        await curation.assign("kamil", function, city="kediri", scope=str(BUSINESS_ID) if "usaha" in function else None)
    return product_id


@pytest.fixture
async def without_row_level_security(curation: Curation, product_id: UUID) -> None:
    """The code alone keeps cities apart."""
    owner = await asyncpg.connect(curation.databases.owner_dsn)
    for table in TABLES:
        await owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    await owner.close()
    async with in_cities(curation.pool) as connection:
        assert await connection.fetchval("SELECT count(*) FROM cases") == 1


async def kediri_finds_nothing_of_it(curation: Curation, product_id: UUID) -> None:
    condition = (await curation.case(product_id))["conditions"][0]["condition_id"]
    assert (await curation.get("kamil", "/cases")).json() == []
    for path in (f"/cases/{product_id}", "/cases?city=ambon", "/rubrics?city=ambon"):
        assert (await curation.get("kamil", path)).status_code == 404, path
    assert (await curation.review("kamil", product_id, replaces=1, department="diskop")).status_code == 404
    fulfilled = await curation.post("kamil", f"/cases/{product_id}/conditions/{condition}/fulfilment", {"note": "x"})
    assert fulfilled.status_code == 404
    assert (await curation.post("kamil", "/rubrics", RUBRIC | {"city": "ambon"})).status_code == 404
    assert (await curation.case(product_id))["conditions"][0]["state"] == "open"


async def test_officers_of_another_city_find_nothing(curation: Curation, product_id: UUID) -> None:
    await kediri_finds_nothing_of_it(curation, product_id)


@pytest.mark.usefixtures("without_row_level_security")
async def test_the_code_alone_keeps_cities_apart(curation: Curation, product_id: UUID) -> None:
    await kediri_finds_nothing_of_it(curation, product_id)


@pytest.mark.parametrize("table", TABLES)
async def test_the_database_alone_keeps_cities_apart(curation: Curation, product_id: UUID, table: str) -> None:
    for cities, found in ((frozenset({"ambon"}), True), (frozenset({"kediri"}), False), (frozenset[str](), False)):
        async with in_cities(curation.pool, cities=cities) as connection:
            rows = await connection.fetchval(f"SELECT count(*) FROM {table}")
            changed = await connection.execute(f"UPDATE {table} SET city = city")
        assert bool(rows) is found
        assert (changed != "UPDATE 0") is found


async def test_no_table_with_a_city_is_left_open(curation: Curation) -> None:
    of_the_toolkit = {"cities", "assignments", "inbox", "outbox", "parked", "parked_decisions", "published"}
    of_the_toolkit |= {"idempotency"}
    rows = await curation.pool.fetch(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS closed
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'city'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
        """
    )
    assert {row["relname"] for row in rows} - of_the_toolkit == set(TABLES)
    assert all(row["closed"] for row in rows if row["relname"] in TABLES)


async def test_what_the_store_looks_for_in_the_wrong_city_is_not_there(curation: Curation, product_id: UUID) -> None:
    async with in_cities(curation.pool, cities=frozenset({"kediri"})) as connection:
        for look in (store.get_case, store.lock_case, store.get_line):
            with pytest.raises(NotFound):
                await look(connection, product_id)
        assert await store.find_business(connection, BUSINESS_ID) is None
        assert await store.list_lines(connection, ["ambon"], status=None, after=None, limit=9) == []
        assert await store.list_reviews(connection, product_id) == []
        assert await store.list_decisions(connection, product_id) == []
        assert await store.list_conditions(connection, [product_id]) == []
        assert await store.list_rubrics(connection, "ambon") == []


async def test_nothing_is_written_into_another_city(curation: Curation, product_id: UUID) -> None:
    of_ambon: Review = review(DISKOP)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with in_cities(curation.pool, cities=frozenset({"kediri"})) as connection:
            await store.insert_review(connection, of_ambon)
    rubric = domain.set_rubric(2, domain.SUGGESTED.criteria, 70, on=TODAY)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with in_cities(curation.pool, cities=frozenset({"kediri"})) as connection:
            await store.insert_rubric(connection, "ambon", rubric, "kamil")


async def test_an_officer_here_who_is_a_curator_elsewhere_does_not_review_here(curation: Curation) -> None:
    await curation.assign("olga", "pengawas")
    await curation.assign("olga", "kurator-diskop", city="kediri")
    product_id = await curation.submitted()
    assert (await curation.get("olga", f"/cases/{product_id}")).status_code == 200
    assert (await curation.review("olga", product_id)).status_code == 404


async def test_an_officer_elsewhere_who_has_a_business_here_does_not_read_the_list(curation: Curation) -> None:
    await curation.assign("olga", "pengawas", city="kediri")
    await curation.assign("olga", "pelaku-usaha", scope=str(BUSINESS_ID))
    product_id = await curation.submitted()
    assert (await curation.get("olga", "/cases")).json() == []
    assert (await curation.get("olga", "/cases?city=ambon")).status_code == 404
    assert (await curation.case(product_id, subject="olga"))["reviews"] == []


async def test_who_serves_two_cities_reads_both_or_the_one_that_is_asked_for(curation: Curation) -> None:
    await curation.assign("ani", "pengawas", city="kediri")
    here = await curation.submitted()
    there = await curation.submitted(city="kediri")
    assert [case["product_id"] for case in (await curation.get("ani", "/cases")).json()] == [str(here), str(there)]
    assert [case["city"] for case in (await curation.get("ani", "/cases?city=kediri")).json()] == ["kediri"]
