"""Where each thing stands and whose turn it is, as far as it was heard: a product, a memorandum, an offer, a PKS."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from services.notifications.domain.messages import Heard
from services.notifications.domain.places import Kind
from shared.events import agreements, curation, registration
from shared.events.event import Event
from shared.people.functions import (
    CURATOR_OF,
    DISKOP,
    DISPERINDAG,
    LEGAL,
    MAYOR,
    OWNER,
    RETAILER,
)

CURATORS = tuple(CURATOR_OF.values())
OFFICES = (DISKOP, DISPERINDAG, LEGAL)
STAGES = 10
"""Of one revision of a product: its stages lie below those of the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing at one moment. `stage` is higher for what comes later, whichever is heard first."""

    id: UUID
    kind: Kind
    city: str
    stage: int
    state: str
    waits_for: Sequence[str] = ()
    """The functions whose holders have to do something; of a business or retailer, of this one's."""
    business_id: UUID | None = None
    product_id: UUID | None = None
    retailers: Sequence[str] = ()
    acted: Sequence[str] = ()
    """Those of its retailers that have done what the others are still waited for."""
    title: str | None = None
    since: datetime
    begins: date | None = None
    """The first day of what is in force from then on."""
    due: date | None = None
    stays: bool = False
    """Whether it stands where it stood, `since` the same time: only whom it waits for is another."""


def follow(heard: Iterable[Heard]) -> list[Matter]:
    """Where things stand after these events: of each the furthest, and of equals the last."""
    furthest: dict[UUID, Matter] = {}
    for each in heard:
        for matter in _after(each.event, each.at):
            before = furthest.get(matter.id)
            if before is None or matter.stage >= before.stage:
                furthest[matter.id] = _since_before(before, matter)
    return list(furthest.values())


def _since_before(before: Matter | None, matter: Matter) -> Matter:
    if before is None or not matter.stays or matter.state != before.state:
        return matter
    return replace(matter, since=before.since, stays=before.stays)


def _after(event: Event, at: datetime) -> list[Matter]:
    match event:
        case registration.ProductSubmitted() | registration.ProductWithdrawn():
            return [_product(event, at)]
        case curation.CaseReviewed():
            return [_reviewed(event, at)]
        case curation.ProductCurated() | curation.ConditionLapsed():
            return [_judged(event, at)]
        case agreements.ProductOffered() | agreements.OfferOverdue():
            return [_offer(event, at)]
        case agreements.OfferAnswered() | agreements.OfferClosed():
            return [_answered(event, at)]
        case agreements.PKSDrafted() | agreements.PKSSigned() | agreements.PKSEnded():
            return [_pks(event, at), *_of_its_offer(event, at)]
        case agreements.PKSPartlySigned() | agreements.PKSBasisLost():
            return [_pks(event, at)]
        case agreements.MoUDrafted() | agreements.MoUAgreed() | agreements.MoUSigned() | agreements.MoUEnded():
            return [_mou(event, at)]
        case agreements.MoUPartlyAgreed() | agreements.MoUPartlySigned():
            return [_mou_of_the_missing(event, at)]
        case _:
            return []


def _product(event: registration.ProductSubmitted | registration.ProductWithdrawn, at: datetime) -> Matter:
    submitted = isinstance(event, registration.ProductSubmitted)
    return Matter(
        id=event.product_id,
        kind=Kind.PRODUCT,
        city=event.city,
        stage=event.revision * STAGES + (0 if submitted else 9),
        state="dalam-kurasi" if submitted else "ditarik",
        waits_for=CURATORS if submitted else (),
        business_id=event.business_id if isinstance(event, registration.ProductSubmitted) else None,
        product_id=event.product_id,
        since=at,
    )


def _reviewed(event: curation.CaseReviewed, at: datetime) -> Matter:
    """Before the departments whose review is missing."""
    return Matter(
        id=event.product_id,
        kind=Kind.PRODUCT,
        city=event.city,
        stage=event.revision * STAGES + 1,
        state="dalam-kurasi",
        waits_for=tuple(CURATOR_OF[department] for department in event.missing if department in CURATOR_OF),
        business_id=event.business_id,
        product_id=event.product_id,
        since=at,
        stays=True,
    )


def _judged(event: curation.ProductCurated | curation.ConditionLapsed, at: datetime) -> Matter:
    """What a result asks of the business, and until when."""
    judged = isinstance(event, curation.ProductCurated)
    state = event.outcome if isinstance(event, curation.ProductCurated) else "syarat-lewat"
    conditions = event.conditions if isinstance(event, curation.ProductCurated) else ()
    return Matter(
        id=event.product_id,
        kind=Kind.PRODUCT,
        city=event.city,
        stage=event.revision * STAGES + (2 if judged else 3),
        state=state,
        waits_for=(OWNER,) if state in ("perlu-pembinaan", "syarat-lewat") or conditions else (),
        business_id=event.business_id,
        product_id=event.product_id,
        since=at,
        due=min((condition.due for condition in conditions), default=None),
    )


def _offer(event: agreements.ProductOffered | agreements.OfferOverdue, at: datetime) -> Matter:
    """Overdue is of one stage with the answers: after a sample was asked for, it comes later than one of them."""
    overdue = isinstance(event, agreements.OfferOverdue)
    matter = _of_offer(event, at, 2 if overdue else 0, "tanpa-tanggapan" if overdue else "ditawarkan", RETAILER)
    return replace(matter, due=event.answer_due)


