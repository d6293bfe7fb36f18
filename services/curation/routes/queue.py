"""The queue: which cases wait, for whom, since when and until when."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import Query, Response

from services.curation import store
from services.curation.domain import CaseLine, Department
from services.curation.routes.rights import AnyOfficer, curates, here, offices_in, pages
from shared.events.registration import CityConfigured
from shared.law.categories import CATEGORIES
from shared.lists import EVERYTHING, Place
from shared.pages import Screen, Shown
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import local_day, timestamp
from shared.people.functions import OFFICERS
from shared.web import Tx, Who

PAGE = 50
State = Literal[
    "",
    "dalam-kurasi",
    "syarat-terbuka",
    "lolos",
    "lolos-bersyarat",
    "perlu-pembinaan",
    "tidak-lolos",
    "syarat-lewat",
    "ditarik",
]
City = Annotated[str, Query(pattern="^[a-z0-9]*$")]
Search = Annotated[str, Query(max_length=100)]
WAITING: State = "dalam-kurasi"
HEADS = ("id", "kota", "produk", "usaha", "kategori", "revisi", "keadaan", "menunggu", "masuk", "tenggat")


@pages.get("/antrean", dependencies=AnyOfficer)
async def show_queue(
    screen: Shown,
    tx: Tx,
    who: Who,
    kota: City = "",
    keadaan: State = WAITING,
    dinas: Literal["", "diskop", "disperindag"] | None = None,
    kategori: str = "",
    cari: Search = "",
    setelah: str = "",
    unduh: str = "",
) -> Response:
    """The most urgent first; a curator sees what waits for their own department, unless they ask for more."""
    codes = who.cities_with(*OFFICERS, city=kota or None)
    awaits = _own_department(who, codes) if dinas is None and keadaan == WAITING else dinas
    wanted = store.Wanted(
        cities=codes,
        state=keadaan or None,
        awaits=Department(awaits) if awaits else None,
        category=kategori or None,
        search=cari,
    )
    limit = EVERYTHING if unduh else PAGE + 1
    found = await store.list_queue(tx.connection, wanted, after=Place.read(setelah), limit=limit)
    cities = await assignments.list_cities(tx.connection)
    if unduh:
        return await screen.csv("antrean-kurasi", HEADS, _rows([line for _, line in found], screen, cities))
    shown = found[:PAGE]
    return screen.page(
        "queue.html",
        lines=[line for _, line in shown],
        after=shown[-1][0] if len(found) > PAGE else None,
        chosen={"kota": kota, "keadaan": keadaan, "dinas": awaits or "", "kategori": kategori},
        counts=await store.count_awaited(tx.connection, codes, tx.now),
        cities={code: cities[code] for code in who.cities_with(*OFFICERS) if code in cities},
        today={code: local_day(tx.now, city) for code, city in cities.items()},
        offices=offices_in(_only(codes, cities)),
        categories=list(dict.fromkeys(category.code for category in CATEGORIES)),
        **here(_only(codes, cities)),
    )


def _own_department(who: Person, codes: list[str]) -> str:
    held = {department for code in codes for department in curates(who, code)}
    return held.pop() if len(held) == 1 else ""


def _only(codes: list[str], cities: Mapping[str, CityConfigured]) -> CityConfigured | None:
    """The city that a list is about, where it is one alone."""
    return cities.get(codes[0]) if len(codes) == 1 else None


def _rows(lines: Sequence[CaseLine], screen: Screen, cities: Mapping[str, CityConfigured]) -> Iterator[list[Any]]:
    categories = screen.words("facts.html", "categories")
    states, undecided = screen.words("words.html", "states"), screen.words("words.html", "undecided")
    offices = {code: offices_in(cities.get(code)) for code in {line.city for line in lines}}
    for line in lines:
        yield [
            line.product_id,
            line.city,
            line.name,
            line.business_name,
            categories.get(line.category or "", line.category),
            line.revision,
            states[undecided.get(line.status, line.outcome or "")][0],
            ", ".join(offices[line.city][department] for department in line.awaited),
            timestamp(line.opened_at, cities.get(line.city)),
            line.due,
        ]
