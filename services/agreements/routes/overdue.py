"""What is overdue in a city, for its officers: what waits, for whom, and since when."""

from datetime import date
from typing import Any

from fastapi import Response

from services.agreements import domain, store
from services.agreements.domain import MouStatus, PksStatus
from services.agreements.routes.rights import Chosen, Officer, here, names_in, pages, sight_of
from shared.messaging.transaction import Transaction
from shared.pages import Shown
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.days import local_day
from shared.people.functions import OFFICERS
from shared.web import Tx, Who

SHOWN = 50
HEADS = ("ritel", "menunggu jawaban", "lewat tenggat", "tenggat terlama", "diterima tanpa pks", "diterima sejak")


@pages.get("/tunggakan", dependencies=Officer)
async def show_overdue(screen: Shown, tx: Tx, who: Who, kota: Chosen = "", unduh: str = "") -> Response:
    """By retailer what it has not answered, drafted or signed; memoranda that wait, and what ends soon."""
    code = who.cities_with(*OFFICERS, city=kota or None)[0]
    city = await store.get_city(tx.connection, code)
    today = local_day(tx.now, city)
    unanswered = await store.count_unanswered(tx.connection, code, today)
    if unduh:
        columns = ("retailer", "waiting", "overdue", "oldest_due", "undrafted", "accepted_since")
        return screen.csv(f"tunggakan-{code}", HEADS, ([line[name] for name in columns] for line in unanswered))
    known = await assignments.list_cities(tx.connection)
    return screen.page(
        "overdue.html",
        unanswered=unanswered,
        unsigned=await store.count_unsigned(tx.connection, code),
        names=(await names_in(tx, [city]))[code],
        cities=[known[each] for each in who.cities_with(*OFFICERS) if each in known],
        today=today,
        awaited=domain.awaited_by_mou,
        ending_days=domain.ENDING_DAYS,
        **await _waiting(tx, who, code),
        **await _ending(tx, who, code, today),
        **here(screen, city),
    )


async def _waiting(tx: Transaction, who: Person, code: str) -> dict[str, Any]:
    """Memoranda that wait for somebody, with when their present version was written."""
    wanted = store.Wanted(sight=sight_of(who, code), state=store.AWAITED)
    return {"mous": await store.list_mou_board(tx.connection, wanted, limit=SHOWN)}


async def _ending(tx: Transaction, who: Person, code: str, today: date) -> dict[str, Any]:
    """Memoranda and agreements in force whose last day is near."""
    sight = sight_of(who, code)
    in_force = store.Wanted(sight=sight, state=MouStatus.IN_FORCE)
    signed = store.Wanted(sight=sight, state=PksStatus.SIGNED)
    mous = await store.list_mou_board(tx.connection, in_force, limit=SHOWN)
    contracts = await store.list_pks_board(tx.connection, signed, limit=SHOWN)
    return {
        "ending_mous": [mou for _, mou in mous if domain.is_ending(mou.until, on=today)],
        "ending_contracts": [pks for _, pks in contracts if domain.is_ending(pks.terms.until, on=today)],
    }
