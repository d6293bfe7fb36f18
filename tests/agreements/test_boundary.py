"""A city's things stay in it: by row-level security alone, and by the code's own check alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import httpx
import pytest

from deploy.local.postgres import Postgres
from services.agreements import __main__ as agreements
from services.agreements import store
from services.agreements.store import Sight
from shared import web
from shared.database import open_pool
from shared.database import transaction as in_cities
from shared.errors import NotFound
from tests.agreements.conftest import CITIES, PEOPLE, Agreements, mou_form, terms
from tests.agreements.samples import FACTS, curated

TABLES = (
    "retailers",
    "businesses",
    "products",
    "mous",
    "mou_versions",
    "mou_comments",
    "numbers",
    "offers",
    "pks",
    "pks_versions",
)


@pytest.fixture
async def filled(ambon: Agreements) -> dict[str, str]:
    """Ambon with one of everything; the ids by table."""
    pks = await ambon.sign_pks()
    (row,) = await ambon.fetch("SELECT offer_id, mou_id FROM pks")
    async with in_cities(ambon.pool, cities=CITIES) as connection:
        await connection.execute(
            """
            INSERT INTO mou_comments (id, mou_id, city, version, text, party, subject, title, commented_at)
            SELECT gen_random_uuid(), id, city, 1, 'Setuju', 'alfamidi', 'rina', 'Mitra Ritel', now() FROM mous
            """
        )
    return {"pks": pks, "offers": str(row["offer_id"]), "mous": str(row["mou_id"])}


@pytest.mark.parametrize("table", TABLES)
async def test_the_database_shows_and_takes_only_rows_of_the_transactions_cities(
    ambon: Agreements, filled: dict[str, str], table: str
) -> None:
    assert await ambon.fetch(f"SELECT city FROM {table}", cities=frozenset({"kediri"})) == []
    assert await ambon.fetch(f"SELECT city FROM {table}", cities=frozenset()) == []
    assert {r["city"] for r in await ambon.fetch(f"SELECT city FROM {table}")} == {"ambon"}
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ambon.fetch(f"UPDATE {table} SET city = 'kediri'", cities=frozenset({"ambon"}))


async def test_every_table_with_a_city_is_guarded(ambon: Agreements) -> None:
    rows = await ambon.pool.fetch(
        """
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS guarded
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'city' AND c.relkind = 'r' AND c.relname NOT IN ('assignments', 'parked', 'parked_decisions')
        """
    )
    assert {r["relname"]: r["guarded"] for r in rows} == dict.fromkeys(TABLES, True)


async def test_queries_find_nothing_in_another_city_where_the_code_forgets_to_ask(
    ambon: Agreements, filled: dict[str, str]
) -> None:
    everything = Sight(cities=["ambon", "kediri"], officer_in=["ambon", "kediri"])
    async with in_cities(ambon.pool, cities=frozenset({"kediri"})) as connection:
        assert await store.list_offers(connection, everything) == []
        assert await store.list_pks(connection, everything) == []
        assert await store.list_mous(connection, everything) == []
        with pytest.raises(NotFound):
            await store.get_offer(connection, UUID(filled["offers"]))
        with pytest.raises(NotFound):
            await store.lock_pks(connection, UUID(filled["pks"]))
        with pytest.raises(NotFound):
            await store.lock_mou(connection, UUID(filled["mous"]))


@pytest.fixture
async def unguarded(ambon: Agreements, postgres: Postgres) -> AsyncIterator[Agreements]:
    """The same as a superuser, whom row-level security does not bind: only the code's own check is left."""
    name = urlsplit(ambon.settings.database_url).path.lstrip("/")
    pool = await open_pool(postgres.dsn(name))
    application = web.application("agreements", agreements.service.open_routes().router, ambon.settings, pool)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://gerai") as client:
        yield replace(ambon, pool=pool, web=client)
    await pool.close()


