"""What was entered about a business or its products, when and by whom: its owner, a pendamping for them, or
an officer who corrects its numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.registration.domain.business import Business
from services.registration.domain.product import Product


class What(StrEnum):
    """What was done. A registration and a submission say themselves who entered them."""

    BUSINESS_CHANGED = "business-changed"
    NIB_CORRECTED = "nib-corrected"
    NIK_CORRECTED = "nik-corrected"
    NPWP_CORRECTED = "npwp-corrected"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    PRODUCT_DRAFTED = "product-drafted"
    SHEET_EDITED = "sheet-edited"
    PRODUCT_WITHDRAWN = "product-withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that was done, kept for ever. `entered_as` is the function by which they may."""

    id: UUID
    city: str
    business_id: UUID
    product_id: UUID | None
    what: What
    entered_by: str
    entered_as: str
    entered_at: datetime
    reason: str | None = None
    """Why, where somebody has to say so."""


def record_entries(
    what: What,
    business: Business,
    products: Sequence[Product | None] = (None,),
    *,
    ids: Callable[[], UUID],
    entered_by: str,
    entered_as: str,
    at: datetime,
) -> list[Entry]:
    """What somebody has done to a business, or to each of these products of it."""
    return [
        Entry(
            id=ids(),
            city=business.city,
            business_id=business.id,
            product_id=product.id if product else None,
            what=what,
            entered_by=entered_by,
            entered_as=entered_as,
            entered_at=at,
        )
        for product in products
    ]
