"""What agreements announces: memoranda with retailers, offers of products, agreements of retailer and business."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events.curation import Condition
from shared.events.event import Event, Topic, listed
from shared.events.registration import ProductFacts

MOUS = Topic("gerai.agreements.mou.v1")
OFFERS = Topic("gerai.agreements.offer.v1")
PKS = Topic("gerai.agreements.pks.v1")

WHY_LOST = ("mou-ended", "product-withdrawn", "consent-withdrawn", "condition-lapsed")
"""Why what something stood on has gone."""
WHY_CLOSED = (*WHY_LOST, "superseded", "failed-curation")
WHY_VOID = (*WHY_CLOSED, "term-over", "signature-missing")
NEVER_IN_FORCE = ("abandoned", "declined", "void")  # how an agreement ends that never was


class Signature(BaseModel):
    """Who signed what, when and as what. Not a certified electronic signature (PP 71/2019 Pasal 60)."""

    model_config = ConfigDict(frozen=True)

    party: str = Field(description="kota, usaha, or the retailer's code", examples=["kota", "alfamidi"])
    subject: str = Field(description="Who, as the sign-in provider names them (sub)")
    title: str = Field(examples=["Penjabat Wali Kota"])
    signed_at: datetime
    content_hash: str = Field(description="SHA-256 of the signed text, hexadecimal")


class _Version(BaseModel):
    """What every announcement about a version of a memorandum says first."""

    model_config = ConfigDict(frozen=True)

    mou_id: UUID
    version: int = Field(ge=1)
    title: str
    retailers: tuple[str, ...] = Field(description="Codes", examples=[["alfamidi"]])

    @property
    def key(self) -> str:
        return str(self.mou_id)


class MoUDrafted(_Version, Event):
    """A version of a memorandum lies before the city's offices and the retailers, who agree to it or comment."""

    type: ClassVar[str] = "gerai.agreements.mou-drafted.v1"
    topic: ClassVar[Topic] = MOUS


class MoUCommented(_Version, Event):
    """A party has remarked something about a version; what it says is read in Gerai."""

    type: ClassVar[str] = "gerai.agreements.mou-commented.v1"
    topic: ClassVar[Topic] = MOUS

    party: str = Field(description="kota, the office, or the retailer's code", examples=["bagian-hukum"])
    commented_as: str = Field(description="The function of whoever commented", examples=["Bagian Hukum"])


class MoUPartlyAgreed(_Version, Event):
    """Somebody has agreed to a version, for an office or a retailer or for several: now it waits for the others."""

    type: ClassVar[str] = "gerai.agreements.mou-partly-agreed.v1"
    topic: ClassVar[Topic] = MOUS

    parties: tuple[str, ...] = Field(
        description="Who has agreed just now: the offices, or the retailers' codes", examples=[["diskop"]]
    )
    missing: tuple[str, ...] = Field(
        description="Who has still to agree: the offices, or the retailers' codes",
        examples=[["disperindag", "bagian-hukum", "alfamidi"]],
    )


class MoUAgreed(_Version, Event):
    """All offices and retailers have agreed to a version: now it waits for signatures, in any order."""

    type: ClassVar[str] = "gerai.agreements.mou-agreed.v1"
    topic: ClassVar[Topic] = MOUS


class MoUPartlySigned(_Version, Event):
    """A party has signed a version: now it waits for the others."""

    type: ClassVar[str] = "gerai.agreements.mou-partly-signed.v1"
    topic: ClassVar[Topic] = MOUS

    party: str = Field(description="Who has signed: kota, or the retailer's code", examples=["kota"])
    missing: tuple[str, ...] = Field(
        description="Who has still to sign: kota, or the retailers' codes", examples=[["alfamidi"]]
    )


class MoUSigned(_Version, Event):
    """City and retailers have all signed: the memorandum is in force from `since` to `until`, both days included."""

    type: ClassVar[str] = "gerai.agreements.mou-signed.v1"
    topic: ClassVar[Topic] = MOUS

    numbers: dict[str, str] = Field(
        description="Each party's own number of it", examples=[{"kota": "100.2.2.3/12/2026", "alfamidi": "307/2026"}]
    )
    since: date
    until: date
    signatures: tuple[Signature, ...]


class MoUEnded(Event):
    """A memorandum is in force no longer, or will never be."""

    type: ClassVar[str] = "gerai.agreements.mou-ended.v1"
    topic: ClassVar[Topic] = MOUS

    mou_id: UUID
    title: str
    retailers: tuple[str, ...]
    how: str = Field(
        description="lapsed (its term is over), terminated or abandoned (before it was signed)",
        examples=["lapsed", "terminated", "abandoned"],
    )
    reason: str | None = None
    party: str | None = Field(
        None,
        description="Who ended it: kota, or bagian-hukum before all had signed; absent where its term was over",
        examples=["kota", "bagian-hukum"],
    )

    @property
    def key(self) -> str:
        return str(self.mou_id)


class _Offer(BaseModel):
    """What every announcement about an offer says first."""

    model_config = ConfigDict(frozen=True)

    offer_id: UUID
    product_id: UUID
    business_id: UUID
    revision: int = Field(ge=1)
    product_name: str
    retailer: str = Field(description="Code", examples=["alfamidi"])
    mou_id: UUID

    @property
    def key(self) -> str:
        return str(self.offer_id)