@pytest.mark.parametrize("path", ["/mous/{mous}", "/offers/{offers}", "/pks/{pks}"])
async def test_the_code_alone_hides_another_citys_things(
    ambon: Agreements, filled: dict[str, str], unguarded: Agreements, path: str
) -> None:
    for function, scope in (("pengawas", None), ("wali-kota", None), ("mitra-ritel", "alfamidi")):
        await ambon.assign("orang-kediri", function, city="kediri", scope=scope)
    assert (await unguarded.get("pengawas", path.format(**filled))).status_code == 200
    assert (await unguarded.get("orang-kediri", path.format(**filled))).status_code == 404
    listed = await unguarded.get("orang-kediri", path.split("/{")[0])
    assert listed.json() == []
    assert (await unguarded.get("orang-kediri", f"{path.split('/{')[0]}?city=ambon")).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (
            "/mous/{mous}/versions",
            {"version": 1, "title": "x", "body": "x", "since": "2026-01-01", "until": "2099-01-01"},
        ),
        ("/mous/{mous}/comments", {"version": 1, "text": "x"}),
        ("/mous/{mous}/agreements", {"version": 1}),
        ("/mous/{mous}/signatures", {"version": 1, "number": "x"}),
        ("/mous/{mous}/end", {"reason": "x"}),
        ("/offers/{offers}/answers", {"answer": "accepted"}),
        ("/offers/{offers}/pks", {"terms": terms()}),
        ("/pks/{pks}/versions", {"version": 1, "terms": terms()}),
        ("/pks/{pks}/signatures", {"version": 1}),
        ("/pks/{pks}/declines", {"version": 1, "reason": "x"}),
        ("/pks/{pks}/end", {"reason": "x"}),
    ],
)
async def test_the_code_alone_keeps_another_citys_people_from_acting(
    ambon: Agreements, filled: dict[str, str], unguarded: Agreements, path: str, body: dict[str, Any]
) -> None:
    for function in ("diskop", "bagian-hukum", "wali-kota"):
        await ambon.assign("orang-kediri", function, city="kediri")
    await ambon.assign("orang-kediri", "mitra-ritel", city="kediri", scope="alfamidi")
    await ambon.assign("orang-kediri", "pelaku-usaha", city="kediri", scope="018f0000-0000-7000-8000-000000000001")
    answer = await unguarded.post("orang-kediri", path.format(**filled), body)
    assert answer.status_code == 404


async def offer_in_kediri(ambon: Agreements) -> None:
    """Another product, before Alfamidi in Kediri, where the same people hold the same functions."""
    for subject, function in PEOPLE.items():
        await ambon.assign(subject, function, city="kediri")
    await ambon.assign("rina", "mitra-ritel", city="kediri", scope="alfamidi")
    await ambon.done("admin", "/retailers", {"city": "kediri", "code": "alfamidi", "legal_name": "PT Midi"})
    mou = (await ambon.done("diskop", "/mous", mou_form("alfamidi", city="kediri")))["mou_id"]
    for subject in ("diskop", "disperindag", "hukum", "rina"):
        await ambon.done(subject, f"/mous/{mou}/agreements", {"version": 1})
    for subject in ("bodewin", "rina"):
        await ambon.done(subject, f"/mous/{mou}/signatures", {"version": 1, "number": "1/KDR/2026"})
    tofu = FACTS.model_copy(update={"name": "Tahu Takwa"})
    await ambon.hear(curated(city="kediri", product_id=UUID(int=5), business_id=UUID(int=6), product=tofu))


async def test_a_chains_head_office_sees_its_offers_in_every_city_and_no_others(
    ambon: Agreements, filled: dict[str, str]
) -> None:
    await ambon.sign_mou("indomaret")
    await offer_in_kediri(ambon)
    for city in ("ambon", "kediri"):
        await ambon.assign("pusat", "mitra-ritel", city=city, scope="alfamidi")
    offers = (await ambon.get("pusat", "/offers")).json()
    assert sorted((o["city"], o["retailer"]) for o in offers) == [("ambon", "alfamidi"), ("kediri", "alfamidi")]
    assert [o["product_name"] for o in (await ambon.get("pusat", "/offers?city=kediri")).json()] == ["Tahu Takwa"]
    assert [o["city"] for o in (await ambon.get("rina", "/offers?city=ambon")).json()] == ["ambon"]
    page = (await ambon.page("pusat", "/penawaran?keadaan=")).text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert [text in table for text in (FACTS.name, "Tahu Takwa", "PT Indomarco")] == [True, True, False]
    assert [f" · {city}</span>" in table for city in ("Kota Ambon", "Kota Kediri")] == [True, True]
    assert '<option value="kediri">Kota Kediri</option>' in page
    page = (await ambon.page("pusat", "/penawaran?keadaan=&kota=kediri")).text
    assert (FACTS.name in page, "Tahu Takwa" in page) == (False, True)
    assert '<option value="kediri" selected>Kota Kediri</option>' in page


async def test_an_officer_of_one_city_and_retailer_in_another_is_no_officer_there(
    ambon: Agreements, filled: dict[str, str]
) -> None:
    await ambon.assign("sela", "pengawas", city="kediri")
    await ambon.assign("sela", "mitra-ritel", city="ambon", scope="indomaret")
    assert (await ambon.get("sela", f"/pks/{filled['pks']}")).status_code == 404
    assert (await ambon.get("sela", "/pks")).json() == []
