"""How far each product got and when, for the figures that everybody may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.messages import Heard
from shared.events import agreements, curation, registration

STEPS = ("submitted_at", "curated_at", "passed_at", "offered_at", "accepted_at", "signed_at")
"""In the order of the way."""


@dataclass(frozen=True, slots=True)
class Mark:
    """That a product got somewhere; of several marks of one step the earliest counts."""

    product_id: UUID
    city: str
    business_id: UUID
    step: str
    at: datetime
    category: str | None = None


def marks_of(heard: Iterable[Heard]) -> list[Mark]:
    """The steps that these events tell of."""
    return [mark for each in heard for mark in _marks(each)]


def _marks(heard: Heard) -> Sequence[Mark]:
    event, category = heard.event, None
    match event:
        case registration.ProductSubmitted():
            steps, category = ["submitted_at"], event.category
        case curation.ProductCurated():
            steps, category = ["curated_at", *(["passed_at"] if event.passed else [])], event.product.category
        case agreements.ProductOffered():
            steps = ["offered_at"]
        case agreements.OfferAnswered() if event.answer == "accepted":
            steps = ["accepted_at"]
        case agreements.PKSSigned():
            steps = ["signed_at"]
        case _:
            return ()
    return [Mark(event.product_id, event.city, event.business_id, step, heard.at, category) for step in steps]
