"""Pages of a city's retailers and their branches, which its admin registers and changes."""

from typing import Annotated, Any

from fastapi import Depends, Path, Response

from services.agreements import domain, store
from services.agreements.domain import Retailer
from services.agreements.forms import RetailerPageForm
from services.agreements.routes import retailers
from services.agreements.routes.rights import Admin, Chosen, Officer, Search, here, pages, require_held
from shared.lists import EVERYTHING
from shared.messaging.transaction import Transaction
from shared.pages import Screen, Shown, sent
from shared.people import assignments
from shared.people.assignments import Person
from shared.people.functions import ADMIN, OFFICERS
from shared.web import Tx, Who

PAGE = 50
HEADS = ("kota", "kode", "badan hukum", "kode gerai", "gerai", "nama dahulu")
Code = Annotated[str, Path(pattern="^[a-z0-9]+$")]
Sent = Annotated[RetailerPageForm, Depends(sent(RetailerPageForm))]


@pages.get("/ritel", dependencies=Officer)
async def show_retailers(
    screen: Shown, tx: Tx, who: Who, kota: Chosen = "", cari: Search = "", setelah: Chosen = "", unduh: str = ""
) -> Response:
    """The retailers of a city with their branches."""
    code = who.cities_with(*OFFICERS, city=kota or None)[0]
    limit = EVERYTHING if unduh else PAGE + 1
    found = await store.list_retailers(tx.connection, code, search=cari, after=setelah, limit=limit)
    if unduh:
        return await screen.csv(f"mitra-ritel-{code}", HEADS, (row for retailer in found for row in _rows(retailer)))
    return screen.page(
        "retailers.html",
        retailers=found[:PAGE],
        after=found[PAGE - 1].code if len(found) > PAGE else None,
        registers=who.holds(ADMIN, city=code),
        **await _of_city(tx, who, screen, code),
    )


@pages.get("/ritel-baru", dependencies=Admin)
async def show_new_retailer(screen: Shown, tx: Tx, who: Who, kota: Chosen = "") -> Response:
    """The form for a retailer that the city does not know yet."""
    code = who.cities_with(ADMIN, city=kota or _attempted(screen) or None)[0]
    return screen.page("retailer.html", retailer=None, **await _of_city(tx, who, screen, code))


@pages.form("/ritel-baru", shows=show_new_retailer, dependencies=Admin)
async def register_retailer(screen: Shown, tx: Tx, who: Who, form: Sent) -> Response:
    """The city knows another retailer."""
    require_held(who, form.city, ADMIN)
    domain.require_new_retailer(await store.lock_retailer(tx.connection, form.city, form.code))
    await retailers.register_retailer(form.retailer(), tx, who)
    return screen.see("/agreements/ritel", "ritel-disimpan", kota=form.city)


@pages.get("/ritel/{kota}/{kode}", dependencies=Admin)
async def show_retailer(kota: Code, kode: Code, screen: Shown, tx: Tx, who: Who) -> Response:
    """What is known of a retailer, to be changed."""
    require_held(who, kota, ADMIN)
    retailer = await store.get_retailer(tx.connection, kota, kode)
    return screen.page("retailer.html", retailer=retailer, **await _of_city(tx, who, screen, kota))


@pages.form("/ritel/{kota}/{kode}", shows=show_retailer, dependencies=Admin)
async def change_retailer(kota: Code, kode: Code, screen: Shown, tx: Tx, who: Who, form: Sent) -> Response:
    """What is known of it is replaced; former names of branches are remembered."""
    require_held(who, kota, ADMIN)
    await store.get_retailer(tx.connection, kota, kode)
    said = form.retailer().model_copy(update={"city": kota, "code": kode})
    await retailers.register_retailer(said, tx, who)
    return screen.see("/agreements/ritel", "ritel-disimpan", kota=kota)


async def _of_city(tx: Transaction, who: Person, screen: Screen, code: str) -> dict[str, Any]:
    known = await assignments.list_cities(tx.connection)
    there = [known[each] for each in who.cities_with(*OFFICERS) if each in known]
    return {"cities": there} | here(screen, await store.get_city(tx.connection, code))


def _rows(retailer: Retailer) -> list[list[str]]:
    """A line for each of its branches, and one where it has none."""
    own = [retailer.city, retailer.code, retailer.legal_name]
    branches = [[branch.code, branch.name, ", ".join(branch.formerly)] for branch in retailer.branches]
    return [own + branch for branch in branches or [["", "", ""]]]


def _attempted(screen: Screen) -> str:
    """The city of a form that was not taken."""
    return next(iter(screen.attempt.values.get("city", ())), "") if screen.attempt else ""
