"""A product on its way to curation: drafted, submitted as numbered revisions, withdrawn, perhaps submitted again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.registration.domain.business import Business, require_consent
from services.registration.domain.sheet import Sheet, open_points, spell_out
from services.registration.domain.texts import Point, conflict, refused, refused_for
from shared.events.reasons import REASONS
from shared.events.registration import ProductSubmitted, ProductWithdrawn


class Status(StrEnum):
    """Where a product stands. Editing changes nothing here: what was submitted stands until it is submitted anew."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product of a business. `revision` is its last submission, 0 before the first; `sheet` may be ahead of it, and
    `sheet_version` counts the sheets that it had."""

    id: UUID
    city: str
    business_id: UUID
    status: Status
    revision: int
    sheet: Sheet
    sheet_version: int = 1
    drafted_at: datetime
    submitted_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One revision of a product as it was put forward, kept for ever, with who entered it."""

    product_id: UUID
    city: str
    revision: int
    sheet: Sheet
    photos: tuple[UUID, ...] = ()
    changes: str | None
    submitted_at: datetime
    entered_by: str
    entered_as: str


def draft(sheet: Sheet, *, product_id: UUID, business: Business, at: datetime) -> Product:
    """A product that its owner has begun to describe; the sheet may be incomplete."""
    require_consent(business)
    return Product(
        id=product_id,
        city=business.city,
        business_id=business.id,
        status=Status.DRAFT,
        revision=0,
        sheet=sheet,
        drafted_at=at,
    )


def edit(product: Product, business: Business, sheet: Sheet, *, replaces: int | None = None) -> Product:
    """The sheet is another one from now on; nobody else hears of it before it is submitted.

    `replaces` is the version that its writer had before them. Raises Conflict where somebody was faster.
    """
    require_consent(business)
    _require_seen(product, replaces)
    return replace(product, sheet=sheet, sheet_version=product.sheet_version + 1)


def submit(
    product: Product,
    business: Business,
    *,
    at: datetime,
    changes: str | None = None,
    sheet_version: int | None = None,
    photos: Sequence[UUID] = (),
) -> tuple[Product, ProductSubmitted]:
    """The business puts the product forward as its next revision, also after it was withdrawn.

    `sheet_version` is the one that was read. Raises Conflict where somebody has changed it since.

    `at` is in the city's time zone, because a rule of law begins at midnight there. From the second revision on
    `changes` says what is different. All open points are refused together (product-incomplete), a single one by
    its own code.
    """
    require_consent(business)
    _require_seen(product, sheet_version)
    again = product.revision > 0
    said = (changes or "").strip()
    points = open_points(product.sheet, on=at.date())
    if again and not said:
        points.append(Point("changes", "changes-missing"))
    if points:
        raise refused_for(points)
    submitted = replace(
        product,
        status=Status.SUBMITTED,
        revision=product.revision + 1,
        sheet=spell_out(product.sheet),
        submitted_at=at,
        withdrawn_at=None,
    )
    return submitted, _announce(submitted, changes=said if again else None, photos=photos)


def withdraw(
    product: Product, reason: str, *, at: datetime, code: str | None = None
) -> tuple[Product, ProductWithdrawn]:
    """The business takes back what it submitted; a draft that was never submitted has nothing to take back.

    `code` is there where the reason is none that somebody wrote (`shared.events.reasons`).
    """
    if product.status is Status.DRAFT:
        raise refused("product-not-submitted")
    if product.status is Status.WITHDRAWN:
        raise refused("product-already-withdrawn")
    if not reason.strip():
        raise refused("withdrawal-reason-missing")
    withdrawn = replace(product, status=Status.WITHDRAWN, withdrawn_at=at)
    return withdrawn, ProductWithdrawn(
        city=product.city, product_id=product.id, revision=product.revision, reason=reason.strip(), code=code
    )


def withdraw_all(products: Sequence[Product], code: str, *, at: datetime) -> list[tuple[Product, ProductWithdrawn]]:
    """Takes back whatever of these stands submitted: what follows when an owner withdraws their consent."""
    reason = REASONS.say(code)
    return [withdraw(product, reason, at=at, code=code) for product in products if product.status is Status.SUBMITTED]


def record_submission(
    product: Product, submitted: ProductSubmitted, *, entered_by: str, entered_as: str, at: datetime
) -> Submission:
    """What was put forward, and who did so: `entered_as` is the function by which they may, owner's or pendamping's."""
    return Submission(
        product_id=product.id,
        city=product.city,
        revision=product.revision,
        sheet=product.sheet,
        photos=submitted.photos,
        changes=submitted.changes,
        submitted_at=at,
        entered_by=entered_by,
        entered_as=entered_as,
    )


def _require_seen(product: Product, sheet_version: int | None) -> None:
    """Owner and pendamping may have the same sheet open: nobody undoes what they have not seen, or puts it forward."""
    if sheet_version is not None and sheet_version != product.sheet_version:
        raise conflict("sheet-changed-meanwhile")


def _announce(product: Product, *, changes: str | None, photos: Sequence[UUID]) -> ProductSubmitted:
    sheet = product.sheet
    return ProductSubmitted(
        city=product.city,
        product_id=product.id,
        business_id=product.business_id,
        revision=product.revision,
        changes=changes,
        name=sheet.name,
        category=sheet.category,
        net_content=sheet.net_content,
        shelf_life_days=sheet.shelf_life_days,
        storage=sheet.storage,
        price=sheet.price,
        capacity_per_month=sheet.capacity_per_month,
        licences=sheet.licences,
        halal_status=sheet.halal_status,
        halal_number=sheet.halal_number,
        gtin=sheet.gtin,
        photos=tuple(photos),
    )