class ProductOffered(_Offer, Event):
    """A product that passed is before a retailer whose memorandum is in force."""

    type: ClassVar[str] = "gerai.agreements.product-offered.v1"
    topic: ClassVar[Topic] = OFFERS

    outcome: str = Field(description="lolos or lolos-bersyarat")
    conditions: tuple[Condition, ...] = Field((), description="With lolos-bersyarat: those not met when it was offered")
    product: ProductFacts
    business_name: str | None = Field(None, description="Absent while only its id is known")
    answer_due: date


class OfferAnswered(_Offer, Event):
    """The retailer has said what it thinks of an offer."""

    type: ClassVar[str] = "gerai.agreements.offer-answered.v1"
    topic: ClassVar[Topic] = OFFERS

    answer: str = Field(
        description="accepted, sample-asked or rejected", examples=["accepted", "sample-asked", "rejected"]
    )
    reason: str | None = Field(None, description="With rejected; with sample-asked, what is wanted")
    answer_due: date | None = Field(None, description="With sample-asked: the last day to accept or reject")
    overdue: bool = Field(
        False, description="With sample-asked: that day had passed already, and a further sample gives no more time"
    )


class OfferOverdue(_Offer, Event):
    """The day has passed by which the retailer should have answered; it still may."""

    type: ClassVar[str] = "gerai.agreements.offer-overdue.v1"
    topic: ClassVar[Topic] = OFFERS

    answer_due: date


class OfferClosed(_Offer, Event):
    """An offer stands no longer, because what it stood on has gone."""

    type: ClassVar[str] = "gerai.agreements.offer-closed.v1"
    topic: ClassVar[Topic] = OFFERS

    why: str = Field(description=listed(WHY_CLOSED), examples=list(WHY_CLOSED))


class Terms(BaseModel):
    """What retailer and business agree upon (persyaratan perdagangan, Permendag 23/2021)."""

    model_config = ConfigDict(frozen=True)

    scheme: str = Field(description="beli-putus (sale) or konsinyasi (consignment)")
    price: int = Field(ge=1, description="Whole rupiah for a sales unit")
    payment_days: int = Field(ge=0, description="Days from the invoice")
    margin_percent: int = Field(ge=0, le=100, description="Of the shelf price, for the retailer")
    listing_fee: int = Field(ge=0, description="Whole rupiah, once for an item and store")
    trading_terms_percent: int = Field(ge=0, le=100, description="All costs charged to the business, of its sales")
    returns: str = Field(description="tidak-ada, rusak, or rusak-dan-kedaluwarsa", examples=["rusak"])
    stores: tuple[str, ...] = Field(description="Where it is sold", examples=[["Alfamidi Batu Merah"]])
    minimum_order: int = Field(ge=1, description="Sales units in an order of a store")
    units_per_store_and_month: int = Field(ge=1, description="What the business has to be able to deliver")
    since: date
    until: date


class _Agreement(BaseModel):
    """What every announcement about a PKS says first."""

    model_config = ConfigDict(frozen=True)

    pks_id: UUID
    offer_id: UUID
    product_id: UUID
    business_id: UUID
    product_name: str
    retailer: str = Field(description="Code")
    mou_id: UUID

    @property
    def key(self) -> str:
        return str(self.pks_id)


class PKSDrafted(_Agreement, Event):
    """The retailer has put terms before the business, or other ones than before."""

    type: ClassVar[str] = "gerai.agreements.pks-drafted.v1"
    topic: ClassVar[Topic] = PKS

    version: int = Field(ge=1)
    terms: Terms
    signable: bool = Field(True, description="Whether it may be signed; not while its product has no barcode")


class PKSPartlySigned(_Agreement, Event):
    """One party has signed: now it waits for the other."""

    type: ClassVar[str] = "gerai.agreements.pks-partly-signed.v1"
    topic: ClassVar[Topic] = PKS

    version: int = Field(ge=1)
    party: str = Field(description="Who has signed: usaha, or the retailer's code", examples=["usaha"])
    sign_by: date | None = Field(None, description="The last day for the other's signature; without it all is void")


class PKSSigned(_Agreement, Event):
    """Retailer and business have both signed: the product goes onto the shelf."""

    type: ClassVar[str] = "gerai.agreements.pks-signed.v1"
    topic: ClassVar[Topic] = PKS

    version: int = Field(ge=1)
    terms: Terms
    numbers: dict[str, str] = Field(description="Each party's own number of it", examples=[{"alfamidi": "12/PKS/2026"}])
    signatures: tuple[Signature, ...]


class PKSEnded(_Agreement, Event):
    """An agreement is in force no longer, or will never be."""

    type: ClassVar[str] = "gerai.agreements.pks-ended.v1"
    topic: ClassVar[Topic] = PKS

    how: str = Field(
        description="lapsed, terminated, declined (before it was signed) or void (its basis or its time went before)",
        examples=["lapsed", "terminated", "declined", "void"],
    )
    reason: str | None = Field(
        None, description=f"In the party's words; with void a code: {listed(WHY_VOID)}", examples=list(WHY_VOID)
    )
    party: str | None = Field(None, description="Who declined or ended it, if anybody", examples=["usaha", "alfamidi"])


class PKSBasisLost(_Agreement, Event):
    """What a signed agreement stood on has gone. It is a private contract and holds; its parties decide."""

    type: ClassVar[str] = "gerai.agreements.pks-basis-lost.v1"
    topic: ClassVar[Topic] = PKS

    why: str = Field(description=listed(WHY_LOST), examples=list(WHY_LOST))
    until: date | None = Field(None, description="The last day of the agreement, which holds until then all the same")
