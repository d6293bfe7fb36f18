"""What agreements has heard of businesses and products, in whichever order: results, lapses, withdrawals, consent."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.events.curation import PASSED, Condition, ConditionLapsed, ProductCurated
from shared.events.registration import ProductFacts, ProductWithdrawn

Heard = ProductCurated | ConditionLapsed | ProductWithdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business by its name, which is forgotten when its owner's consent ends."""

    id: UUID
    city: str
    name: str | None = None
    consent_withdrawn_at: datetime | None = None

    @property
    def consents(self) -> bool:
        """Whether its products may be offered."""
        return self.consent_withdrawn_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product by its last judged revision (0: none yet). Withdrawals and lapses are remembered by revision,
    because they may be heard before the result that they undo."""

    id: UUID
    city: str
    business_id: UUID | None = None
    revision: int = 0
    outcome: str | None = None
    conditions: tuple[Condition, ...] = ()
    """Those of its last judged revision that are not met yet."""
    facts: ProductFacts | None = None
    withdrawn_revision: int = 0
    lapsed_revision: int = 0

    @property
    def offerable(self) -> bool:
        """Whether its last judged revision passed and still stands."""
        return self.outcome in PASSED and self.revision > max(self.withdrawn_revision, self.lapsed_revision)


def hear(product: Product, fact: Heard) -> Product:
    """What is known of a product after one more fact; what is older than what is known changes nothing."""
    if isinstance(fact, ProductWithdrawn):
        return replace(product, withdrawn_revision=max(product.withdrawn_revision, fact.revision))
    if isinstance(fact, ConditionLapsed):
        return replace(product, lapsed_revision=max(product.lapsed_revision, fact.revision))
    if fact.revision < product.revision:
        return product
    return replace(
        product,
        business_id=fact.business_id,
        revision=fact.revision,
        outcome=fact.outcome,
        conditions=fact.conditions,
        facts=fact.product,
    )


def lost_basis(revision: int, product: Product, business: Business | None) -> str | None:
    """Why what stands on this revision of a product stands no longer; None: it stands."""
    if business is not None and not business.consents:
        return "consent-withdrawn"
    if revision <= product.withdrawn_revision:
        return "product-withdrawn"
    if revision == product.lapsed_revision:
        return "condition-lapsed"
    if revision < max(product.revision, product.lapsed_revision):
        return "superseded" if product.offerable else "failed-curation"
    return None if product.outcome in PASSED else "failed-curation"


def rename(business: Business, name: str) -> Business:
    """Its name as it stands now; once consent has ended, no name is kept."""
    return replace(business, name=name) if business.consents else business


def forget(business: Business, *, at: datetime) -> Business:
    """Its owner's consent has ended: no name is kept, and nothing new is offered."""
    return replace(business, name=None, consent_withdrawn_at=business.consent_withdrawn_at or at)
