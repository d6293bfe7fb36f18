"""A city's things stay in the city: by the database alone, and by the code alone."""

import asyncpg
import pytest

from shared.people.functions import ADMIN, ASSISTANT, FUNCTIONS, OWNER, RETAILER
from tests.examples import PRODUCT
from tests.notifications.facts import example
from tests.registration.conftest import Registration
from tests.registration.test_pages_invitations import INVITED
from tests.registration.test_pages_products import judged
from tests.registration.test_photos import photos_of, picture
from tests.registration.test_routes_businesses import CHANGES, SECOND
from tests.registration.test_routes_contacts import RINA

TABLES = ("businesses", "products", "submissions", "entries", "contacts")
OF_PAGES = ("results", "photos", "photo_contents", "photos_forgotten", "offered", "invitations", "acts")
OFFICERS = sorted(FUNCTIONS.keys() - {"pelaku-usaha", ASSISTANT, RETAILER})


async def live_in_ambon(registration: Registration) -> tuple[str, str]:
    """Fill every table with something of Ambon; give the business and its product."""
    business = await registration.register()
    return business, await registration.submit(business)


async def test_every_table_with_a_city_is_under_row_level_security(registration: Registration) -> None:
    rows = await registration.fetch(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attname = 'city'
        """
    )
    assert {row["relname"] for row in rows} == {*TABLES, *OF_PAGES, "assignments", "parked", "parked_decisions"}
    assert {row["relname"] for row in rows if not row["forced"]} == {"parked", "parked_decisions"}


@pytest.mark.parametrize("table", TABLES)
async def test_the_database_hides_other_cities_even_where_the_code_forgets(
    registration: Registration, table: str
) -> None:
    await live_in_ambon(registration)
    for cities, seen in ((frozenset({"ambon"}), 1), (frozenset({"kediri"}), 0), (frozenset[str](), 0)):
        assert len(await registration.fetch(f"SELECT FROM {table}", cities=cities)) == seen
        assert len(await registration.fetch(f"UPDATE {table} SET city = city RETURNING city", cities=cities)) == seen
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await registration.fetch(f"UPDATE {table} SET city = 'kediri'", cities=frozenset({"ambon"}))


@pytest.mark.parametrize("table", OF_PAGES)
async def test_the_database_hides_what_pages_keep_of_other_cities(registration: Registration, table: str) -> None:
    _, product = await live_in_ambon(registration)
    await registration.assign("rina", "admin-kota")
    await registration.form("rina", "/admin/undang", INVITED)
    await registration.hear(judged(product, "lolos"), example("product-offered.v1", city="ambon", product_id=product))
    await registration.upload("yohana", product, picture(), picture())
    [photo, _] = await photos_of(registration, product)
    path = f"/produk/{product}"
    assert (await registration.form("yohana", path, action=f"{path}/foto/{photo}/buang")).status_code == 303
    for cities, seen in ((frozenset({"ambon"}), True), (frozenset({"kediri"}), False), (frozenset[str](), False)):
        assert bool(await registration.fetch(f"SELECT FROM {table}", cities=cities)) == seen
        assert bool(await registration.fetch(f"UPDATE {table} SET city = city RETURNING city", cities=cities)) == seen
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await registration.fetch(f"UPDATE {table} SET city = 'kediri'", cities=frozenset({"ambon"}))


@pytest.fixture
async def unguarded(registration: Registration) -> Registration:
    """Registration on a database that hides nothing."""
    owner = await asyncpg.connect(registration.owner_dsn)
    for table in TABLES:
        await owner.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    await owner.close()
    await registration.register("mayor", nib="0220009861931", nik="8171014101900003")
    assert len(await registration.fetch("SELECT FROM businesses", cities=frozenset())) == 1
    return registration


@pytest.mark.parametrize("function", [ASSISTANT, *OFFICERS])
async def test_the_code_alone_shows_nobody_another_city_s_things(unguarded: Registration, function: str) -> None:
    business, product = await live_in_ambon(unguarded)
    await unguarded.assign("stranger", function, city="kediri")
    for path in (f"/businesses/{business}", f"/businesses/{business}/products", f"/products/{product}"):
        assert (await unguarded.get("stranger", path)).status_code == 404, path
    assert (await unguarded.get("stranger", "/contacts/yohana")).status_code == 404
    assert (await unguarded.get("stranger", "/businesses")).json() == []
    assert (await unguarded.get("stranger", "/businesses?city=ambon")).status_code == 404


async def test_the_code_alone_lets_nobody_change_another_city_s_things(unguarded: Registration) -> None:
    business, product = await live_in_ambon(unguarded)
    told = len(await unguarded.announced())
    await unguarded.assign("stranger", ASSISTANT, city="kediri")
    await unguarded.assign("stranger", ADMIN, city="kediri")
    for path, body in (
        (f"/businesses/{business}/changes", CHANGES),
        (f"/businesses/{business}/consent-withdrawals", {}),
        ("/products", PRODUCT | {"business_id": business}),
        (f"/products/{product}/sheet", PRODUCT),
        (f"/products/{product}/submissions", {"changes": "usil"}),
        (f"/products/{product}/withdrawals", {"reason": "usil"}),
        ("/assignments", {"subject": "stranger", "function": ADMIN, "city": "ambon"}),
        ("/contacts", RINA | {"subject": "rina"}),
        ("/contacts/yohana/erasure", {}),
    ):
        assert (await unguarded.post("stranger", path, body)).status_code == 404, path
    assert len(await unguarded.announced()) == told


async def test_the_code_alone_keeps_owners_of_one_city_apart(unguarded: Registration) -> None:
    business, product = await live_in_ambon(unguarded)
    await unguarded.register("budi", **SECOND)
    assert (await unguarded.get("budi", f"/businesses/{business}")).status_code == 404
    assert (await unguarded.post("budi", f"/products/{product}/withdrawals", {"reason": "usil"})).status_code == 404
    assert len((await unguarded.get("budi", "/businesses")).json()) == 1


async def test_nobody_owns_all_businesses_of_a_city(registration: Registration) -> None:
    business, _ = await live_in_ambon(registration)
    await registration.assign("budi", OWNER)
    assert (await registration.get("budi", f"/businesses/{business}")).status_code == 404
    assert (await registration.post("budi", f"/businesses/{business}/consent-withdrawals")).status_code == 404
