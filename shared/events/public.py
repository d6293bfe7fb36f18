"""What a retailer's own systems may subscribe to: its offers and its agreements, in its city, and nothing personal.

Each retailer in each city has a topic of its own, so that an access rule can be a prefix that ends in a dot.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.agreements import WHY_CLOSED, WHY_LOST, Terms
from shared.events.curation import Condition
from shared.events.event import Event, Topic, listed
from shared.events.registration import ProductFacts


class PublicEvent(Event):
    """Goes to the topic of one retailer in one city."""

    topic: ClassVar[Topic] = Topic("public")

    retailer: str = Field(description="Code", pattern="^[a-z0-9]+$", examples=["alfamidi"])
    offer_id: UUID
    product_id: UUID

    @property
    def key(self) -> str:
        return str(self.product_id)

    @property
    def goes_to(self) -> Topic:
        """`public.<city>.<retailer>.agreements.v1`"""
        return topic_of(self.city, self.retailer)


class OfferMade(PublicEvent):
    """A product of the city that passed curation is offered to this retailer."""

    type: ClassVar[str] = "gerai.public.offer-made.v1"

    revision: int = Field(ge=1)
    outcome: str = Field(description="lolos or lolos-bersyarat")
    conditions: tuple[Condition, ...] = Field((), description="With lolos-bersyarat: those not met when it was offered")
    business_name: str | None = None
    product: ProductFacts
    answer_due: date


class OfferWithdrawn(PublicEvent):
    """An offer to this retailer stands no longer."""

    type: ClassVar[str] = "gerai.public.offer-withdrawn.v1"

    why: str = Field(description=listed(WHY_CLOSED), examples=list(WHY_CLOSED))


class OfferChanged(PublicEvent):
    """The product of an offer that stands has met the conditions with which it passed."""

    type: ClassVar[str] = "gerai.public.offer-changed.v1"

    outcome: str = Field(description="lolos")


class ConsentEnded(PublicEvent):
    """The owner's consent has ended, whatever became of the offer: what is held of the business is to be erased where
    no law asks to keep it."""

    type: ClassVar[str] = "gerai.public.consent-ended.v1"

    business_id: UUID


class AgreementSigned(PublicEvent):
    """This retailer and the business have both signed their cooperation agreement (PKS)."""

    type: ClassVar[str] = "gerai.public.agreement-signed.v1"

    pks_id: UUID
    business_name: str | None = None
    product_name: str
    numbers: dict[str, str]
    terms: Terms


class AgreementEnded(PublicEvent):
    """A cooperation agreement with this retailer is in force no longer."""

    type: ClassVar[str] = "gerai.public.agreement-ended.v1"

    pks_id: UUID
    how: str = Field(description="lapsed or terminated")


class AgreementBasisLost(PublicEvent):
    """What a signed cooperation agreement stood on has gone. It holds, for it is a contract; its parties decide."""

    type: ClassVar[str] = "gerai.public.agreement-basis-lost.v1"

    pks_id: UUID
    why: str = Field(description=listed(WHY_LOST), examples=list(WHY_LOST))


def topic_of(city: str, retailer: str) -> Topic:
    """The topic that one retailer's systems read in one city."""
    return Topic(f"public.{city}.{retailer}.agreements.v1")
