"""A cooperation agreement (PKS) of a retailer and a business: a private contract; the city is not a party to it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.agreements.domain import signing
from services.agreements.domain.mou import Mou
from services.agreements.domain.offers import Offer, OfferStatus
from services.agreements.domain.pks_text import text_of_pks
from services.agreements.domain.products import Business, Product, lost_basis
from services.agreements.domain.retailers import BUSINESS_PARTY, Retailer
from services.agreements.domain.signing import Signed, Speaker
from services.agreements.domain.terms import Terms, check_capacity, check_terms, overlap, warnings_about
from services.agreements.domain.texts import conflict, refused, refused_because, refused_until
from shared.events import agreements as events
from shared.events.agreements import PKSDrafted, PKSPartlySigned, PKSSigned
from shared.events.event import Event
from shared.events.public import AgreementSigned
from shared.events.registration import ProductFacts
from shared.law.categories import find_category, halal_is_a_duty, halal_is_settled
from shared.law.licences import has_ended

SIGNING_DAYS = 30
"""How many days what one party has signed waits for the other. Whoever has signed can neither decline nor change it, so
it must not wait for ever; a month is enough to read, to ask an assistant and to bargain by word of mouth."""


class PksStatus(StrEnum):
    """Where an agreement stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class PksVersion:
    """Numbered terms with the whole text that is signed; once written it is never changed."""

    number: int
    terms: Terms
    text: str
    drafted_by: str
    drafted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pks:
    """An agreement with its present version; `signatures` are of that version alone."""

    id: UUID
    city: str
    offer_id: UUID
    product_id: UUID
    business_id: UUID
    revision: int
    product_name: str
    retailer: str
    mou_id: UUID
    status: PksStatus
    version: int
    terms: Terms
    content_hash: str
    drafted_at: datetime
    signatures: tuple[Signed, ...] = ()
    sign_by: date | None = None
    """The last day for the second signature, once there is a first."""
    signed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: Speaker | None = None
    """Who declined or ended it, if a party did."""
    how: str | None = None
    reason: str | None = None
    lost: tuple[str, ...] = ()
    """What a signed agreement stood on and its parties have been told the loss of, as in PKSBasisLost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an agreement stands on at the moment of a decision, held until it is saved. `on` is the day in the city."""

    mou: Mou
    retailer: Retailer
    business: Business
    product: Product
    offer: Offer
    agreements: Sequence[Pks]
    """Those of the product that have not ended, with whatever retailer."""
    on: date

    def signed_others(self, pks_id: UUID | None = None) -> list[Pks]:
        """The signed agreements of the product but for one."""
        return [p for p in self.agreements if p.status is PksStatus.SIGNED and p.id != pks_id]


def draft_pks(ground: Ground, terms: Terms, *, pks_id: UUID, by: str, at: datetime) -> tuple[Pks, PksVersion, Event]:
    """The retailer puts terms before the business, for an offer that it has accepted."""
    _require_standing(ground)
    offer = ground.offer
    if any(p.status is PksStatus.DRAFT and p.offer_id == offer.id for p in ground.agreements):
        raise refused("pks-draft-exists")
    version = _write(ground, terms, number=1, by=by, at=at)
    pks = Pks(
        id=pks_id,
        city=offer.city,
        offer_id=offer.id,
        product_id=offer.product_id,
        business_id=offer.business_id,
        revision=offer.revision,
        product_name=offer.facts.name,
        retailer=offer.retailer,
        mou_id=offer.mou_id,
        status=PksStatus.DRAFT,
        version=1,
        terms=version.terms,
        content_hash=signing.content_hash(version.text),
        drafted_at=at,
    )
    return pks, version, _drafted(pks, offer)


def revise_pks(
    pks: Pks, ground: Ground, terms: Terms, *, version: int, by: str, at: datetime
) -> tuple[Pks, PksVersion, Event]:
    """Other terms, written from the present version, as long as nobody has signed it.

    A signature binds whoever gave it until the other side signs or declines, or lets its last day for that go by. Were
    it void by a further version, the retailer, who alone writes them, could get rid of its own and then decline what it
    had signed, or take the business's away from under it. Whoever has not signed declines instead, and says why; then
    terms are drafted anew.
    """
    require_draft(pks)
    require_version(pks, version)
    if pks.signatures:
        raise refused("pks-signed-by-one")
    _require_standing(ground)
    written = _write(ground, terms, number=pks.version + 1, by=by, at=at)
    revised = replace(
        pks,
        version=written.number,
        terms=written.terms,
        content_hash=signing.content_hash(written.text),
    )
    return revised, written, _drafted(revised, ground.offer)


def sign_pks(
    pks: Pks,
    ground: Ground,
    *,
    version: int,
    number: str | None,
    speakers: Sequence[Speaker],
    at: datetime,
) -> tuple[Pks, Offer, list[Event]]:
    """A party signs the present version, while a memorandum is in force. The second signature makes the contract, if it
    comes in time."""
    require_draft(pks)
    if pks.sign_by is not None and ground.on > pks.sign_by:
        raise refused("pks-ended")
    require_version(pks, version)
    _require_standing(ground)
    if not is_signable(ground.offer.facts):
        raise refused("gtin-missing")
    _check(ground, pks.terms, pks.id)
    signature = signing.sign_as(speakers, pks.signatures, number=number, content=pks.content_hash, on=ground.on, at=at)
    signing.require_other_hand(signature, pks.signatures, side=BUSINESS_PARTY)
    signed = replace(pks, signatures=(*pks.signatures, signature))
    if {s.party for s in signed.signatures} < {pks.retailer, BUSINESS_PARTY}:
        waiting = replace(signed, sign_by=min(ground.on + timedelta(days=SIGNING_DAYS), pks.terms.until))
        told = PKSPartlySigned(**about(pks), version=pks.version, party=signature.party, sign_by=waiting.sign_by)
        return waiting, ground.offer, [told]
    signed = replace(signed, status=PksStatus.SIGNED, signed_at=at, sign_by=None)
    return signed, replace(ground.offer, status=OfferStatus.AGREED), _signed(signed, ground.business.name)


