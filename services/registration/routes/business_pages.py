"""Pages of businesses: one's own, or those of one's cities; what is known of one, its change, the end of consent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Response

from services.registration import domain, store
from services.registration.forms import ChangesForm
from services.registration.routes import businesses, products
from services.registration.routes.rights import (
    AnySignedIn,
    OwnerOrAssistant,
    Reader,
    Sealed,
    acts_for,
    pages,
    place,
    require_own,
    verifies,
)
from services.registration.store import Wanted
from shared.events.registration import CityConfigured
from shared.forms import NothingForm
from shared.lists import EVERYTHING
from shared.pages import Screen, Shown, sent
from shared.pages.navigation import trail_of
from shared.people import assignments
from shared.people.days import timestamp
from shared.people.functions import ADMIN, ASSISTANT, DISKOP, OFFICERS, OWNER, office_name
from shared.web import Page, Tx, Who

ROWS = 50
Code = Annotated[str, Query(pattern="^[a-z0-9]*$", max_length=40)]


async def _wanted(
    cari: Annotated[str, Query(max_length=100)] = "",
    kecamatan: Annotated[str, Query(max_length=8)] = "",
    skala: Annotated[str, Query(max_length=20)] = "",
) -> Wanted:
    return Wanted(cari, kecamatan or None, skala or None)


@pages.get("/usaha", dependencies=AnySignedIn)
async def show_businesses(
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
    wanted: Annotated[Wanted, Depends(_wanted)],
    kota: Code = "",
    setelah: UUID | None = None,
    unduh: str = "",
) -> Response:
    """One's own businesses and applications; for a pendamping and for officers, the businesses of their cities."""
    page = Page(None, EVERYTHING) if unduh else Page(setelah, ROWS + 1)
    found = await businesses.list_businesses(tx, who, seal, page, wanted, kota or None)
    known = await assignments.list_cities(tx.connection)
    if unduh:
        return await screen.csv("usaha", HEADS, _rows(found, screen, known))
    cities = [known[code] for code in sorted(who.cities) if code in known]
    if len(cities) == 1 or kota in known:
        await place(screen, tx, kota or cities[0].city)
    return screen.page(
        "businesses.html",
        businesses=found[:ROWS],
        after=found[ROWS - 1]["business_id"] if len(found) > ROWS else None,
        drafts=await store.list_drafts(tx.connection, who.subject, seal),
        cities=[(each.city, each.name) for each in cities],
        names={each.city: each.name for each in known.values()},
        zones={each.city: ZoneInfo(each.time_zone) for each in known.values()},
        kecamatan={each.code: each.name for one in known.values() for each in one.districts},
        many=who.holds(ASSISTANT, *OFFICERS),
        registers=not who.assignments or who.holds(OWNER, ASSISTANT),
    )


@pages.get("/usaha/{id:uuid}", dependencies=Reader)
async def show_business(
    id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed, setelah: UUID | None = None, unduh: str = ""
) -> Response:
    """What is known of a business, and its products."""
    business = await businesses.show_business(id, tx, who, seal, screen.language)
    page = Page(None, EVERYTHING) if unduh else Page(setelah, ROWS + 1)
    found = await products.list_products(id, tx, who, seal, page, screen.language)
    if unduh:
        return await screen.csv("produk", PRODUCT_HEADS, _product_rows(found, screen))
    await place(screen, tx, business["city"])
    kept = await store.get_business(tx.connection, id, seal)
    acts = acts_for(who, kept)
    return screen.page(
        "business.html",
        business=business,
        products=found[:ROWS],
        after=found[ROWS - 1]["product_id"] if len(found) > ROWS else None,
        is_admin=who.holds(ADMIN, city=business["city"]),
        acts=acts,
        corrects=verifies(who, kept) and acts != OWNER,
        may_withdraw=acts is not None
        and domain.may_withdraw_consent(entered_as=acts, owners=await businesses.list_owners(tx, kept)),
        trail=trail_of(who, id, city=business["city"], business=id),
    )


@pages.get("/usaha/{id:uuid}/ubah", dependencies=OwnerOrAssistant)
async def show_changes(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """A business as it is known, to be described anew."""
    business = await store.get_business(tx.connection, id, seal)
    require_own(who, business)
    domain.require_consent(business)
    office = office_name(await place(screen, tx, business.city), DISKOP)
    return screen.page("business_form.html", business=business, fields=business, office=office)


@pages.form("/usaha/{id:uuid}/ubah", shows=show_changes, dependencies=OwnerOrAssistant)
async def change_business(
    id: UUID, form: Annotated[ChangesForm, Depends(sent(ChangesForm))], screen: Shown, tx: Tx, who: Who, seal: Sealed
) -> Response:
    """Describe it anew."""
    await businesses.change_business(id, form, tx, who, seal)
    return screen.see(f"/registration/usaha/{id}", "disimpan")


@pages.get("/usaha/{id:uuid}/cabut", dependencies=OwnerOrAssistant)
async def ask_to_withdraw(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Ask once more whether consent is to end, and say what follows."""
    business = await store.get_business(tx.connection, id, seal)
    require_own(who, business)
    domain.require_consent(business)
    await place(screen, tx, business.city)
    found = await store.list_products(tx.connection, id, after=None, limit=500)
    submitted = [product for product in found if product.status == "submitted"]
    return screen.page("consent_withdrawal.html", business=business, submitted=submitted)


@pages.form("/usaha/{id:uuid}/cabut", shows=ask_to_withdraw, dependencies=OwnerOrAssistant)
async def withdraw_consent(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """End it."""
    await businesses.withdraw_consent(id, NothingForm(), tx, who, seal)
    return screen.see(f"/registration/usaha/{id}", "persetujuan-dicabut")


HEADS = ("Nama usaha", "NIB", "Bentuk", "Skala", "KBLI", "Kode kecamatan", "Kota", "Terdaftar")
PRODUCT_HEADS = ("Nama produk", "Kategori", "Isi bersih", "Harga", "Kapasitas per bulan", "Keadaan", "Revisi")


def _rows(found: Sequence[dict[str, Any]], screen: Screen, cities: Mapping[str, CityConfigured]) -> Iterator[list[Any]]:
    forms, scales = screen.words("words.html", "LEGAL_FORMS"), screen.words("words.html", "SCALES")
    for each in found:
        form, scale = forms.get(each["legal_form"], each["legal_form"]), scales.get(each["scale"], each["scale"])
        codes = [each[name] for name in ("kbli_code", "district_code", "city")]
        registered = timestamp(each["registered_at"], cities.get(each["city"]))
        yield [each["name"], each["nib"], form, scale, *codes, registered]


def _product_rows(found: Sequence[dict[str, Any]], screen: Screen) -> Iterator[list[Any]]:
    categories = screen.words("words.html", "CATEGORIES")
    states = screen.words("words.html", "STATUSES") | screen.words("words.html", "OUTCOMES")
    for each in found:
        sheet, result = each["sheet"], each["result"]
        state = result["outcome"] if each["status"] == "submitted" and result else each["status"]
        said = [sheet.net_content, sheet.price, sheet.capacity_per_month, states.get(state, state), each["revision"]]
        yield [sheet.name, categories.get(sheet.category, sheet.category), *said]
