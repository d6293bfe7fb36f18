"""What a city's programme has brought, for everybody: figures, and what is on which shelf. No personal data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Query, Response

from services.notifications import store
from services.notifications.routes.rights import Anybody, Search, pages
from services.notifications.routes.taken import heads
from shared import database
from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.lists import EVERYTHING
from shared.messaging.transaction import Transaction
from shared.pages import Screen, Shown, words
from shared.people import assignments
from shared.people.days import local_day
from shared.web import Tx

PAGE = 50
Chosen = Annotated[str, Query(max_length=40)]
STEPS = ("submitted", "curated", "passed", "offered", "accepted", "signed")
DURATIONS = ("days_to_result", "days_to_offer", "days_to_answer", "days_in_all")
SHELF = ("product", "business", "category", "retailer", "stores")


@pages.get("/program/{code}", dependencies=Anybody)
async def show_programme(code: str, screen: Shown, tx: Tx, unduh: str = "") -> Response:
    """The way of a city's products in figures: all of them, by kecamatan and by category."""
    city = await _enter(tx, code)
    businesses = await store.count_businesses(tx.connection, code)
    [total] = await store.count_steps(tx.connection, code) or [_nothing("")]
    total |= {"businesses": sum(businesses.values())}
    parts = {
        "category": await store.count_steps(tx.connection, code, by="category"),
        "district": _in_all(businesses, await store.count_steps(tx.connection, code, by="district")),
    }
    if unduh:
        steps, durations = screen.words("words.html", "steps"), screen.words("words.html", "durations")
        by, part, registered = heads(screen, "by", "part", "businesses")
        columns = [by, part, *(steps | durations).values(), registered]
        return await screen.csv(f"program-{code}", columns, _rows(screen, city, {"": [total], **parts}))
    return screen.page(
        "programme.html", city=city, zone=ZoneInfo(city.time_zone), total=total, parts=parts, districts=_districts(city)
    )


@pages.get("/program/{code}/rak", dependencies=Anybody)
async def show_shelves(
    code: str,
    screen: Shown,
    tx: Tx,
    cari: Search = "",
    ritel: Chosen = "",
    kategori: Chosen = "",
    kecamatan: Chosen = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """A city's products on the shelf, and where."""
    city = await _enter(tx, code)
    wanted = store.WantedShelves(
        city=code,
        on=local_day(tx.now, city),
        search=cari,
        retailer=ritel or None,
        category=kategori or None,
        district=kecamatan or None,
    )
    limit = EVERYTHING if unduh else PAGE + 1
    found = await store.list_shelves(tx.connection, wanted, after=setelah, limit=limit)
    categories = screen.words("facts.html", "categories")
    if unduh:
        return await screen.csv(f"rak-{code}", heads(screen, *SHELF), (_row(shelf, categories) for shelf in found))
    retailers, sold = await store.find_shelf_parts(tx.connection, code, wanted.on)
    return screen.page(
        "shelves.html",
        city=city,
        zone=ZoneInfo(city.time_zone),
        shelves=found[:PAGE],
        after=found[PAGE - 1]["pks_id"] if len(found) > PAGE else None,
        filters={
            "ritel": [(retailer, retailer.title()) for retailer in retailers],
            "kategori": [(category, categories.get(category, category)) for category in sold],
            "kecamatan": list(_districts(city).items()),
        },
    )


async def _enter(tx: Transaction, code: str) -> CityConfigured:
    """A city whose figures everybody may see. Raises NotFound."""
    city = await assignments.find_city(tx.connection, code)
    if city is None:
        raise NotFound(f"city {code}")
    await database.enter_cities(tx.connection, frozenset({code}))
    return city


def _districts(city: CityConfigured) -> dict[str, str]:
    return {district.code: district.name for district in city.districts}


def _in_all(businesses: Mapping[str, int], lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every kecamatan with how many businesses have registered in it, those without a product last."""
    without = businesses.keys() - {line["part"] for line in lines}
    every = [*lines, *(_nothing(code) for code in businesses if code in without)]
    return [line | {"businesses": businesses.get(line["part"], 0)} for line in every]


def _nothing(part: str) -> dict[str, Any]:
    return {"part": part} | dict.fromkeys(STEPS, 0) | dict.fromkeys(DURATIONS)


def _rows(
    screen: Screen, city: CityConfigured, parts: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Iterator[list[Any]]:
    """The figures as the page has them, all in one table; those of the whole city come first."""
    by = screen.words("words.html", "parts_by")
    called = {"": {}, "category": screen.words("facts.html", "categories"), "district": _districts(city)}
    for each, lines in parts.items():
        for line in lines:
            days = [None if line[d] is None else words.number(round(line[d], 1), screen.language) for d in DURATIONS]
            part = called[each].get(line["part"], line["part"])
            yield [by[each], part, *(line[step] for step in STEPS), *days, line.get("businesses")]


def _row(shelf: Mapping[str, Any], categories: Mapping[str, str]) -> list[Any]:
    category = categories.get(shelf["category"], shelf["category"])
    return [shelf["product"], shelf["business"], category, shelf["retailer"].title(), "; ".join(shelf["stores"])]
