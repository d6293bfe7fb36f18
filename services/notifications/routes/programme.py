"""What a city's programme has brought, for everybody: figures, and what is on which shelf. No personal data."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Query, Response

from services.notifications import store
from services.notifications.routes.rights import Anybody, pages
from shared import database
from shared.errors import NotFound
from shared.pages import Shown
from shared.people import assignments
from shared.people.days import local_day
from shared.web import Tx

PAGE = 50
Search = Annotated[str, Query(max_length=100)]


@pages.get("/program/{code}", dependencies=Anybody)
async def show_programme(code: str, screen: Shown, tx: Tx, unduh: str = "") -> Response:
    """The way of a city's products in figures, by kecamatan and by category."""
    city = await assignments.find_city(tx.connection, code)
    if city is None:
        raise NotFound(f"city {code}")
    await database.enter_cities(tx.connection, frozenset({code}))
    parts = {by: await store.count_steps(tx.connection, code, by=by) for by in ("category", "district")}
    districts = {district.code: district.name for district in city.districts}
    if unduh:
        called = {"category": screen.words("facts.html", "categories"), "district": districts}
        rows = [
            (PARTS[by], called[by].get(line["part"], line["part"]), *(line[step] for step in STEPS))
            for by, lines in parts.items()
            for line in lines
        ]
        return screen.csv(f"program-{code}", ("menurut", "bagian", *STEPS), rows)
    total = await store.count_steps(tx.connection, code)
    return screen.page(
        "programme.html",
        city=city,
        zone=ZoneInfo(city.time_zone),
        businesses=await store.count_businesses(tx.connection, code),
        total=total[0] if total else dict.fromkeys([*STEPS, *DURATIONS]),
        parts=parts,
        districts=districts,
    )


@pages.get("/program/{code}/rak", dependencies=Anybody)
async def show_shelves(
    code: str,
    screen: Shown,
    tx: Tx,
    cari: Search = "",
    ritel: str = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """A city's products on the shelf, and where."""
    city = await assignments.find_city(tx.connection, code)
    if city is None:
        raise NotFound(f"city {code}")
    await database.enter_cities(tx.connection, frozenset({code}))
    found: list[dict[str, Any]] = await store.list_shelves(
        tx.connection,
        code,
        on=local_day(tx.now, city),
        search=cari,
        retailer=ritel or None,
        after=setelah,
        limit=100_000 if unduh else PAGE + 1,
    )
    if unduh:
        categories = screen.words("facts.html", "categories")
        rows = [_row(shelf, categories) for shelf in found]
        return screen.csv(f"rak-{code}", ("produk", "usaha", "kategori", "ritel", "gerai"), rows)
    shown = found[:PAGE]
    return screen.page(
        "shelves.html",
        city=city,
        zone=ZoneInfo(city.time_zone),
        shelves=shown,
        after=shown[-1]["pks_id"] if len(found) > PAGE else None,
    )


def _row(shelf: Mapping[str, Any], categories: Mapping[str, str]) -> list[Any]:
    category = categories.get(shelf["category"], shelf["category"])
    return [shelf["product"], shelf["business"], category, shelf["retailer"].title(), "; ".join(shelf["stores"])]


PARTS = {"category": "kategori", "district": "kecamatan"}
STEPS = ("submitted", "curated", "passed", "offered", "accepted", "signed")
DURATIONS = ("days_to_result", "days_to_offer", "days_to_answer", "days_in_all")