def _answered(event: agreements.OfferAnswered | agreements.OfferClosed, at: datetime) -> Matter:
    """Who asks for one sample more when it is too late already has still not answered."""
    if isinstance(event, agreements.OfferClosed):
        return _of_offer(event, at, 4, "ditutup")
    if event.overdue:
        return replace(_of_offer(event, at, 2, "tanpa-tanggapan", OWNER, RETAILER), due=event.answer_due)
    waits_for = {"accepted": (RETAILER,), "sample-asked": (OWNER,)}.get(event.answer, ())
    return replace(_of_offer(event, at, 2, event.answer, *waits_for), due=event.answer_due)


def _of_its_offer(
    event: agreements.PKSDrafted | agreements.PKSSigned | agreements.PKSEnded, at: datetime
) -> list[Matter]:
    """An offer waits no more itself while there is an agreement; where that came to nothing, another may be drafted."""
    stage, state, waits_for = 3, "pks-disusun", tuple[str, ...]()
    match event:
        case agreements.PKSSigned():
            stage, state = 4, "berlanjut"
        case (
            agreements.PKSEnded(how="declined")
            | agreements.PKSEnded(how="void", reason="term-over" | "signature-missing")
        ):
            state, waits_for = "accepted", (RETAILER,)
        case agreements.PKSEnded():
            return []
    offer = replace(_pks(event, at), id=event.offer_id, kind=Kind.OFFER, begins=None, due=None)
    return [replace(offer, stage=stage, state=state, waits_for=waits_for)]


def _of_offer(
    event: agreements.ProductOffered | agreements.OfferOverdue | agreements.OfferAnswered | agreements.OfferClosed,
    at: datetime,
    stage: int,
    state: str,
    *waits_for: str,
) -> Matter:
    return Matter(
        id=event.offer_id,
        kind=Kind.OFFER,
        city=event.city,
        stage=stage,
        state=state,
        waits_for=waits_for,
        business_id=event.business_id,
        product_id=event.product_id,
        retailers=(event.retailer,),
        since=at,
    )


def _pks(
    event: agreements.PKSDrafted
    | agreements.PKSPartlySigned
    | agreements.PKSSigned
    | agreements.PKSEnded
    | agreements.PKSBasisLost,
    at: datetime,
) -> Matter:
    """Of one topic, so that what is heard last is the last."""
    state, waits_for, begins, due = "berlaku", tuple[str, ...](), None, None
    match event:
        case agreements.PKSDrafted(signable=True):
            state, waits_for = "menunggu-tanda-tangan", (OWNER, RETAILER)
        case agreements.PKSDrafted():
            state, waits_for = "menunggu-barcode", (OWNER,)
        case agreements.PKSPartlySigned():
            state, waits_for = "menunggu-tanda-tangan", ((RETAILER,) if event.party == "usaha" else (OWNER,))
            due = event.sign_by
        case agreements.PKSSigned():
            begins, due = event.terms.since, event.terms.until
        case agreements.PKSEnded():
            state = "dibatalkan" if event.how in agreements.NEVER_IN_FORCE else "berakhir"
        case agreements.PKSBasisLost():
            state, due = "dasar-hilang", event.until
    return Matter(
        id=event.pks_id,
        kind=Kind.PKS,
        city=event.city,
        stage=0,
        state=state,
        waits_for=waits_for,
        business_id=event.business_id,
        product_id=event.product_id,
        retailers=(event.retailer,),
        since=at,
        begins=begins,
        due=due,
        stays=isinstance(event, agreements.PKSPartlySigned),
    )


def _mou(
    event: agreements.MoUDrafted | agreements.MoUAgreed | agreements.MoUSigned | agreements.MoUEnded, at: datetime
) -> Matter:
    state, waits_for, begins, due = "berlaku", tuple[str, ...](), None, None
    match event:
        case agreements.MoUEnded():
            state = "dibatalkan" if event.how in agreements.NEVER_IN_FORCE else "berakhir"
        case agreements.MoUDrafted():
            state, waits_for = "telaah", (*OFFICES, RETAILER)
        case agreements.MoUAgreed():
            state, waits_for = "menunggu-tanda-tangan", (MAYOR, RETAILER)
        case agreements.MoUSigned():
            begins, due = event.since, event.until
    return Matter(
        id=event.mou_id,
        kind=Kind.MOU,
        city=event.city,
        stage=0,
        state=state,
        waits_for=waits_for,
        retailers=event.retailers,
        title=event.title,
        since=at,
        begins=begins,
        due=due,
    )


def _mou_of_the_missing(event: agreements.MoUPartlyAgreed | agreements.MoUPartlySigned, at: datetime) -> Matter:
    """Before those who have not agreed, or signed, yet: offices by their own function, the city by its mayor's."""
    signing = isinstance(event, agreements.MoUPartlySigned)
    functions = dict.fromkeys(event.retailers, RETAILER) | {"kota": MAYOR}
    return Matter(
        id=event.mou_id,
        kind=Kind.MOU,
        city=event.city,
        stage=0,
        state="menunggu-tanda-tangan" if signing else "telaah",
        waits_for=tuple(dict.fromkeys(functions.get(party, party) for party in event.missing)),
        retailers=event.retailers,
        acted=tuple(code for code in event.retailers if code not in event.missing),
        title=event.title,
        since=at,
        stays=True,
    )
