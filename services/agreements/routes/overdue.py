"""What is overdue in a city, for its officers: what waits, for whom, and since when."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from fastapi import Response

from services.agreements import domain, store
from services.agreements.domain import MouStatus, PksStatus
from services.agreements.routes.rights import Chosen, Officer, here, names_in, pages, sight_of
from shared.events.registration import CityConfigured
from shared.lists import EVERYTHING
from shared.messaging.transaction import Transaction
from shared.pages import Shown
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import local_day, timestamp
from shared.people.functions import OFFICERS
from shared.web import Tx, Who

SHOWN = 50
"""Of each table; whoever wants more goes on in the list that it is taken from."""
Found = Mapping[str, Any]
Table = Literal["", "csv", "pks", "kesepakatan", "berakhir"]
"""Which of the tables is taken away: `csv` is the first, of offers."""
HEADS = {
    "csv": ("ritel", "menunggu jawaban", "lewat tenggat", "tenggat terlama", "diterima tanpa pks", "diterima sejak"),
    "pks": ("ritel", "menunggu ritel", "menunggu pelaku usaha", "menunggu barcode", "terlama sejak"),
    "kesepakatan": ("id", "judul", "mitra", "keadaan", "menunggu", "versi ditulis"),
    "berakhir": ("id", "jenis", "judul atau produk", "mitra", "berakhir"),
}


@pages.get("/tunggakan", dependencies=Officer)
async def show_overdue(screen: Shown, tx: Tx, who: Who, kota: Chosen = "", unduh: Table = "") -> Response:
    """By retailer what it has not answered, drafted or signed; memoranda that wait, and what ends soon."""
    code = who.cities_with(*OFFICERS, city=kota or None)[0]
    city = await store.get_city(tx.connection, code)
    names = (await names_in(tx, [city]))[code]
    found = await _overdue(tx, who, city, limit=EVERYTHING if unduh else SHOWN + 1)
    if unduh:
        called = "penawaran" if unduh == "csv" else unduh
        rows = ROWS[unduh](found, city, names, screen.language)
        return await screen.csv(f"tunggakan-{called}-{code}", HEADS[unduh], rows)
    known = await assignments.list_cities(tx.connection)
    return screen.page(
        "overdue.html",
        **found,
        shown=SHOWN,
        names=names,
        cities=[known[each] for each in who.cities_with(*OFFICERS) if each in known],
        awaited=domain.awaited_by_mou,
        ending_days=domain.ENDING_DAYS,
        **here(screen, city),
    )


async def _overdue(tx: Transaction, who: Person, city: CityConfigured, *, limit: int) -> Found:
    """What each of the tables holds, up to a limit: memoranda with the place at which they stand in their list."""
    sight, today = sight_of(who, city.city), local_day(tx.now, city)
    waiting = store.Wanted(sight=sight, state=store.AWAITED)
    in_force = store.Wanted(sight=sight, state=MouStatus.IN_FORCE)
    signed = store.Wanted(sight=sight, state=PksStatus.SIGNED)
    mous = await store.list_mou_board(tx.connection, in_force, limit=limit)
    contracts = await store.list_pks_board(tx.connection, signed, limit=limit)
    return {
        "unanswered": await store.count_unanswered(tx.connection, city.city, today),
        "unsigned": await store.count_unsigned(tx.connection, city.city),
        "mous": await store.list_mou_board(tx.connection, waiting, limit=limit),
        "ending_mous": [mou for _, mou in mous if domain.is_ending(mou.until, on=today)],
        "ending_contracts": [pks for _, pks in contracts if domain.is_ending(pks.terms.until, on=today)],
    }


Rows = Callable[[Found, CityConfigured, Mapping[str, str], str], list[list[Any]]]


def _unanswered(found: Found, city: CityConfigured, names: Mapping[str, str], language: str) -> list[list[Any]]:
    columns = ("retailer", "waiting", "overdue", "oldest_due", "undrafted")
    return [[*(line[name] for name in columns), _since(line, city)] for line in found["unanswered"]]


def _since(line: Mapping[str, Any], city: CityConfigured) -> str | None:
    return timestamp(line["accepted_since"], city) if line["accepted_since"] else None


def _unsigned(found: Found, city: CityConfigured, names: Mapping[str, str], language: str) -> list[list[Any]]:
    columns = ("retailer", "for_retailer", "for_business", "for_barcode")
    return [[*(line[name] for name in columns), timestamp(line["oldest"], city)] for line in found["unsigned"]]


def _mous(found: Found, city: CityConfigured, names: Mapping[str, str], language: str) -> list[list[Any]]:
    return [
        [
            mou.id,
            mou.title,
            ", ".join(mou.retailers),
            domain.label("mou", mou.status, language),
            ", ".join(names.get(party, party) for party in domain.awaited_by_mou(mou)),
            timestamp(place.at, city),
        ]
        for place, mou in found["mous"]
    ]


def _ending(found: Found, city: CityConfigured, names: Mapping[str, str], language: str) -> list[list[Any]]:
    mous = [
        [mou.id, "Kesepakatan Bersama", mou.title, ", ".join(mou.retailers), mou.until] for mou in found["ending_mous"]
    ]
    contracts = [[pks.id, "PKS", pks.product_name, pks.retailer, pks.terms.until] for pks in found["ending_contracts"]]
    return mous + contracts


ROWS: Mapping[str, Rows] = {"csv": _unanswered, "pks": _unsigned, "kesepakatan": _mous, "berakhir": _ending}
