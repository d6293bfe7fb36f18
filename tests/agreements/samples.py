"""Things of agreements that are in order; a test changes the one thing that it is about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.agreements import domain
from services.agreements.domain import (
    Branch,
    Business,
    Ground,
    Known,
    Mou,
    MouText,
    Offer,
    OfferStatus,
    Pks,
    Product,
    Retailer,
    Speaker,
    Terms,
)
from shared.events.curation import Condition, ConditionLapsed, ProductCurated
from shared.events.registration import CityConfigured, Office, ProductFacts, ProductWithdrawn

WIT = ZoneInfo("Asia/Jayapura")
NOW = datetime(2026, 11, 24, 9, 5, tzinfo=WIT)
TODAY = NOW.date()
PRODUCT_ID = UUID("018f0000-0000-7000-8000-000000000002")
BUSINESS_ID = UUID("018f0000-0000-7000-8000-000000000001")
MOU_ID = UUID("018f0000-0000-7000-8000-000000000003")
OFFER_ID = UUID("018f0000-0000-7000-8000-000000000004")
PKS_ID = UUID("018f0000-0000-7000-8000-000000000005")

AMBON = CityConfigured(
    city="ambon",
    name="Kota Ambon",
    region_code="81.71",
    time_zone="Asia/Jayapura",
    offices=(
        Office(role="diskop", name="Dinas Koperasi dan UKM", head="Kepala Dinas"),
        Office(role="disperindag", name="Dinas Perindustrian dan Perdagangan", head="Kepala Dinas"),
        Office(role="bagian-hukum", name="Bagian Hukum Sekretariat Kota", head="Kepala Bagian"),
        Office(role="wali-kota", name="Pemerintah Kota Ambon", head="Wali Kota"),
    ),
)
KEDIRI = CityConfigured(
    city="kediri",
    name="Kota Kediri",
    region_code="35.71",
    time_zone="Asia/Jakarta",
    offices=(Office(role="wali-kota", name="Pemerintah Kota Kediri", head="Wali Kota"),),
)
FACTS = ProductFacts(
    name="Sambal Roa Tifa",
    category="pangan-kering",
    net_content="150 g",
    shelf_life_days=180,
    storage="suhu-ruang",
    price=32_000,
    capacity_per_month=600,
    halal_status="bersertifikat",
    halal_number="ID32110001902430323",
    gtin="8991001000019",
)
STORES = ("Alfamidi Batu Merah", "Alfamidi Passo")
ALFAMIDI = Retailer(
    city="ambon",
    code="alfamidi",
    legal_name="PT Midi Utama Indonesia Tbk",
    branches=(Branch("AMB01", STORES[0]), Branch("AMB02", STORES[1]), Branch("AMB03", "Alfamidi Latta")),
)
INDOMARET = Retailer(city="ambon", code="indomaret", legal_name="PT Indomarco Prismatama Tbk")
NAMES = domain.names_of(AMBON, [ALFAMIDI, INDOMARET])
TEXT = MouText(
    title="Pemasaran Produk UMKM",
    body="Para pihak sepakat memasarkan produk UMKM.",
    since=date(2026, 11, 1),
    until=date(2028, 10, 31),
)
TERMS = Terms(
    scheme="beli-putus",
    price=30_000,
    payment_days=14,
    margin_percent=20,
    listing_fee=0,
    trading_terms_percent=10,
    returns="rusak",
    stores=STORES,
    minimum_order=12,
    units_per_store_and_month=100,
    since=date(2026, 12, 1),
    until=date(2027, 11, 30),
)
MAYOR = Speaker("kota", "bodewin", "Wali Kota")
CHAIN = Speaker("alfamidi", "rina", "Mitra Ritel")
OWNER = Speaker("usaha", "yohana", "Pelaku Usaha")
OFFICES = [Speaker(office, f"kepala-{office}", "Kepala") for office in domain.OFFICES]
PRODUCT = Product(id=PRODUCT_ID, city="ambon", business_id=BUSINESS_ID, revision=1, outcome="lolos", facts=FACTS)
BUSINESS = Business(id=BUSINESS_ID, city="ambon", name="Dapur Tifa Sirimau")


def ids() -> Callable[[], UUID]:
    """Fresh ids, the same in every run."""
    numbers = count(1)
    return lambda: UUID(int=next(numbers))


def curated(**differences: Any) -> ProductCurated:
    """Curation's result about the product: it passed, unless the differences say otherwise."""
    result: dict[str, Any] = {
        "city": "ambon",
        "product_id": PRODUCT_ID,
        "business_id": BUSINESS_ID,
        "revision": 1,
        "outcome": "lolos",
        "rubric_version": 1,
        "product": FACTS,
    }
    return ProductCurated(**result | differences)


