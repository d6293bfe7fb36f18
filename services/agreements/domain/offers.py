"""An offer: one revision of a product before one retailer under one memorandum, its answer, or the lack of one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.agreements.domain.texts import filled_in, refused, refused_because
from shared.events.agreements import OfferAnswered, OfferClosed, OfferOverdue, ProductOffered
from shared.events.curation import Condition
from shared.events.event import Event
from shared.events.public import ConsentEnded, OfferChanged, OfferMade, OfferWithdrawn
from shared.events.registration import ProductFacts

ANSWER_DAYS = 14
"""How many days a retailer has to answer, and again after it first asked for a sample."""


class OfferStatus(StrEnum):
    """Where an offer stands. Overdue ones can still be answered; `agreed` says that a PKS was signed upon it."""

    OPEN = "open"
    SAMPLE_ASKED = "sample-asked"
    OVERDUE = "overdue"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    AGREED = "agreed"
    CLOSED = "closed"


AWAITED = frozenset({OfferStatus.OPEN, OfferStatus.SAMPLE_ASKED})
ANSWERABLE = AWAITED | {OfferStatus.OVERDUE}
CLOSABLE = ANSWERABLE | {OfferStatus.ACCEPTED}
ANSWERS = {
    "accepted": OfferStatus.ACCEPTED,
    "sample-asked": OfferStatus.SAMPLE_ASKED,
    "rejected": OfferStatus.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer with the product as it was when it passed. `answer_due` is the last day, in the city's time zone."""

    id: UUID
    city: str
    product_id: UUID
    business_id: UUID
    revision: int
    retailer: str
    mou_id: UUID
    outcome: str
    conditions: tuple[Condition, ...] = ()
    """Those that the product has not met yet; an offer from before they were kept has none."""
    facts: ProductFacts
    status: OfferStatus
    offered_at: datetime
    answer_due: date
    answer: str | None = None
    reason: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    closed_why: str | None = None
    closed_at: datetime | None = None

    @property
    def key(self) -> tuple[UUID, int, UUID, str]:
        """What is offered at most once: a revision of a product, under a memorandum, to one of its retailers."""
        return (self.product_id, self.revision, self.mou_id, self.retailer)


def answer_offer(
    offer: Offer, answer: str, *, reason: str | None, by: str, on: date, at: datetime
) -> tuple[Offer, OfferAnswered]:
    """The retailer's answer. The first sample that is asked for gives it as many days again, a further one none: an
    offer that is overdue then stays so. The other answers are final."""
    if answer not in ANSWERS:
        raise refused("answer-unknown")
    if offer.status is OfferStatus.CLOSED:
        raise refused_because("offer-closed", str(offer.closed_why))
    if offer.status not in ANSWERABLE:
        raise refused("offer-answered-already")
    said = (reason or "").strip() or None
    if answer == "rejected":
        said = filled_in(reason, "answer-reason-missing")
    sample = answer == "sample-asked"
    due = due_day(on) if sample and offer.answer is None else offer.answer_due
    overdue = sample and offer.status is OfferStatus.OVERDUE and due < on
    answered = replace(
        offer,
        status=OfferStatus.OVERDUE if overdue else ANSWERS[answer],
        answer=answer,
        reason=said,
        answered_at=at,
        answered_by=by,
        answer_due=due,
    )
    return answered, OfferAnswered(
        **about(answered), answer=answer, reason=said, answer_due=due if sample else None, overdue=overdue
    )


def require_chosen(chosen: Sequence[UUID]) -> Sequence[UUID]:
    """The offers that are answered at once: one or more, each once, in the order in which they are held."""
    if not chosen:
        raise refused("offers-missing")
    return sorted(set(chosen))


def lapse_answers(offers: Sequence[Offer]) -> tuple[list[Offer], list[OfferOverdue]]:
    """The day has passed on which these should have been answered; all can see it, and they still may be."""
    overdue = [replace(offer, status=OfferStatus.OVERDUE) for offer in offers]
    return overdue, [OfferOverdue(**about(offer), answer_due=offer.answer_due) for offer in overdue]


def close_offer(offer: Offer, why: str, *, at: datetime) -> tuple[Offer, list[Event]]:
    """What the offer stood on has gone; `why` as in OfferClosed."""
    closed = replace(offer, status=OfferStatus.CLOSED, closed_why=why, closed_at=at)
    return closed, [
        OfferClosed(**about(offer), why=why),
        OfferWithdrawn(
            city=offer.city, retailer=offer.retailer, offer_id=offer.id, product_id=offer.product_id, why=why
        ),
    ]


def announce_offer(offer: Offer, business_name: str | None) -> list[Event]:
    """A new offer, as Gerai's services and the retailer's own systems hear of it."""
    return [
        ProductOffered(
            **about(offer),
            outcome=offer.outcome,
            conditions=offer.conditions,
            product=offer.facts,
            business_name=business_name,
            answer_due=offer.answer_due,
        ),
        OfferMade(
            city=offer.city,
            retailer=offer.retailer,
            offer_id=offer.id,
            product_id=offer.product_id,
            revision=offer.revision,
            outcome=offer.outcome,
            conditions=offer.conditions,
            business_name=business_name,
            product=offer.facts,
            answer_due=offer.answer_due,
        ),
    ]


def announce_change(offer: Offer) -> OfferChanged:
    """The conditions of an offer's product are met; to Gerai's services curation has said so."""
    return OfferChanged(
        city=offer.city,
        retailer=offer.retailer,
        offer_id=offer.id,
        product_id=offer.product_id,
        outcome=offer.outcome,
    )


def announce_consent_ended(offer: Offer) -> ConsentEnded:
    """The retailer's systems are to forget the business; to Gerai's services registration has said so."""
    return ConsentEnded(
        city=offer.city,
        retailer=offer.retailer,
        offer_id=offer.id,
        product_id=offer.product_id,
        business_id=offer.business_id,
    )


def due_day(on: date) -> date:
    """The last day for an answer to what is asked today."""
    return on + timedelta(days=ANSWER_DAYS)


def about(offer: Offer) -> dict[str, Any]:
    """What every announcement about an offer says first."""
    return {
        "city": offer.city,
        "offer_id": offer.id,
        "product_id": offer.product_id,
        "business_id": offer.business_id,
        "revision": offer.revision,
        "product_name": offer.facts.name,
        "retailer": offer.retailer,
        "mou_id": offer.mou_id,
    }
