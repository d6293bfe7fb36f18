"""The gates: what the law asks of a product on a day in its city. They are computed, never typed in by people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.curation.domain.business import Business
from services.curation.domain.case import Department
from services.curation.domain.texts import say
from shared.events.curation import Correction
from shared.events.registration import ProductFacts
from shared.law import categories
from shared.law.categories import Category
from shared.law.licences import has_ended

FIELDS = {"category": "category", "storage": "storage", "licence": "licences", "halal": "halal_status"}
"""The field of the product sheet that a gate looks at; the NIB is the business's."""

HELPERS = {
    "nib": Department.DISKOP,
    "category": Department.DISPERINDAG,
    "storage": Department.DISPERINDAG,
    "licence": Department.DISPERINDAG,
    "halal": Department.DISKOP,
}
"""Which department helps: the small business as such is Diskop's, its production and trade Disperindag's."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that the law asks. `code` is what people read about it; `passed` None: it cannot be told yet."""

    name: str
    passed: bool | None
    code: str

    @property
    def is_final(self) -> bool:
        """Whether nothing can be mended: products of this category are not for these stores at all."""
        return self.code == "category-not-eligible"

    @property
    def correction(self) -> Correction:
        """What has to be mended so that it passes, and who helps."""
        return Correction(
            text=say(self.code), code=self.code, field=FIELDS.get(self.name), department=HELPERS[self.name]
        )


def judge_gates(product: ProductFacts, business: Business | None, *, on: date) -> tuple[Gate, ...]:
    """Every gate of a product, as the law stands on a day in the city; `business` None: not heard of yet.

    A category that is unknown or not eligible leaves nothing else to ask of the product.
    """
    category = categories.find_category(product.category, on=on)
    return (
        _nib(business),
        _category(category),
        *(_of_product(product, category, business, on) if category and category.eligible else ()),
    )


def failed(gates: Iterable[Gate]) -> list[Gate]:
    """Those that say no."""
    return [gate for gate in gates if gate.passed is False]


def _of_product(product: ProductFacts, category: Category, business: Business | None, on: date) -> Iterator[Gate]:
    fits = product.storage in category.storages
    yield Gate("storage", fits, "storage-fits" if fits else "storage-not-for-category")
    yield _licence(product, category, on)
    yield _halal(product, category, business, on)


def _nib(business: Business | None) -> Gate:
    if business is None or business.forgotten_at:
        return Gate("nib", None, "business-awaited")
    return Gate("nib", True, "nib-present") if business.nib else Gate("nib", False, "nib-missing")


def _category(category: Category | None) -> Gate:
    if category is None:
        return Gate("category", False, "category-unknown")
    return Gate("category", category.eligible, "category-eligible" if category.eligible else "category-not-eligible")


def _licence(product: ProductFacts, category: Category, on: date) -> Gate:
    if not categories.needs_licence(category, shelf_life_days=product.shelf_life_days):
        return Gate("licence", True, "licence-not-needed")
    kinds = categories.kinds_for(category, storage=product.storage)
    right = [licence for licence in product.licences if licence.kind in kinds]
    if any(not has_ended(licence, on=on) for licence in right):
        return Gate("licence", True, "licence-in-force")
    if right:
        return Gate("licence", False, "licence-ended")
    return Gate("licence", False, categories.missing_for(category, storage=product.storage))


def _halal(product: ProductFacts, category: Category, business: Business | None, on: date) -> Gate:
    """Since when a certificate is a duty depends on the scale of the business (PP 42/2024 Pasal 160)."""
    if categories.halal_is_settled(product.halal_status, product.halal_number):
        labelled = product.halal_status == categories.LABELLED
        return Gate("halal", True, "halal-labelled" if labelled else "halal-certified")
    if not category.halal:
        return Gate("halal", True, "halal-not-a-duty")
    if business is None or business.scale is None:
        return Gate("halal", None, "business-awaited")
    if categories.halal_is_a_duty(category, scale=business.scale, on=on):
        return Gate("halal", False, "halal-duty-open")
    return Gate("halal", True, "halal-not-a-duty-yet")
