"""Pages of products: described, checked, submitted, mended, compared, withdrawn."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from services.registration import domain, store
from services.registration.domain import Business, Product, Sheet
from services.registration.forms import EditForm, ProductForm, SheetForm, SubmissionForm, WithdrawalForm
from services.registration.routes import products
from services.registration.routes.rights import (
    OwnerOrAssistant,
    Reader,
    Sealed,
    acts_for,
    may_name,
    pages,
    place,
    require_own,
    today_in,
    told,
    told_corrections,
)
from shared.events.curation import PASSED
from shared.law import categories
from shared.messaging.transaction import Transaction
from shared.pages import Shown, sent
from shared.pages.navigation import trail_of
from shared.pages.screen import Screen
from shared.people.functions import OFFICES, office_name
from shared.web import Tx, Who

Described = Annotated[SheetForm, Depends(sent(SheetForm))]
Edited = Annotated[EditForm, Depends(sent(EditForm))]
Kategori = Annotated[str | None, Query(max_length=40)]
NEW = Sheet()
LICENCE = re.compile(r"licences-(\d{1,3})-")


@pages.get("/usaha/{id:uuid}/produk-baru", dependencies=OwnerOrAssistant)
async def begin_product(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed, kategori: Kategori = None) -> Response:
    """Choose a category, then describe a new product."""
    business = await store.get_business(tx.connection, id, seal)
    require_own(who, business)
    domain.require_consent(business)
    return await _show_form(screen, tx, business, None, kategori)


@pages.form("/usaha/{id:uuid}/produk-baru", shows=begin_product, dependencies=OwnerOrAssistant)
async def draft_product(id: UUID, form: Described, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Keep it, complete or not."""
    drafted = await products.draft_product(ProductForm(**form.model_dump(), business_id=id), tx, who, seal)
    return screen.see(f"/registration/produk/{drafted['product_id']}", "disimpan")