def lapsed(revision: int = 1, **differences: Any) -> ConditionLapsed:
    """A condition of the product's result that was not met."""
    condition = Condition(condition_id=UUID(int=9), text="Cantumkan tanggal kedaluwarsa", due=date(2026, 11, 20))
    fact: dict[str, Any] = {"city": "ambon", "product_id": PRODUCT_ID, "business_id": BUSINESS_ID}
    return ConditionLapsed(**fact | {"revision": revision, "condition": condition} | differences)


def withdrawn(revision: int = 1, **differences: Any) -> ProductWithdrawn:
    """The business takes the product back."""
    fact: dict[str, Any] = {"city": "ambon", "product_id": PRODUCT_ID, "reason": "Alat rusak"}
    return ProductWithdrawn(**fact | {"revision": revision} | differences)


def drafted(*retailers: str, **differences: Any) -> Mou:
    """A memorandum with these retailers (alfamidi), in its first version."""
    return domain.draft_mou(
        replace(TEXT, **differences),
        mou_id=MOU_ID,
        city=AMBON,
        retailers=retailers or ("alfamidi",),
        known=[ALFAMIDI, INDOMARET],
        by="kepala-diskop",
        on=TODAY,
        at=NOW,
    )[0]


def agreed(*retailers: str, **differences: Any) -> Mou:
    """The same, agreed to by all."""
    chains = [Speaker(code, "rina", "Mitra Ritel") for code in retailers or ("alfamidi",)]
    return domain.agree_to_mou(drafted(*retailers, **differences), version=1, speakers=OFFICES + chains, at=NOW)[0]


def sign(mou: Mou, speaker: Speaker, **differences: Any) -> Mou:
    """The memorandum with one more signature."""
    said: dict[str, Any] = {"version": mou.version, "number": f"1/{speaker.party}/2026", "names": NAMES}
    said |= {"on": TODAY, "at": NOW}
    return domain.sign_mou(mou, speakers=[speaker], **said | differences)[0]


def in_force(**differences: Any) -> Mou:
    """The same, signed by city and retailer."""
    return sign(sign(agreed(**differences), MAYOR), CHAIN)


def offer(**differences: Any) -> Offer:
    """The product before the retailer, accepted."""
    there: dict[str, Any] = {
        "id": OFFER_ID,
        "city": "ambon",
        "product_id": PRODUCT_ID,
        "business_id": BUSINESS_ID,
        "revision": 1,
        "retailer": "alfamidi",
        "mou_id": MOU_ID,
        "outcome": "lolos",
        "facts": FACTS,
        "status": OfferStatus.ACCEPTED,
        "offered_at": NOW,
        "answer_due": date(2026, 12, 8),
    }
    return Offer(**there | differences)


def ground(**differences: Any) -> Ground:
    """All that an agreement stands on, in order."""
    there: dict[str, Any] = {
        "mou": in_force(),
        "retailer": ALFAMIDI,
        "business": BUSINESS,
        "product": PRODUCT,
        "offer": offer(),
        "agreements": [],
        "on": TODAY,
    }
    return Ground(**there | differences)


def draft_pks(on: Ground | None = None, **differences: Any) -> Pks:
    """An agreement that is not signed yet."""
    return domain.draft_pks(on or ground(), replace(TERMS, **differences), pks_id=PKS_ID, by="rina", at=NOW)[0]


def sign_pks(pks: Pks, *speakers: Speaker, on: Ground | None = None) -> Pks:
    """The agreement with these signatures."""
    for speaker in speakers:
        pks = domain.sign_pks(pks, on or ground(), version=pks.version, number=None, speakers=[speaker], at=NOW)[0]
    return pks


def known(**differences: Any) -> Known:
    """What is known when the product passes under the memorandum, before any offer."""
    there: dict[str, Any] = {
        "cities": {"ambon": AMBON},
        "businesses": {BUSINESS_ID: BUSINESS},
        "products": {PRODUCT_ID: Product(id=PRODUCT_ID, city="ambon")},
        "mous": [in_force()],
    }
    return Known(**there | differences)