def number_owner(pks: Pks, signed: Signed) -> str:
    """Whose numbering a party's number is of: `usaha` is a different business in every agreement."""
    return str(pks.business_id) if signed.party == BUSINESS_PARTY else signed.party


def warnings_of(terms: Terms, offer: Offer, mou: Mou, *, on: date) -> dict[str, dict[str, str]]:
    """Codes of what deserves a second look before it is signed, with the values of their texts."""
    licences = offer.facts.licences
    found = {
        "gtin-missing": not is_signable(offer.facts),
        "licence-ended": bool(licences) and all(has_ended(licence, on=on) for licence in licences),
        "halal-duty-open": _owes_halal(offer.facts, on),
        "pks-begins-before-mou": terms.since < (mou.begins_on or mou.since),
        "pks-outlives-mou": terms.until > mou.until,
    }
    return {code: {} for code, is_so in found.items() if is_so} | warnings_about(terms, on=on)


def is_signable(product: ProductFacts) -> bool:
    """What has no barcode is sold at no till."""
    return product.gtin is not None


def _owes_halal(product: ProductFacts, on: date) -> bool:
    """Whether the law has made halal a duty that a product did not meet when it passed. How large its business is, is
    not known here; since the day for micro ones it is everybody's duty."""
    category = find_category(product.category, on=on)
    duty = category is not None and halal_is_a_duty(category, scale="mikro", on=on)
    return duty and not halal_is_settled(product.halal_status, product.halal_number)


def lost_ground(offer: Offer, product: Product, business: Business | None) -> str | None:
    """Why no agreement can be made upon an offer any more; None: the product stands as it was offered."""
    return offer.closed_why or lost_basis(offer.revision, product, business)


def require_draft(pks: Pks) -> None:
    if pks.status is PksStatus.ENDED:
        raise refused("pks-ended")
    if pks.status is PksStatus.SIGNED:
        raise refused("pks-signed-by-both")


def require_version(pks: Pks, version: int) -> None:
    if version != pks.version:
        raise conflict("pks-version-old")


def _require_standing(ground: Ground) -> None:
    """A memorandum is in force today, and the retailer has accepted a product that still stands as it was offered."""
    offer = ground.offer
    if not ground.mou.is_live(on=ground.on):
        raise refused("mou-not-live")
    lost = lost_ground(offer, ground.product, ground.business)
    if lost is not None:
        raise refused_because("offer-closed", lost)
    if offer.status not in (OfferStatus.ACCEPTED, OfferStatus.AGREED):
        raise refused("offer-not-accepted")


def _check(ground: Ground, terms: Terms, pks_id: UUID | None) -> Terms:
    checked = check_terms(terms, ground.retailer, on=ground.on)
    others = ground.signed_others(pks_id)
    for other in others:
        shared = [store for store in checked.stores if ground.retailer.is_among(store, other.terms.stores)]
        if other.retailer == ground.retailer.code and shared and overlap(checked, other.terms):
            raise refused_until("store-agreed-already", other.terms.until, store=shared[0])
    check_capacity(checked, [other.terms for other in others], ground.offer.facts.capacity_per_month)
    return checked


def _write(ground: Ground, terms: Terms, *, number: int, by: str, at: datetime) -> PksVersion:
    checked = _check(ground, terms, None)
    text = text_of_pks(
        checked,
        number=number,
        mou=ground.mou,
        retailer=ground.retailer,
        business=ground.business,
        offer=ground.offer,
    )
    return PksVersion(number=number, terms=checked, text=text, drafted_by=by, drafted_at=at)


def about(pks: Pks) -> dict[str, Any]:
    names = ("city", "offer_id", "product_id", "business_id", "product_name", "retailer", "mou_id")
    return {"pks_id": pks.id} | {name: getattr(pks, name) for name in names}


def about_publicly(pks: Pks) -> dict[str, Any]:
    return {"pks_id": pks.id} | {name: getattr(pks, name) for name in ("city", "retailer", "offer_id", "product_id")}


def _drafted(pks: Pks, offer: Offer) -> Event:
    terms = events.Terms(**asdict(pks.terms))
    return PKSDrafted(**about(pks), version=pks.version, terms=terms, signable=is_signable(offer.facts))


def _signed(pks: Pks, business_name: str | None) -> list[Event]:
    terms, numbers = events.Terms(**asdict(pks.terms)), signing.numbers(pks.signatures)
    return [
        PKSSigned(
            **about(pks),
            version=pks.version,
            terms=terms,
            numbers=numbers,
            signatures=signing.announced(pks.signatures),
        ),
        AgreementSigned(
            **about_publicly(pks),
            business_name=business_name,
            product_name=pks.product_name,
            numbers=numbers,
            terms=terms,
        ),
    ]
