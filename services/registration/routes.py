"""The JSON API of registration."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends

from services.registration import domain, settings, store
from services.registration.domain import Business, Product
from services.registration.forms import BusinessForm, ProductForm, SheetForm, SubmissionForm, WithdrawalForm
from shared import database, web
from shared.errors import NotFound
from shared.events.registration import CityConfigured
from shared.messaging.transaction import Transaction
from shared.people import assignments
from shared.people.assignments import Person
from shared.sealing import Seal
from shared.web import Allowed, Tx, Who

OWNER, ASSISTANT = "pelaku-usaha", "pendamping"

router = web.router("registration")
AnySignedIn = [Depends(Allowed())]
OwnerOrAssistant = [Depends(Allowed(OWNER, ASSISTANT))]
Sealed = Annotated[Seal, Depends(settings.seal)]


@router.post("/businesses", status_code=201, dependencies=AnySignedIn)
async def register_business(form: BusinessForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Register one's own business, or, as a pendamping of the city, somebody else's."""
    city = await _city(tx, form.city)
    await database.enter_cities(tx.connection, who.cities | {city.city})
    assists = form.owner_subject != who.subject and who.holds(ASSISTANT, city=city.city)
    business, registered = domain.register(
        form.application(),
        business_id=tx.ids(),
        city=city.city,
        region_code=city.region_code,
        owner_subject=form.owner_subject if assists else who.subject,
        entered_by=who.subject if assists else None,
        at=tx.now,
    )
    await store.insert_business(tx.connection, business, seal)
    assigned = domain.assign_owner(business, assignment_id=tx.ids(), at=tx.now)
    await assignments.assign(tx.connection, assigned)
    await tx.publish(registered, assigned)
    return {"business_id": business.id, "scale": business.scale, "nik": domain.mask_nik(business.nik)}


@router.post("/products", status_code=201, dependencies=OwnerOrAssistant)
async def draft_product(form: ProductForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Begin to describe a product; it may be incomplete."""
    business = await _business(tx, who, form.business_id, seal)
    product = domain.draft(form.sheet(), product_id=tx.ids(), business=business, at=tx.now)
    await store.insert_product(tx.connection, product)
    return _shown(product)


@router.post("/products/{id}/sheet", dependencies=OwnerOrAssistant)
async def edit_product(id: UUID, form: SheetForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Replace the description; what was submitted stands until the next submission."""
    product = await store.lock_product(tx.connection, id)
    await _business(tx, who, product.business_id, seal)
    product = domain.edit(product, form.sheet())
    await store.save_product(tx.connection, product)
    return _shown(product)


@router.post("/products/{id}/submissions", status_code=201, dependencies=OwnerOrAssistant)
async def submit_product(id: UUID, form: SubmissionForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Put a product forward for curation."""
    product = await store.lock_product(tx.connection, id)
    business = await _business(tx, who, product.business_id, seal)
    city = await _city(tx, product.city)
    local = tx.now.astimezone(ZoneInfo(city.time_zone))
    product, submitted = domain.submit(product, business, at=local, changes=form.changes)
    await store.save_product(tx.connection, product)
    await tx.publish(submitted)
    return _shown(product)


@router.post("/products/{id}/withdrawals", status_code=201, dependencies=OwnerOrAssistant)
async def withdraw_product(id: UUID, form: WithdrawalForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Take a submitted product back."""
    product = await store.lock_product(tx.connection, id)
    await _business(tx, who, product.business_id, seal)
    product, withdrawn = domain.withdraw(product, form.reason, at=tx.now)
    await store.save_product(tx.connection, product)
    await tx.publish(withdrawn)
    return _shown(product)


@router.get("/products/{id}", dependencies=OwnerOrAssistant)
async def show_product(id: UUID, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """A product, with what is still open."""
    product = await store.get_product(tx.connection, id)
    await _business(tx, who, product.business_id, seal)
    city = await _city(tx, product.city)
    today = tx.now.astimezone(ZoneInfo(city.time_zone)).date()
    points = domain.open_points(product.sheet, on=today)
    return _shown(product) | {
        "open": [{"field": p.field, "code": p.code, "message": domain.say(p.code)} for p in points]
    }


@router.get("/businesses/{id}/products", dependencies=OwnerOrAssistant)
async def list_products(id: UUID, tx: Tx, who: Who, seal: Sealed) -> list[dict[str, Any]]:
    """The products of a business."""
    await _business(tx, who, id, seal)
    return [_shown(product) for product in await store.list_products(tx.connection, id)]


async def _city(tx: Transaction, code: str) -> CityConfigured:
    return domain.require_city(await assignments.find_city(tx.connection, code))


async def _business(tx: Transaction, who: Person, id: UUID, seal: Seal) -> Business:
    """A business that this person may act for. Raises NotFound, for others' things are not even confirmed."""
    business = await store.get_business(tx.connection, id, seal)
    may = who.holds(OWNER, city=business.city, scope=str(id)) or who.holds(ASSISTANT, city=business.city)
    if not may:
        raise NotFound(f"business {id}")
    return business


def _shown(product: Product) -> dict[str, Any]:
    return {
        "product_id": product.id,
        "business_id": product.business_id,
        "status": product.status,
        "revision": product.revision,
        "sheet": asdict(product.sheet) | {"licences": product.sheet.licences},
    }