@pages.get("/produk/{id:uuid}", dependencies=Reader)
async def show_product(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Where a product stands, what is missing, and all that was put forward."""
    product = await products.show_product(id, tx, who, seal, screen.language)
    business = await store.get_business(tx.connection, product["business_id"], seal)
    city = await place(screen, tx, product["city"])
    revisions = product["revisions"]
    differences = domain.differences(revisions[-1]["sheet"], product["sheet"]) if revisions else []
    photos_differ = bool(revisions) and any(domain.differing_photos(revisions[-1]["photos"], product["photos"]))
    differs = bool(differences) or photos_differ
    return screen.page(
        "product.html",
        product=product,
        passed=PASSED,
        sheet=product["sheet"],
        business=business,
        named=may_name(who, business),
        acts=acts_for(who, business) if business.consent.withdrawn_at is None else None,
        trail=trail_of(who, id, city=business.city, business=business.id),
        differences=differences,
        photos_differ=photos_differ,
        may_submit=not product["open"] and (not revisions or differs or product["status"] == "withdrawn"),
        most_photos=domain.MOST_PHOTOS,
        offices={role: office_name(city, role) for role in OFFICES},
    )


@pages.get("/produk/{id:uuid}/isian", dependencies=OwnerOrAssistant)
async def show_sheet(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed, kategori: Kategori = None) -> Response:
    """A product's description, with what is to be mended beside the fields."""
    product, business = await _own(tx, who, id, seal)
    return await _show_form(screen, tx, business, product, kategori)


@pages.form("/produk/{id:uuid}/isian", shows=show_sheet, dependencies=OwnerOrAssistant)
async def edit_product(id: UUID, form: Edited, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Replace it."""
    await products.edit_product(id, form, tx, who, seal)
    return screen.see(f"/registration/produk/{id}", "disimpan")


@pages.form("/produk/{id:uuid}/ajukan", shows=show_product, dependencies=OwnerOrAssistant)
async def submit_product(
    id: UUID,
    form: Annotated[SubmissionForm, Depends(sent(SubmissionForm))],
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
) -> Response:
    """Put it forward."""
    await products.submit_product(id, form, tx, who, seal)
    return screen.see(f"/registration/produk/{id}", "diajukan")


@pages.get("/produk/{id:uuid}/tarik", dependencies=OwnerOrAssistant)
async def ask_to_withdraw(id: UUID, screen: Shown, tx: Tx, who: Who, seal: Sealed) -> Response:
    """Ask once more, and for the reason."""
    product, _ = await _own(tx, who, id, seal)
    await place(screen, tx, product.city)
    return screen.page("product_withdrawal.html", product=product)


@pages.form("/produk/{id:uuid}/tarik", shows=ask_to_withdraw, dependencies=OwnerOrAssistant)
async def withdraw_product(
    id: UUID,
    form: Annotated[WithdrawalForm, Depends(sent(WithdrawalForm))],
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
) -> Response:
    """Take it back."""
    await products.withdraw_product(id, form, tx, who, seal)
    return screen.see(f"/registration/produk/{id}", "ditarik")


@pages.get("/produk/{id:uuid}/revisi", dependencies=Reader)
async def compare_revisions(
    id: UUID,
    screen: Shown,
    tx: Tx,
    who: Who,
    seal: Sealed,
    dari: Annotated[int, Query(ge=0)] = 1,
    ke: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """What two revisions say differently; 0 is the description as it stands now."""
    product = await products.show_product(id, tx, who, seal, screen.language)
    await place(screen, tx, product["city"])
    said = {each["revision"]: each for each in product["revisions"]} | {0: product}
    dari, ke = (number if number in said else 0 for number in (dari, ke))
    before, after = said[dari], said[ke]
    removed, added = domain.differing_photos(before["photos"], after["photos"])
    return screen.page(
        "revisions.html",
        product=product,
        dari=dari,
        ke=ke,
        differences=domain.differences(before["sheet"], after["sheet"]),
        sets=[(dari, before["photos"], removed), (ke, after["photos"], added)],
        removed=removed,
        added=added,
        numbers=sorted(said)[1:],
    )


async def _own(tx: Transaction, who: Who, id: UUID, seal: Sealed) -> tuple[Product, Business]:
    """A product that a person may change, and whose it is. Raises NotFound, and Refused without its owner's consent."""
    product = await store.get_product(tx.connection, id)
    business = await store.get_business(tx.connection, product.business_id, seal)
    require_own(who, business)
    domain.require_consent(business)
    return product, business


async def _show_form(
    screen: Screen, tx: Transaction, business: Business, product: Product | None, asked: str | None
) -> Response:
    """Only what the category asks for; without one, the categories."""
    city = await place(screen, tx, business.city)
    sheet, today = product.sheet if product else NEW, await today_in(tx, business.city)
    written = screen.attempt.values.get("category", [""])[0] if screen.attempt else None
    chosen = written or (sheet.category if asked is None else asked)
    category = categories.find_category(chosen, on=today)
    around: dict[str, Any] = {"business": business, "product": product}
    if category is None or not category.eligible:
        known = [each for each in domain.CATEGORIES if each == categories.find_category(each.code, on=today)]
        return screen.page("product_category.html", categories=known, **around)
    results = await store.list_results(tx.connection, [product.id]) if product else []
    points = [*domain.open_points(sheet, on=today), *domain.odd_about_sheet(sheet, business, on=today)]
    return screen.page(
        "product_form.html",
        sheet=sheet,
        category=category,
        halal_is_a_duty=categories.halal_is_a_duty(category, scale=business.scale, on=today),
        rows=_licence_rows(screen, sheet),
        points=told(points, screen.language) if product else [],
        corrections=told_corrections(results[-1].corrections, screen.language) if results else (),
        offices={role: office_name(city, role) for role in OFFICES},
        **around,
    )


def _licence_rows(screen: Screen, sheet: Sheet) -> int:
    """How many licences to ask for: those that there are, and one more."""
    sent = screen.attempt.values if screen.attempt else {}
    filled = [int(row[1]) for name in sent if any(sent[name]) and (row := LICENCE.match(name))]
    return min(max([len(sheet.licences), *(number + 1 for number in filled)]) + 1, 20)
