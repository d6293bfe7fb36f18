"""Products: drafted, described, submitted, withdrawn and read."""

from typing import Any
from uuid import UUID

from services.registration import domain, store
from services.registration.domain import Product, Result, Submission, What
from services.registration.forms import EditForm, ProductForm, SubmissionForm, WithdrawalForm
from services.registration.routes.rights import (
    Language,
    OwnerOrAssistant,
    Reader,
    Sealed,
    record,
    require_own,
    require_readable,
    router,
    today_in,
    told,
    told_corrections,
)
from shared.web import Paged, Tx, Who


@router.post("/products", status_code=201, dependencies=OwnerOrAssistant)
async def draft_product(form: ProductForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Begin to describe a product; it may be incomplete."""
    business = await store.lock_business(tx.connection, form.business_id, seal)
    require_own(who, business)
    product = domain.draft(form.sheet(), product_id=tx.ids(), business=business, at=tx.now)
    await store.insert_product(tx.connection, product)
    await record(tx, who, What.PRODUCT_DRAFTED, business, [product])
    return _shown(product)


@router.post("/products/{id}/sheet", dependencies=OwnerOrAssistant)
async def edit_product(id: UUID, form: EditForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Replace the description; what was submitted stands until the next submission."""
    product, business, *_ = await store.lock_product(tx.connection, id, seal)
    require_own(who, business)
    product = domain.edit(product, business, form.sheet(), replaces=form.replaces)
    await store.save_products(tx.connection, [product])
    await record(tx, who, What.SHEET_EDITED, business, [product])
    return _shown(product)


@router.post("/products/{id}/submissions", status_code=201, dependencies=OwnerOrAssistant)
async def submit_product(id: UUID, form: SubmissionForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Put a product forward for curation; who did it is kept with what was put forward."""
    product, business, zone, photos = await store.lock_product(tx.connection, id, seal)
    function = require_own(who, business)
    product, submitted = domain.submit(
        product,
        business,
        at=tx.now.astimezone(zone),
        changes=form.changes,
        sheet_version=form.sheet_version,
        photos=photos,
    )
    submission = domain.record_submission(product, submitted, entered_by=who.subject, entered_as=function, at=tx.now)
    await store.save_submission(tx.connection, product, submission)
    await tx.publish(submitted)
    return _shown(product)


@router.post("/products/{id}/withdrawals", status_code=201, dependencies=OwnerOrAssistant)
async def withdraw_product(id: UUID, form: WithdrawalForm, tx: Tx, who: Who, seal: Sealed) -> dict[str, Any]:
    """Take a submitted product back."""
    product, business, *_ = await store.lock_product(tx.connection, id, seal)
    require_own(who, business)
    product, withdrawn = domain.withdraw(product, form.reason, at=tx.now)
    await store.save_products(tx.connection, [product])
    await record(tx, who, What.PRODUCT_WITHDRAWN, business, [product])
    await tx.publish(withdrawn)
    return _shown(product)


@router.get("/products/{id}", dependencies=Reader)
async def show_product(id: UUID, tx: Tx, who: Who, seal: Sealed, language: Language) -> dict[str, Any]:
    """A product with what is still open, what deserves a second look, and every revision that was put forward."""
    product = await store.get_product(tx.connection, id)
    business = await store.get_business(tx.connection, product.business_id, seal)
    require_readable(who, business)
    today = await today_in(tx, product.city)
    submissions = await store.list_submissions(tx.connection, id)
    results = {result.revision: result for result in await store.list_results(tx.connection, [id])}
    return _shown(product, results.get(product.revision), language) | {
        "open": told(domain.open_points(product.sheet, on=today), language),
        "warnings": told(domain.odd_about_sheet(product.sheet, business, on=today), language),
        "photos": [photo.id for photo in await store.list_photos(tx.connection, [id])],
        "revisions": [_shown_submission(each, results.get(each.revision), language) for each in submissions],
    }


@router.get("/businesses/{id}/products", dependencies=Reader)
async def list_products(
    id: UUID, tx: Tx, who: Who, seal: Sealed, page: Paged, language: Language
) -> list[dict[str, Any]]:
    """The products of a business."""
    require_readable(who, await store.get_business(tx.connection, id, seal))
    products = await store.list_products(tx.connection, id, after=page.after, limit=page.limit)
    results = await store.list_results(tx.connection, [product.id for product in products])
    said = {(result.product_id, result.revision): result for result in results}
    return [_shown(product, said.get((product.id, product.revision)), language) for product in products]


def _shown(product: Product, result: Result | None = None, language: str = "id") -> dict[str, Any]:
    return {
        "product_id": product.id,
        "business_id": product.business_id,
        "city": product.city,
        "status": product.status,
        "revision": product.revision,
        "sheet": product.sheet,
        "sheet_version": product.sheet_version,
        "result": _shown_result(result, language),
        "drafted_at": product.drafted_at,
        "submitted_at": product.submitted_at,
        "withdrawn_at": product.withdrawn_at,
    }


def _shown_result(result: Result | None, language: str) -> dict[str, Any] | None:
    """What the departments said of a revision, as far as it has been heard."""
    if result is None:
        return None
    names = ("revision", "outcome", "conditions", "reason", "heard_at")
    said = {name: getattr(result, name) for name in names}
    return said | {"corrections": told_corrections(result.corrections, language)}


def _shown_submission(submission: Submission, result: Result | None, language: str) -> dict[str, Any]:
    return {
        "revision": submission.revision,
        "sheet": submission.sheet,
        "photos": submission.photos,
        "changes": submission.changes,
        "submitted_at": submission.submitted_at,
        "entered_by": submission.entered_by,
        "entered_as": submission.entered_as,
        "result": _shown_result(result, language),
    }
